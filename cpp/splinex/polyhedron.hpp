#pragma once

#include "splinex/network.hpp"

#include <vector>

namespace splinex {

/// x = embedding(y) with y the given coordinates of x: an affine set that no coordinate of y is redundant in.
struct AffineHull {
    std::vector<int> coordinates;
    ExactMap embedding;
};

/// The affine hull of {x : rows >= 0}, by exact linear programs. Throws InputError when the set is empty.
AffineHull affine_hull(const ExactMap &rows);

/// The hull that fixes coordinates at the given values and leaves `free` as they are.
AffineHull coordinate_hull(const std::vector<int> &free, const std::vector<double> &values);

/// For each coordinate the least double >= |x_i| on {x : rows >= 0}, a non-empty set; infinite where it is unbounded.
std::vector<double> reach(const ExactMap &rows);

} // namespace splinex
