#pragma once

#include "splinex/network.hpp"

#include <vector>

namespace splinex {

/// {x : low <= x <= high, rows >= 0}. Bounds may be infinite, and low[i] == high[i] fixes a coordinate; the rows are
/// affine functions of x, and the set may be flat without saying so.
struct Domain {
    std::vector<double> low;
    std::vector<double> high;
    std::vector<ExactMap> rows;
};

/// The finite sides of the box as rows that are >= 0 on it, coordinate by coordinate, the lower one first.
ExactMap box_rows(const Domain &domain);

} // namespace splinex
