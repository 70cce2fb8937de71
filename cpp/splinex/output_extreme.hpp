#pragma once

#include "splinex/domain.hpp"
#include "splinex/exact_vertex.hpp"

#include <cstdint>
#include <span>

namespace splinex {

/// Where an output is largest on the closed cell of a pattern, which must not be empty, or with sign -1 least: a point,
/// or a ray along which there is no end. Over all inputs. Exact.
Extreme output_extreme(const Network &network, const Domain &domain, std::span<const std::uint8_t> pattern, int output,
                       int sign);

} // namespace splinex
