#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/monitor.hpp"
#include "splinex/network.hpp"

namespace splinex {

/// The number of regions of the hyperplanes {x : row(x) = 0} in R^columns, exactly and without visiting any region.
/// Rows that are zero nowhere or everywhere cut nothing, proportional ones cut once. Throws InputError beyond 2^63 - 1
/// regions.
long long count_arrangement(const ExactMap &rows, Monitor &monitor, Effort &effort);

} // namespace splinex
