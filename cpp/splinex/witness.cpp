#include "splinex/witness.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

FloatWitness::FloatWitness(const Problem &problem, const Rows &rows)
    : problem_(problem), rows_(rows), walls_(problem.depth()), x_(problem.dimension), direction_(problem.dimension) {
    long most = 0;
    for (const ReducedLayer &layer : problem.layers)
        most = std::max(most, layer.floats.stride);
    side_.assign(most, 0.0);
}

void FloatWitness::set_walls(int layer, std::span<const SignedRow> constraints) {
    Walls &w = walls_[layer];
    w.count = 0;
    w.stride = padded(static_cast<int>(constraints.size()));
    const int d = problem_.dimension;
    w.rows.assign((d + 1) * w.stride, 0.0);
    w.side.assign(w.stride, 0.0);
    w.constant.assign(w.stride, 0.0);
    w.slope.assign(w.stride, 0.0);
    for (const SignedRow &c : constraints) {
        if (problem_.layer_of(c.row) < 0)
            continue; // sides of the domain are compared exactly
        const double *row = rows_.row(c.row);
        const int k = w.count++;
        w.rows[k] = row[d];
        for (int i = 0; i < d; ++i)
            w.rows[(i + 1) * w.stride + k] = row[i];
        w.side[k] = c.negated ? -1 : 1;
        w.constant[k] = rows_.witness_constant(c.row);
        w.slope[k] = rows_.witness_slope(c.row);
    }
}

void FloatWitness::take_sides(std::span<const SignedRow> rows, int first, int last, double sign) {
    for (const SignedRow &c : rows)
        if (c.row >= first && c.row < last)
            side_[c.row - first] = c.negated ? -sign : sign;
}

bool FloatWitness::check(const double *x, int layer) const {
    for (const DomainSide &side : problem_.sides)
        if (!(side.upper ? x[side.coordinate] < side.bound : x[side.coordinate] > side.bound))
            return false;
    const int d = problem_.dimension;
    double size = 0;
    for (int i = 0; i < d; ++i) {
        if (!(std::fabs(x[i]) < 1e300))
            return false;
        size = std::max(size, std::fabs(x[i]));
    }
    const ReducedLayer &l = problem_.layers[layer];
    const Walls &w = walls_[layer];
    return kernels.witness(rows_.block(layer).data(), l.floats.stride, d, padded(l.floats.units), side_.data(),
                           rows_.witness_constants() + l.first_row, rows_.witness_slopes() + l.first_row, x, size) &&
           kernels.witness(w.rows.data(), w.stride, d, padded(w.count), w.side.data(), w.constant.data(),
                           w.slope.data(), x, size);
}

bool FloatWitness::accept(const double *x, const Tableau<double> &t, int layer, int flipped) {
    const ReducedLayer &l = problem_.layers[layer];
    const int first = l.first_row;
    const int last = first + l.floats.units;
    std::fill(side_.begin(), side_.begin() + l.floats.stride, 0.0);
    take_sides(t.constraints, first, last, 1);
    take_sides(t.nonbasic, first, last, 1);
    if (flipped > 0)
        take_sides({&t.nonbasic[flipped - 1], 1}, first, last, -1);
    return check(x, layer);
}

bool FloatWitness::find(const Tableau<double> &t, int layer, int flipped) {
    // All nonbasic rows grow alike from the vertex; half-way to the first wall, or nearer, or farther.
    double reach = kernels.clearance(t.data.data() + t.constraint_begin, t.stride, t.columns(), flipped,
                                     padded(t.n_constraints()));
    if (!(reach > 0))
        return false;
    if (!(reach < 1e300))
        reach = 2 * t.denominator;
    const int d = problem_.dimension;
    for (int i = 0; i < d; ++i) {
        direction_[i] = 0;
        for (int k = 1; k < t.columns(); ++k)
            direction_[i] += (k == flipped ? -1 : 1) * t.column(k)[t.x_begin + i];
    }
    for (const double step : {0.5, 0.1, 0.9}) {
        for (int i = 0; i < d; ++i)
            x_[i] = (t.column(0)[t.x_begin + i] + step * reach * direction_[i]) / t.denominator;
        if (step == 0.5 ? accept(x_.data(), t, layer, flipped) : check(x_.data(), layer))
            return true;
    }
    return false;
}

} // namespace splinex
