#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace splinex {

/// Eight bytes of an array as one number; missing ones are zero.
inline std::uint64_t eight(std::span<const std::uint8_t> bytes, std::size_t from) {
    std::uint64_t result = 0;
    if (from + 8 <= bytes.size()) {
        std::memcpy(&result, bytes.data() + from, 8);
    } else if (bytes.size() >= 8) {
        std::memcpy(&result, bytes.data() + bytes.size() - 8, 8);
        result >>= 8 * (from + 8 - bytes.size());
    } else {
        for (std::size_t i = bytes.size(); i-- > from;)
            result = result << 8 | bytes[i];
    }
    return result;
}

/// Writes them back.
inline void put_eight(std::span<std::uint8_t> bytes, std::size_t from, std::uint64_t value) {
    if (from + 8 <= bytes.size())
        std::memcpy(bytes.data() + from, &value, 8);
    else
        for (; from < bytes.size(); ++from, value >>= 8)
            bytes[from] = static_cast<std::uint8_t>(value);
}

/// 1 in each of the eight bytes that has the value, 0 in the others.
inline std::uint64_t equal_bytes(std::uint64_t bytes, std::uint8_t value) {
    constexpr std::uint64_t ones = 0x0101010101010101, low = 0x7f * ones;
    const std::uint64_t differs = bytes ^ (value * ones);
    return ~(((differs & low) + low) | differs | low) >> 7;
}

} // namespace splinex
