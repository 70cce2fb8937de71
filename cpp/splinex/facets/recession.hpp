#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/rows.hpp"

#include <span>

namespace splinex {

/// Is the cell that the walls bound, which has interior points, bounded? Exact: its recession cone is {0}.
bool bounded_by_walls(Rows &rows, int dimension, std::span<const SignedRow> walls, Dictionary<BigInt> &scratch);

} // namespace splinex
