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

/// The maps [A | b] of cells as functions of the inputs, row-major one after the other, each entry the nearest double;
/// infinite where the quotient rounds beyond the doubles. Of all outputs.
std::vector<double> rounded_maps(const Network &network, const MapQuestion &question, Monitor &monitor);

} // namespace splinex
