#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/exact_map.hpp"

#include <vector>

namespace splinex {

/// A polyhedron's dictionary at a vertex, over the coordinates that its rows depend on.
struct ExactVertex {
    Dictionary<BigInt> dictionary;
    std::vector<int> columns; // the coordinates kept; moving along the others as well, every row can stay as it is
};

/// A vertex of {x : rows >= 0}, with candidates as functions of the coordinates kept. Throws InputError when the
/// polyhedron is empty.
ExactVertex vertex_of(const ExactMap &rows, const ExactMap &candidates);

/// Goes to a vertex where the row at that position of the columns is largest (direction 1) or least (-1), by Bland's
/// rule: 0 when it is there, else the column along which there is no end.
int go_up(Dictionary<BigInt> &t, int position, int direction);

/// Where an affine function is largest: a point, or the direction of a ray along which it grows without end.
struct Extreme {
    bool bounded;
    RationalPoint at;
};

/// The largest value of objective x + constant on {x : rows >= 0}, which must not be empty. Exact.
Extreme largest(const ExactMap &rows, std::span<const BigInt> objective);

} // namespace splinex
