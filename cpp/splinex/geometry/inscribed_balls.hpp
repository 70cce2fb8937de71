#pragma once

#include "splinex/buffer.hpp"
#include "splinex/monitor.hpp"

#include <cstdint>
#include <span>

namespace splinex {

/// Polyhedra {x : A x <= b} in columns, each with a point of its interior.
struct HalfSpaceColumns {
    int dimension;
    std::span<const double> entries;        // (rows, dimension + 1): [A | b]
    std::span<const std::int64_t> ends;     // of each polyhedron
    std::span<const double> points;         // (n, dimension)
    std::span<const std::uint8_t> spacious; // balls of any size fit into it: left out
};

struct Balls {
    RawVector<double> centres, radii; // (n, dimension), (n,); NaN and infinite for those left out

    void append(const Balls &from);
};

/// The largest ball in each polyhedron, by a linear program in floats. The radius is measured from the centre that is
/// found, so that the ball is inside up to rounding in any case.
Balls find_balls(const HalfSpaceColumns &polyhedra, int threads, Monitor &monitor);

} // namespace splinex
