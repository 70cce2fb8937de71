#pragma once

#include "splinex/exact_map.hpp"

#include <span>
#include <utility>
#include <vector>

namespace splinex {

/// A row divided by the greatest common divisor of its entries, its first nonzero coefficient made positive.
struct Direction {
    std::vector<BigInt> row;
    bool reversed = false;
};
Direction direction(std::span<const BigInt> row);

/// Rows on top of each other, over one denominator.
ExactMap stacked(std::span<const ExactMap> maps, int columns);

/// `outer` after `inner`.
ExactMap composed(const ExactMap &outer, const ExactMap &inner);

/// The same map with the least denominator.
ExactMap reduced(ExactMap map);

/// Only the given columns, and the constants.
ExactMap columns_of(const ExactMap &map, std::span<const int> columns);

/// Each row that depends on x, once.
ExactMap distinct_rows(const ExactMap &map);

/// The coordinate that a row depends on, if it is the only one, with its coefficient; else -1.
std::pair<int, BigInt> only_coefficient(std::span<const BigInt> row);

} // namespace splinex
