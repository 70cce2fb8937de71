#pragma once

#include "splinex/buffer.hpp"
#include "splinex/domain.hpp"
#include "splinex/monitor.hpp"
#include "splinex/network.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The facets of regions in columns, region by region.
struct Facets {
    /// In place of a neighbour: the facet lies on the domain's boundary; the pattern beyond it is not listed.
    static constexpr std::int64_t boundary = -1, unlisted = -2;

    RawVector<std::int64_t> regions;
    RawVector<std::int64_t> neighbours;
    RawVector<double> points;            // (n, inputs): of the relative interior, up to rounding
    RawVector<std::int32_t> walls;       // 2 * row id + negated, as `facet_rows` takes them
    RawVector<std::int64_t> switch_ends; // of each facet in `switches`
    RawVector<std::int32_t> switches;    // bits of the pattern that are others beyond the facet
    RawVector<std::uint8_t> bounded;     // each region, when `recession` asks for it

    std::size_t size() const { return walls.size(); }
    void append(const Facets &from);
};

/// Packed patterns (n, bytes) of regions with a point near or in each of them (n, inputs).
struct ListedRegions {
    std::span<const std::uint8_t> patterns;
    std::span<const double> points;
    std::size_t count;
};

/// The facets of all listed regions and what lies beyond them: exact, and the same for any number of threads.
Facets find_facets(const Network &network, const Domain &domain, const ListedRegions &regions, bool recession,
                   int threads, Monitor &monitor);

/// Walls of regions with the given packed patterns as coprime integers over all inputs, constant last, >= 0 on the
/// region: (n, inputs + 1).
std::vector<BigInt> facet_rows(const Network &network, const Domain &domain, std::span<const std::uint8_t> patterns,
                               std::span<const std::int32_t> walls);

} // namespace splinex
