#pragma once

#include "splinex/exact_lp.hpp"
#include "splinex/problem.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace splinex {

/// A rational point of the open cell of a pattern (one piece a unit), over all inputs; nothing when the cell is empty.
std::optional<RationalPoint> region_witness(const Network &network, const Domain &domain,
                                            std::span<const std::uint8_t> pattern);

} // namespace splinex
