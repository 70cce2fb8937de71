#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Finds packed patterns among many, which must outlive it; of equal ones the first.
class PatternIndex {
public:
    PatternIndex(std::span<const std::uint8_t> patterns, std::size_t count, std::size_t bytes);

    /// The place of a pattern, -1 when it is not there.
    std::int64_t find(std::span<const std::uint8_t> pattern) const;

private:
    std::size_t slot_of(std::span<const std::uint8_t> pattern) const;

    std::span<const std::uint8_t> patterns_;
    std::size_t bytes_;
    std::vector<std::int64_t> slots_; // open addressing: as many as a power of two
};

} // namespace splinex
