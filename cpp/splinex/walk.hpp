#pragma once

#include "splinex/arithmetic.hpp"

#include <limits>
#include <type_traits>
#include <vector>

namespace splinex {

/// What a candidate does on a cell. `zero`: it vanishes identically. `empty`: there is no cell. `unsure`: floats cannot
/// tell. `overflow`: a pivot left the range of small integers.
enum class Verdict { cut, positive, negative, zero, empty, unsure, overflow };

struct Walk {
    Verdict verdict;
    int column = 0; // of a cut: the edge on which the candidate vanishes
};

/// The verdict on a candidate whose coefficients are all on one side.
template <class A> Verdict one_sided(const Dictionary<typename A::Number> &t, int i) {
    if (const int sign = A::sign(t.column(0)[i]); sign != 0)
        return sign > 0 ? Verdict::positive : Verdict::negative;
    for (int k = 1; k < t.columns(); ++k)
        if (const int sign = A::sign(t.column(k)[i]); sign != 0)
            return sign > 0 ? Verdict::positive : Verdict::negative;
    return Verdict::zero;
}

/// Among the constraints that block first, the one of smallest id (Bland's rule, for exact arithmetic).
template <class A> Block block_of_smallest_id(const Dictionary<typename A::Number> &t, int column) {
    Block best = A::block(t, column);
    if (best.row < 0)
        return best;
    using Number = typename A::Number;
    const Number *slope = t.column(column) + t.constraint_begin;
    const Number *beta = t.column(0) + t.constraint_begin;
    const Number beta_best = beta[best.row], slope_best = slope[best.row];
    for (int r = 0; r < t.n_constraints(); ++r)
        if (slope[r] < 0 && beta[r] * slope_best == beta_best * slope[r] &&
            t.constraints[r].row < t.constraints[best.row].row)
            best.row = r;
    return best;
}

/// The column along which candidate i changes fastest in the wanted direction; 0 when there is none.
template <class A> int steepest_column(const Dictionary<typename A::Number> &t, int i, int columns, int wanted) {
    int best = 0;
    if constexpr (std::is_same_v<typename A::Number, double>) {
        double most = A::threshold; // without branches: which column wins is not predictable
        for (int k = 1; k < columns; ++k) {
            const double v = wanted * t.column(k)[i];
            best = v > most ? k : best;
            most = v > most ? v : most;
        }
    } else {
        for (int k = 1; k < columns; ++k)
            if (A::sign(t.column(k)[i]) == wanted && (best == 0 || A::larger(t.column(k)[i], t.column(best)[i])))
                best = k;
    }
    return best;
}

/// The same by Bland's rule.
template <class A> int column_of_smallest_id(const Dictionary<typename A::Number> &t, int i, int columns, int wanted) {
    int best = 0;
    for (int k = 1; k < columns; ++k)
        if (A::sign(t.column(k)[i]) == wanted && (best == 0 || t.nonbasic[k - 1].row < t.nonbasic[best - 1].row))
            best = k;
    return best;
}

/// Does candidate i cut the cell? Walks by primal pivots from the vertex towards its zero set and stops on the first
/// edge that crosses it. Exact arithmetic always ends (Bland's rule when stuck); floats give up after a while.
///
/// Only the columns before `columns` move: with fewer than all, the rows of the others stay zero, and the walk is on
/// the section of the cell by them; what it says of a candidate without points on both sides then means nothing.
template <class A> Walk walk(Dictionary<typename A::Number> &t, int i, int columns, Effort &effort) {
    const int start = A::sign(t.column(0)[i]);
    bool above = start > 0; // the cell has points where the candidate is positive
    bool below = start < 0;
    int idle = 0;
    const int patience = 20 + 4 * t.columns();
    for (int step = 0; A::exact || step < 4 * patience; ++step) {
        const bool bland = A::exact && idle > patience;
        const int wanted = above ? -1 : 1;
        const int column =
            bland ? column_of_smallest_id<A>(t, i, columns, wanted) : steepest_column<A>(t, i, columns, wanted);
        if (column == 0) {
            if (above || below)
                return {above ? Verdict::positive : Verdict::negative};
            return {one_sided<A>(t, i)};
        }
        const Block block = bland ? block_of_smallest_id<A>(t, column) : A::block(t, column);
        if (A::sign(t.column(0)[i]) != 0) {
            if (A::crosses(t, i, column, block))
                return {Verdict::cut, column};
        } else if (A::moves(t, column, block)) {
            if (above || below)
                return {Verdict::cut, column};
            above = true;
            continue;
        }
        if (block.row < 0)
            return {Verdict::unsure};
        idle = A::moves(t, column, block) ? 0 : idle + 1;
        ++effort.pivots;
        if (!enter_constraint<A>(t, block.row, column))
            return {Verdict::overflow};
    }
    return {Verdict::unsure};
}

/// Looks at every candidate: see Kernels::sweep.
template <class A> Sweep sweep(const Dictionary<double> &t, Buffer<double> &score) {
    if (static_cast<int>(score.size()) < padded(t.n_candidates()))
        score.resize(padded(t.n_candidates()));
    return kernels.sweep(t.data.data(), t.stride, t.columns(), t.n_candidates(), A::threshold, score.data());
}
template <class A> Sweep sweep(const Dictionary<BigInt> &t, Buffer<double> &score);

} // namespace splinex
