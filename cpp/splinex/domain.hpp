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

} // namespace splinex
