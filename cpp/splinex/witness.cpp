#include "splinex/witness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

FloatWitness::FloatWitness(const Problem &problem, const Rows &rows)
    : problem_(problem), rows_(rows), walls_(problem.depth()), x_(problem.dimension), vertex_(problem.dimension) {
    long most = 0;
    for (const ReducedLayer &layer : problem.layers)
        most = std::max(most, layer.floats.stride);
    states_.assign(most, open);
    direction_.assign(padded(problem.dimension), 0.0);
}

void FloatWitness::set_walls(int layer, std::span<const SignedRow> constraints) {
    Walls &w = walls_[layer];
    w.count = 0;
    w.stride = padded(static_cast<int>(constraints.size()));
    const int d = problem_.dimension;
    w.rows.assign((d + 1) * w.stride, 0.0);
    w.states.assign(w.stride, open);
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
        w.states[k] = c.negated ? off : on;
        w.constant[k] = rows_.witness_constant(c.row);
        w.slope[k] = rows_.witness_slope(c.row);
    }
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
    return kernels.witness(rows_.block(layer).data(), l.floats.stride, d, padded(l.floats.units), states_.data(),
                           rows_.witness_constants() + l.first_row, rows_.witness_slopes() + l.first_row, x, size) &&
           kernels.witness(w.rows.data(), w.stride, d, padded(w.count), w.states.data(), w.constant.data(),
                           w.slope.data(), x, size);
}

/// Fills vertex_ and direction_; how far the direction goes.
double FloatWitness::aim(const Dictionary<double> &t, int flipped) {
    const double reach = kernels.inward(t.data.data(), t.stride, t.columns(), flipped, t.extents().blocks[1],
                                        t.extents().blocks[2], direction_.data());
    for (int i = 0; i < t.dimension; ++i)
        vertex_[i] = t.column(0)[t.x_begin + i];
    if (t.denominator != 1)
        for (int i = 0; i < t.dimension; ++i) {
            vertex_[i] /= t.denominator;
            direction_[i] /= t.denominator;
        }
    return reach;
}

double FloatWitness::aim(const Dictionary<BigInt> &t, int flipped) {
    const auto sum = [&](int row) {
        BigInt total = 0;
        for (int k = 1; k < t.columns(); ++k)
            k == flipped ? total -= t.column(k)[row] : total += t.column(k)[row];
        return total;
    };
    double reach = std::numeric_limits<double>::infinity();
    for (int r = 0; r < t.n_constraints(); ++r)
        if (const BigInt slope = sum(t.at_constraint(r)); slope < 0)
            reach = std::min(reach, nearest(t.column(0)[t.at_constraint(r)], -slope));
    for (int i = 0; i < t.dimension; ++i) {
        vertex_[i] = nearest(t.column(0)[t.x_begin + i], t.denominator);
        direction_[i] = nearest(sum(t.x_begin + i), t.denominator);
    }
    return reach;
}

template <class T>
bool FloatWitness::find(const Dictionary<T> &t, int layer, int flipped, std::span<const std::uint8_t> states) {
    // All nonbasic rows grow alike from the vertex; half-way to the first wall, or nearer, or farther.
    double reach = aim(t, flipped);
    if (!(reach > 0))
        return false;
    if (!(reach < 1e300))
        reach = 2;
    std::ranges::copy(states, states_.begin());
    std::fill(states_.begin() + states.size(), states_.end(), open);
    for (const double step : {0.5, 0.1, 0.9}) {
        for (int i = 0; i < problem_.dimension; ++i)
            x_[i] = vertex_[i] + step * reach * direction_[i];
        if (check(x_.data(), layer))
            return true;
    }
    return false;
}

template bool FloatWitness::find(const Dictionary<double> &, int, int, std::span<const std::uint8_t>);
template bool FloatWitness::find(const Dictionary<BigInt> &, int, int, std::span<const std::uint8_t>);

} // namespace splinex
