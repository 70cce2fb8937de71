#pragma once

#include <cstdint>
#include <vector>

namespace splinex {

/// Regions in columns: packed patterns, points, and whether a point is only the nearest float to a rational witness.
struct Regions {
    std::vector<std::uint8_t> patterns;
    std::vector<double> points;
    std::vector<std::uint8_t> inexact;

    std::size_t size() const { return inexact.size(); }
};

} // namespace splinex
