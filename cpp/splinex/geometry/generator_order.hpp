#pragma once

#include "splinex/geometry/double_description.hpp"

#include <vector>

namespace splinex {

/// The vertices, then the rays of a cell. In two dimensions vertices come counter-clockwise, from the end of the first
/// ray to the start of the last one where there are any, else from the one where the boundary enters the first wall.
struct GeneratorOrder {
    std::vector<int> vertices, rays;
};
GeneratorOrder in_order(const DoubleDescription &cell, WallRows &walls);

} // namespace splinex
