#pragma once

#include "splinex/bigint.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Rows [A | b] of affine functions as integers over one positive denominator, row-major, `columns` + 1 entries a row.
struct ExactMap {
    int rows = 0;
    int columns = 0;
    std::vector<BigInt> entries;
    BigInt denominator = 1;

    std::span<const BigInt> row(int k) const {
        return {entries.data() + static_cast<std::size_t>(k) * (columns + 1), static_cast<std::size_t>(columns + 1)};
    }
    std::span<BigInt> row(int k) {
        return {entries.data() + static_cast<std::size_t>(k) * (columns + 1), static_cast<std::size_t>(columns + 1)};
    }
};

/// A point as integers over a positive denominator.
struct RationalPoint {
    std::vector<BigInt> numerators;
    BigInt denominator = 1;
};
RationalPoint exact_point(std::span<const double> x);

/// `outer` after the rows of `inner` that are on.
ExactMap compose(const ExactMap &outer, const ExactMap &inner, std::span<const std::uint8_t> on);

} // namespace splinex
