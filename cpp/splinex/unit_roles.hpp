#pragma once

#include "splinex/problem.hpp"
#include "splinex/rows.hpp"

#include <cstdint>
#include <vector>

namespace splinex {

/// The state of a unit without a row of its own, from its master's.
State follower_state(const UnitRole &role, std::uint8_t master);

/// Fills in the states of all of them.
void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states);

} // namespace splinex
