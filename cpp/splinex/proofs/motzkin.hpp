#pragma once

#include "splinex/bigint.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Integers y, the last one positive, with sum y_k a_k = 0, where rows are [a_k | b_k] and all but the last a_k are
/// linearly independent. Empty when they are not, or when there are no such integers. Exact.
std::vector<BigInt> dependency(std::span<const std::vector<BigInt>> rows);

/// Whether that dependency proves that no point has all rows positive: no y_k is negative, and sum y_k b_k <= 0.
bool excludes(std::span<const std::vector<BigInt>> rows, std::span<const BigInt> multipliers);

} // namespace splinex
