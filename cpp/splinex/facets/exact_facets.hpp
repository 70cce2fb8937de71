#pragma once

#include "splinex/exact_lp.hpp"

#include <optional>
#include <span>
#include <vector>

namespace splinex {

/// Facets of cells in integers.
class ExactFacets {
public:
    ExactFacets(const Problem &problem, Rows &rows) : problem_(problem), rows_(rows) {}

    /// Walls on one hyperplane, in the order of their first ones. None of them is constant.
    std::vector<std::vector<SignedRow>> merged(std::span<const SignedRow> walls);

    /// A point of the facet's relative interior if the first of the walls, which lie on different hyperplanes and bound
    /// the cell, is a facet.
    std::optional<RationalPoint> relative_interior(SignedRow wall, std::span<const SignedRow> others);

private:
    const Problem &problem_;
    Rows &rows_;
};

/// A row as coprime integers, >= 0 on its side.
std::vector<BigInt> oriented(Rows &rows, SignedRow row);

} // namespace splinex
