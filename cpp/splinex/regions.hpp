#pragma once

#include "splinex/buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Regions in columns: packed patterns, points, and whether a point is only the nearest float to a rational witness.
struct Regions {
    RawVector<std::uint8_t> patterns;
    RawVector<double> points;
    RawVector<std::uint8_t> inexact;

    std::size_t size() const { return inexact.size(); }

    void add(std::span<const std::uint8_t> pattern, std::span<const double> point, bool rounded);

    /// Makes room for so many in all.
    void reserve(std::size_t regions, std::size_t pattern_bytes, std::size_t inputs);

    /// The first n go.
    void drop(std::size_t n);

    /// Moves all regions of another set to the end of this one.
    void append(Regions &&from);

    /// Copies `n` regions of another set, from its `first` on, to the end of this one.
    void append(const Regions &from, std::size_t first, std::size_t n);
};

/// Sets the bits of a packed pattern, from bit `offset` on, where a unit's state is 1.
void pack(std::span<const std::uint8_t> states, int offset, std::vector<std::uint8_t> &pattern);

} // namespace splinex
