#pragma once

#include "splinex/buffer.hpp"
#include "splinex/domain.hpp"
#include "splinex/monitor.hpp"
#include "splinex/network.hpp"
#include "splinex/polyhedron.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Regions with their facets: packed patterns, one after the other, and the walls of region i from ends[i - 1] on, as
/// `Facets` has them.
struct BoundedRegions {
    std::span<const std::uint8_t> patterns;
    std::span<const std::int64_t> ends;
    std::span<const std::int32_t> walls;

    std::span<const std::int32_t> walls_of(std::size_t region) const {
        const std::int64_t begin = region > 0 ? ends[region - 1] : 0;
        return walls.subspan(begin, ends[region] - begin);
    }
};

/// Generators of one kind in columns, region by region.
struct GeneratorColumns {
    RawVector<double> entries;       // (n, inputs), correctly rounded
    RawVector<std::int64_t> ends;    // of each region
    RawVector<std::int64_t> on_ends; // of each generator in `on`
    RawVector<std::int32_t> on;      // the facets of the region that a generator lies on, counted from 0

    void append(const GeneratorColumns &from);
};

/// A region is the convex hull of its vertices plus the cone of its rays plus the span of its lines.
struct Generators {
    GeneratorColumns vertices;        // in two dimensions counter-clockwise
    GeneratorColumns rays, lines;     // the largest entry 1 in magnitude; lines lie on every facet
    RawVector<std::uint8_t> spacious; // each region, whether balls of any size fit into it

    void append(const Generators &from);
};

Generators find_generators(const Network &network, const Domain &domain, const BoundedRegions &regions, int threads,
                           Monitor &monitor);

/// Of every wall in order [a | b] of a x <= b over all inputs, correctly rounded, the largest of a 1 in magnitude.
struct HalfSpaces {
    RawVector<double> entries; // (walls, inputs + 1)

    void append(const HalfSpaces &from);
};

HalfSpaces find_halfspaces(const Network &network, const Domain &domain, const BoundedRegions &regions, int threads,
                           Monitor &monitor);

/// Generators exactly: homogeneous integers (w, x), coprime; w > 0 for a vertex x / w. In the order of the columns,
/// region by region vertices, rays and lines.
struct ExactGenerators {
    std::vector<BigInt> entries;    // (n, inputs + 1)
    std::vector<std::int64_t> ends; // of each region

    void append(const ExactGenerators &from);
};

ExactGenerators find_exact_generators(const Network &network, const Domain &domain, const BoundedRegions &regions,
                                      Monitor &monitor);

/// The coordinates in which the domain has an interior, and all inputs as functions of them.
AffineHull domain_hull(const Network &network, const Domain &domain);

} // namespace splinex
