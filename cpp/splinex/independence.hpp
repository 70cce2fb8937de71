#pragma once

#include "splinex/exact_map.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Rows and columns of a largest nonsingular minor.
struct Independent {
    std::vector<int> rows;
    std::vector<int> columns;
};

/// Among the given columns of a map's linear part, by elimination with the largest pivots: floats choose and a prime
/// proves where the rank is as large as it can be, else integers do both. As many as can be are taken of the rows
/// before the first end, then of those before the second, and so on.
Independent independent_rows(const ExactMap &map, std::span<const int> columns, std::span<const int> ends = {});

} // namespace splinex
