#pragma once

#include "splinex/buffer.hpp"
#include "splinex/monitor.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Full-dimensional polytopes in columns, as `GeneratorColumns` has their vertices; in two dimensions in order.
struct Polytopes {
    int dimension;
    std::span<const double> points; // (n, dimension), the nearest to the exact ones
    std::span<const std::int64_t> ends, on_ends;
    std::span<const std::int32_t> on;
    std::span<const std::uint8_t> bounded; // others are left out
};

/// A volume in floats, with a proven bound on its error; and how it is shared out among the vertices, so that the
/// integral of an affine function is the sum of its values there times these weights.
struct Volumes {
    RawVector<double> values, errors; // infinite and 0 for those left out
    RawVector<double> weights;        // of each point; 0 for those left out

    void append(const Volumes &from);
};

/// Sums over simplices from a vertex to those of the facets that it is not on, facet by facet (Cohen and Hickey 1979).
/// Throws InputError when there are too many of them.
Volumes find_volumes(const Polytopes &polytopes, int threads, Monitor &monitor);

} // namespace splinex
