#pragma once

#include "splinex/problem.hpp"
#include "splinex/rows.hpp"

#include <cstdint>
#include <vector>

namespace splinex {

/// The state of a row that follows another, from its master's.
State follower_state(const RowRole &role, std::uint8_t master);

/// All candidates are decided: fills in the states of the other rows.
void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states);

} // namespace splinex
