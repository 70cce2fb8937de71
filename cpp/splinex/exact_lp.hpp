#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/rows.hpp"

#include <optional>
#include <span>
#include <vector>

namespace splinex {

/// A point where every given row is strictly positive, or nothing when there is none. Exact.
std::optional<RationalPoint> interior_point(Rows &rows, int dimension, std::span<const SignedRow> constraints);
std::optional<RationalPoint> interior_point(const ExactMap &rows);

/// Why there is no such point, as places among the rows: a combination of them with positive multipliers, unique up to
/// a factor, is a constant that is not positive (Motzkin's transposition theorem). Empty when there is a point. Exact.
std::vector<int> motzkin_support(Rows &rows, int dimension, std::span<const SignedRow> constraints);
std::vector<int> motzkin_support(const ExactMap &rows);

/// Are all given rows positive at x? Exact.
bool strictly_inside(Rows &rows, std::span<const SignedRow> constraints, std::span<const double> x);

/// Each coordinate rounded to the nearest double.
std::vector<double> nearest(const RationalPoint &point);

/// Moves an exact dictionary to a vertex of its cell (phase 1). False when the cell is empty.
bool make_feasible(Dictionary<BigInt> &t, Effort &effort);

} // namespace splinex
