#pragma once

#include "splinex/network.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Rows and columns of a largest nonsingular minor.
struct Independent {
    std::vector<int> rows;
    std::vector<int> columns;
};

/// Among the given columns of a map's linear part, by exact elimination with the largest pivots. Of the first
/// `preferred` rows as many are taken as can be.
Independent independent_rows(const ExactMap &map, std::span<const int> columns, int preferred = 0);

} // namespace splinex
