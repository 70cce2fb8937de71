#pragma once

#include "splinex/domain.hpp"
#include "splinex/monitor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Of which cells to compare the affine maps: packed patterns, one after the other; and which of the outputs of a
/// hidden layer, or with layer == hidden() of the network. All of them when none is given.
struct MapQuestion {
    std::span<const std::uint8_t> patterns;
    std::size_t count;
    int layer;
    std::span<const int> outputs;
};

/// Numbers the different affine maps on the domain that cells have, in the order in which they come up. Exact. Patterns
/// that begin alike are cheap when they follow each other, as those of a search do.
std::vector<std::int64_t> number_maps(const Network &network, const Domain &domain, const MapQuestion &question,
                                      Monitor &monitor);

/// Rows [A | b] of the network's output on cells with the first `count` packed patterns, row-major one cell after the
/// other: each entry is the double nearest to the exact one, infinite when out of range.
std::vector<double> rounded_maps(const Network &network, std::span<const std::uint8_t> patterns, std::size_t count,
                                 Monitor &monitor);

} // namespace splinex
