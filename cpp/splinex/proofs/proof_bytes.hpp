#pragma once

#include "splinex/bigint.hpp"

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Numbers of a proof as bytes.
class ProofBytes {
public:
    /// Seven bits a byte, the lowest first; all bytes but the last have the eighth bit.
    void put(std::uint64_t value) {
        for (; value >= 128; value >>= 7)
            bytes_.push_back(static_cast<std::uint8_t>(value | 128));
        bytes_.push_back(static_cast<std::uint8_t>(value));
    }

    /// Eight bytes, the lowest first.
    void put(double value) {
        auto bits = std::bit_cast<std::uint64_t>(value);
        for (int k = 0; k < 8; ++k, bits >>= 8)
            bytes_.push_back(static_cast<std::uint8_t>(bits));
    }

    /// Twice the number of bytes of |value|, one more for a negative one; then the bytes, the lowest first.
    void put(const BigInt &value) {
        std::vector<std::uint8_t> magnitude;
        if (value != 0)
            export_bits(abs(value), std::back_inserter(magnitude), 8, false);
        put(2 * magnitude.size() + (value < 0 ? 1 : 0));
        bytes_.insert(bytes_.end(), magnitude.begin(), magnitude.end());
    }

    std::size_t size() const { return bytes_.size(); }
    std::vector<std::uint8_t> take() { return std::move(bytes_); }

private:
    std::vector<std::uint8_t> bytes_;
};

} // namespace splinex
