#pragma once

#include "splinex/dictionary.hpp"

#include <cmath>
#include <vector>

namespace splinex {

/// What a search costs and how its decisions were reached. Plain counters, one set a thread.
struct Effort {
    long long cuts = 0;
    long long free = 0;            // units fixed by the signs of their coefficients
    long long floats = 0;          // units fixed by a float walk, certified
    long long exact = 0;           // units decided in integers
    long long float_witnesses = 0; // cells proven by a certified float point
    long long exact_witnesses = 0; // cells proven in integers
    long long pivots = 0;
    long long exact_lps = 0; // linear programs solved in integers
    Effort &operator+=(const Effort &o);
};

/// What may block a move along a column: constraint `row` (-1: nothing does) at a distance that the policy compares.
struct Block {
    int row;
    double distance; // only meaningful to the policies over doubles
};

/// Doubles. Everything here is a heuristic: thresholds only steer, certificates decide.
struct FloatArithmetic {
    using Number = double;
    static constexpr bool exact = false;
    static constexpr double threshold = 1e-9;

    static int sign(double v) { return v > threshold ? 1 : v < -threshold ? -1 : 0; }
    static Block block(const Dictionary<double> &t, int column);
    /// Does candidate i reach zero along the column before the block?
    static bool crosses(const Dictionary<double> &t, int i, int column, const Block &b) {
        return (std::fabs(t.column(0)[i]) + threshold) / std::fabs(t.column(column)[i]) < b.distance;
    }
    static bool moves(const Dictionary<double> &, int, const Block &b) { return b.row < 0 || b.distance > threshold; }
    static bool larger(double a, double b) { return std::fabs(a) > std::fabs(b); }
    static bool pivot(Dictionary<double> &t, int row, int column);
};

/// Integers held in doubles. Exact: entries below 2^26 make every product, quotient and comparison of ratios exact.
struct SmallArithmetic {
    using Number = double;
    static constexpr bool exact = true;
    static constexpr double threshold = 0;
    static constexpr double limit = 0x1p26;

    static int sign(double v) { return (v > 0) - (v < 0); }
    static Block block(const Dictionary<double> &t, int column);
    static bool crosses(const Dictionary<double> &t, int i, int column, const Block &b) {
        return b.row < 0 || std::fabs(t.column(0)[i]) / std::fabs(t.column(column)[i]) < b.distance;
    }
    static bool moves(const Dictionary<double> &, int, const Block &b) { return b.row < 0 || b.distance > 0; }
    static bool larger(double a, double b) { return std::fabs(a) > std::fabs(b); }
    /// False when an entry reached the limit: the basis is right, but the entries must be computed anew in big
    /// integers.
    static bool pivot(Dictionary<double> &t, int row, int column);
};

/// Integers of any size.
struct BigArithmetic {
    using Number = BigInt;
    static constexpr bool exact = true;

    static int sign(const BigInt &v) { return v.sign(); }
    static Block block(const Dictionary<BigInt> &t, int column);
    static bool crosses(const Dictionary<BigInt> &t, int i, int column, const Block &b);
    static bool moves(const Dictionary<BigInt> &t, int column, const Block &b) {
        (void)column;
        return b.row < 0 || t.column(0)[t.at_constraint(b.row)] != 0;
    }
    static bool larger(const BigInt &a, const BigInt &b) { return abs(a) > abs(b); }
    static bool pivot(Dictionary<BigInt> &t, int row, int column);
};

/// The two pivots of the search, with their bookkeeping. False: see SmallArithmetic::pivot.
template <class A> bool enter_candidate(Dictionary<typename A::Number> &t, int i, int column) {
    const bool small = A::pivot(t, t.at_candidate(i), column);
    t.candidate_entered(i, column);
    return small;
}

template <class A> bool enter_constraint(Dictionary<typename A::Number> &t, int r, int column) {
    const bool small = A::pivot(t, t.at_constraint(r), column);
    t.constraint_entered(r, column);
    return small;
}

/// Forgets the constraints that the signs of their own coefficients imply. In floats the cell may grow: see the rules
/// of Explorer.
template <class A> void drop_implied(Dictionary<typename A::Number> &t);

} // namespace splinex
