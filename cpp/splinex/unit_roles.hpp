#pragma once

#include "splinex/problem.hpp"

#include <cstdint>
#include <vector>

namespace splinex {

/// Fills in the states of the units that have no row of their own: copies and constants follow their masters.
void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states);

} // namespace splinex
