#include "splinex/facets/pattern_index.hpp"

#include "splinex/bytes.hpp"

#include <algorithm>
#include <bit>

namespace splinex {

namespace {

std::uint64_t hash(std::span<const std::uint8_t> pattern) {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t result = 0;
    for (std::size_t k = 0; k < pattern.size(); k += 8) {
        result = (result ^ eight(pattern, k)) * odd;
        result ^= result >> 32;
    }
    return result;
}

} // namespace

PatternIndex::PatternIndex(std::span<const std::uint8_t> patterns, std::size_t count, std::size_t bytes)
    : patterns_(patterns), bytes_(bytes), slots_(std::bit_ceil(2 * count + 1), -1) {
    for (std::size_t i = 0; i < count; ++i)
        if (std::int64_t &slot = slots_[slot_of(patterns.subspan(i * bytes, bytes))]; slot < 0)
            slot = static_cast<std::int64_t>(i);
}

/// Where the pattern is, or the free slot where it would be.
std::size_t PatternIndex::slot_of(std::span<const std::uint8_t> pattern) const {
    std::size_t slot = hash(pattern) & (slots_.size() - 1);
    while (slots_[slot] >= 0 &&
           !std::ranges::equal(pattern, patterns_.subspan(static_cast<std::size_t>(slots_[slot]) * bytes_, bytes_)))
        slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

std::int64_t PatternIndex::find(std::span<const std::uint8_t> pattern) const { return slots_[slot_of(pattern)]; }

} // namespace splinex
