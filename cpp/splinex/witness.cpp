#include "splinex/witness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

FloatWitness::FloatWitness(const Problem &problem, const Rows &rows)
    : problem_(problem), rows_(rows), walls_(problem.depth()), x_(problem.dimension), vertex_(problem.dimension),
      direction_(problem.dimension) {
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

/// Which side each unit of the layer is on; 0 where it was not split.
void FloatWitness::take_sides(std::span<const SignedRow> constraints, std::span<const SignedRow> nonbasic, int layer,
                              int flipped) {
    const FloatLayer &l = problem_.layers[layer].floats;
    const int first = problem_.layers[layer].first_row;
    std::fill(side_.begin(), side_.begin() + l.stride, 0.0);
    const auto take = [&](const SignedRow &c, bool reversed) {
        if (c.row >= first)
            side_[c.row - first] = c.negated != reversed ? -1 : 1;
    };
    for (const SignedRow &c : constraints)
        take(c, false);
    for (std::size_t k = 0; k < nonbasic.size(); ++k)
        take(nonbasic[k], static_cast<int>(k) + 1 == flipped);
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

namespace {

double reach_of(const Dictionary<double> &t, int flipped) {
    return kernels.clearance(t.data.data() + t.constraint_begin, t.stride, t.columns(), flipped,
                             padded(t.n_constraints()));
}

double reach_of(const Dictionary<BigInt> &t, int flipped) {
    double reach = std::numeric_limits<double>::infinity();
    for (int r = t.constraint_begin; r < t.constraint_begin + t.n_constraints(); ++r) {
        BigInt slope = 0;
        for (int k = 1; k < t.columns(); ++k)
            slope += k == flipped ? BigInt(-t.column(k)[r]) : t.column(k)[r];
        if (slope < 0)
            reach = std::min(reach, nearest(t.column(0)[r], -slope));
    }
    return reach;
}

double quotient(double numerator, double denominator) { return numerator / denominator; }
double quotient(const BigInt &numerator, const BigInt &denominator) { return nearest(numerator, denominator); }

} // namespace

template <class T> bool FloatWitness::find(const Dictionary<T> &t, int layer, int flipped) {
    // All nonbasic rows grow alike from the vertex; half-way to the first wall, or nearer, or farther.
    double reach = reach_of(t, flipped);
    if (!(reach > 0))
        return false;
    if (!(reach < 1e300))
        reach = 2 * quotient(t.denominator, T(1));
    take_sides(t.constraints, t.nonbasic, layer, flipped);
    const int d = problem_.dimension;
    for (int i = 0; i < d; ++i) {
        vertex_[i] = quotient(t.column(0)[t.x_begin + i], t.denominator);
        T sum = 0;
        for (int k = 1; k < t.columns(); ++k)
            sum += k == flipped ? T(-t.column(k)[t.x_begin + i]) : t.column(k)[t.x_begin + i];
        direction_[i] = quotient(sum, t.denominator);
    }
    for (const double step : {0.5, 0.1, 0.9}) {
        for (int i = 0; i < d; ++i)
            x_[i] = vertex_[i] + step * reach * direction_[i];
        if (check(x_.data(), layer))
            return true;
    }
    return false;
}

template bool FloatWitness::find(const Dictionary<double> &, int, int);
template bool FloatWitness::find(const Dictionary<BigInt> &, int, int);

} // namespace splinex
