#pragma once

#include "splinex/gate_rows.hpp"
#include "splinex/rows.hpp"

#include <vector>

namespace splinex {

/// For each gate of a layer the pieces that are not out on the live parent, in order. A piece is out where another one
/// exceeds it by a constant, or equals it and comes first. Exact; `finite`: the rows are, as floats.
std::vector<std::vector<int>> live_pieces(Rows &rows, int dimension, const GateRows &gates, bool finite);

} // namespace splinex
