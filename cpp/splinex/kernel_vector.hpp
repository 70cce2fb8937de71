#pragma once

#include "splinex/bigint.hpp"

#include <vector>

namespace splinex {

/// A nonzero vector on which all rows vanish, where their rank is one less than the number of columns. By fraction-free
/// Gauss-Jordan elimination: all pivots end as the same minor.
std::vector<BigInt> kernel_vector(std::vector<std::vector<BigInt>> rows, int columns);

} // namespace splinex
