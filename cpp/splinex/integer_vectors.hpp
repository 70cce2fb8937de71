#pragma once

#include "splinex/bigint.hpp"

#include <vector>

namespace splinex {

BigInt product(const std::vector<BigInt> &a, const std::vector<BigInt> &b);
void reverse(std::vector<BigInt> &v);
/// Divides by the greatest common divisor.
void reduce(std::vector<BigInt> &v);

} // namespace splinex
