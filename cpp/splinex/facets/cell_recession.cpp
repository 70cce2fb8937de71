#include "splinex/facets/cell_facets.hpp"
#include "splinex/walk.hpp"

namespace splinex {

/// Goes to where some wall is largest. If it is c - sum y_j N_j there with all y_j > 0, no direction v can keep it and
/// all N_j: it would need N_j v >= 0 and sum y_j N_j v <= 0. If it grows for ever, its ray leads to a direction in
/// which the cell has no end.
std::optional<bool> CellFacets::bounded() {
    constexpr int most_pivots = 200;
    if (!at_vertex_ || t_.n_constraints() == 0)
        return std::nullopt;
    load_candidate(0);
    const SignedRow wall = t_.constraints[0];
    const int side = wall.negated ? -1 : 1;
    for (int pivot = 0; pivot < most_pivots; ++pivot) {
        const int column = steepest_column<FloatArithmetic>(t_, 0, t_.columns(), side);
        if (column == 0) {
            certifier_.enter(std::nullopt);
            const int positive = certifier_.positive_multipliers(t_, 0, -side, problem_.layer_of(wall.row));
            return positive == problem_.dimension ? std::optional(true) : std::nullopt;
        }
        const Block block = FloatArithmetic::block(t_, column);
        if (block.row < 0) {
            const double *ray = t_.column(column) + t_.x_begin;
            return block_.recedes({ray, static_cast<std::size_t>(problem_.dimension)}) ? std::optional(false)
                                                                                       : std::nullopt;
        }
        enter_constraint<FloatArithmetic>(t_, block.row, column);
    }
    return std::nullopt;
}

} // namespace splinex
