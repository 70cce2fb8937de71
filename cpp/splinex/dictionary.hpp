#pragma once

#include "splinex/bigint.hpp"
#include "splinex/buffer.hpp"
#include "splinex/kernels/kernels.hpp"
#include "splinex/signed_row.hpp"

#include <algorithm>
#include <type_traits>
#include <vector>

namespace splinex {

/// A simplex dictionary: every row is (column 0 + sum of column k * nonbasic[k - 1]) / denominator.
///
/// Three blocks of rows in one array a column: candidates (units whose side is open), constraints (basic rows known to
/// be
/// >= 0) and the coordinates of x, which never block a move. The vertex is where all nonbasic rows are zero; it lies in
/// the cell, so column 0 is >= 0 on the constraints (up to rounding in floats). Unused rows of a block's last lanes are
/// zero.
template <class T> struct Dictionary {
    int dimension = 0; // coordinates of x
    long stride = 0;
    int constraint_begin = 0;
    int x_begin = 0;
    T denominator = 1;
    Buffer<T> data;
    std::vector<int> candidates; // row ids
    std::vector<SignedRow> constraints;
    std::vector<SignedRow> nonbasic;

    int columns() const { return static_cast<int>(nonbasic.size()) + 1; }
    T *column(int k) { return data.data() + k * stride; }
    const T *column(int k) const { return data.data() + k * stride; }
    int n_candidates() const { return static_cast<int>(candidates.size()); }
    int n_constraints() const { return static_cast<int>(constraints.size()); }
    /// Of a nonbasic row; 0 when it is basic.
    int column_of(int row) const {
        const auto place = std::ranges::find(nonbasic, row, &SignedRow::row);
        return place == nonbasic.end() ? 0 : 1 + static_cast<int>(place - nonbasic.begin());
    }
    /// Positions of candidate i and constraint r within a column.
    int at_candidate(int i) const { return i; }
    int at_constraint(int r) const { return constraint_begin + r; }

    /// Room for the given numbers of rows; every entry zero.
    void reset(int columns, int max_candidates, int max_constraints, int coordinates) {
        dimension = coordinates;
        constraint_begin = padded(max_candidates);
        x_begin = constraint_begin + padded(max_constraints);
        stride = x_begin + padded(coordinates);
        data.assign(static_cast<std::size_t>(columns) * stride, T(0));
        denominator = 1;
        candidates.clear();
        constraints.clear();
        nonbasic.clear();
    }

    /// A copy of the rows in use, into storage that is kept.
    void copy_from(const Dictionary &other) {
        dimension = other.dimension;
        stride = other.stride;
        constraint_begin = other.constraint_begin;
        x_begin = other.x_begin;
        denominator = other.denominator;
        candidates = other.candidates;
        constraints = other.constraints;
        nonbasic = other.nonbasic;
        if (data.size() < other.data.size())
            data.resize(other.data.size());
        for (int k = 0; k < columns(); ++k)
            for (const Extent &e : extents())
                std::copy(other.column(k) + e.begin, other.column(k) + e.end, column(k) + e.begin);
    }

    struct Extents {
        Extent blocks[3];
        const Extent *begin() const { return blocks; }
        const Extent *end() const { return blocks + 3; }
    };
    /// The rows in use, block by block.
    Extents extents() const {
        return {{{0, padded(n_candidates())},
                 {constraint_begin, constraint_begin + padded(n_constraints())},
                 {x_begin, x_begin + padded(dimension)}}};
    }

    /// Forgets candidate i; the last one takes its place.
    void remove_candidate(int i) {
        move_row(i, -1, n_candidates() - 1);
        candidates[i] = candidates.back();
        candidates.pop_back();
    }

    /// Forgets constraint r; the last one takes its place.
    void remove_constraint(int r) {
        move_row(at_constraint(r), -1, at_constraint(n_constraints() - 1));
        constraints[r] = constraints.back();
        constraints.pop_back();
    }

    /// After a pivot of candidate i with column k: the candidate is nonbasic there, on its positive side, and the row
    /// that was nonbasic becomes a constraint.
    void candidate_entered(int i, int k) {
        move_row(i, at_constraint(n_constraints()), n_candidates() - 1);
        constraints.push_back(nonbasic[k - 1]);
        nonbasic[k - 1] = {candidates[i], false};
        candidates[i] = candidates.back();
        candidates.pop_back();
    }

    /// After a pivot of constraint r with column k.
    void constraint_entered(int r, int k) { std::swap(nonbasic[k - 1], constraints[r]); }

    /// Changes to the other side of the nonbasic row of column k.
    void reverse(int k) {
        nonbasic[k - 1].negated = !nonbasic[k - 1].negated;
        if constexpr (std::is_same_v<T, double>) {
            kernels.negate(column(k), extents().begin(), 3);
        } else {
            for (const Extent &e : extents())
                for (int i = e.begin; i < e.end; ++i)
                    column(k)[i] = -column(k)[i];
        }
    }

    void swap_columns(int k, int l) {
        if (k == l)
            return;
        for (const Extent &e : extents())
            std::swap_ranges(column(k) + e.begin, column(k) + e.end, column(l) + e.begin);
        std::swap(nonbasic[k - 1], nonbasic[l - 1]);
    }

    /// Fixes the nonbasic row of column k at the value 1: its column becomes the constant.
    void fix_at_one(int k) {
        const int last = columns() - 1;
        std::copy(column(k), column(k) + stride, column(0));
        if (k != last)
            std::copy(column(last), column(last) + stride, column(k));
        nonbasic[k - 1] = nonbasic[last - 1];
        nonbasic.pop_back();
    }

private:
    /// See Kernels::move_row.
    void move_row(int from, int to, int last) {
        if constexpr (std::is_same_v<T, double>) {
            kernels.move_row(data.data(), stride, columns(), from, to, last);
        } else {
            for (int k = 0; k < columns(); ++k) {
                T *c = column(k);
                if (to >= 0 && to % lanes == 0)
                    std::fill_n(c + to, lanes, T(0));
                if (to >= 0)
                    c[to] = c[from];
                c[from] = c[last];
                c[last] = 0;
            }
        }
    }
};

} // namespace splinex
