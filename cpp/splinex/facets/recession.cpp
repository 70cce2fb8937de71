#include "splinex/facets/recession.hpp"

#include "splinex/loading.hpp"
#include "splinex/walk.hpp"

#include <algorithm>

namespace splinex {

/// On the cone {v : A v >= 0} the sum s of d independent rows is >= 0, and it is 0 at v = 0 alone. So the cone is {0}
/// if and only if s is bounded on it. Simplex pivots by Bland's rule, for every vertex is v = 0.
bool bounded_by_walls(Rows &rows, int dimension, std::span<const SignedRow> walls, Dictionary<BigInt> &t) {
    if (dimension == 0)
        return true;
    if (static_cast<int>(walls.size()) <= dimension)
        return false;
    if (!load<BigArithmetic>(t, rows, dimension, {{}, walls, {}}))
        return false; // fewer than `dimension` independent rows: the cell contains a line
    // The sum takes the place of the first coordinate of x, which nobody asks for.
    std::fill_n(t.column(0), t.stride, BigInt(0));
    for (int k = 1; k < t.columns(); ++k)
        t.column(k)[t.x_begin] = t.denominator;
    while (true) {
        const int column = column_of_smallest_id<BigArithmetic>(t, t.x_begin, t.columns(), 1);
        if (column == 0)
            return true;
        const Block block = block_of_smallest_id<BigArithmetic>(t, column);
        if (block.row < 0)
            return false;
        enter_constraint<BigArithmetic>(t, block.row, column);
    }
}

} // namespace splinex
