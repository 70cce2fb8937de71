#include "splinex/witness.hpp"

#include "splinex/arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace splinex {

FloatWitness::FloatWitness(const Problem &problem, const Rows &rows)
    : problem_(problem), rows_(rows), walls_(problem.depth()), x_(problem.dimension) {
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
        if (c.row < problem_.n_sides())
            continue; // compared exactly
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

/// All nonbasic rows grow alike from the vertex: fills direction_, and returns how far it goes.
double FloatWitness::aim_evenly(const Dictionary<double> &t, int flipped) {
    return kernels.inward(t.data.data(), t.stride, t.columns(), flipped, t.extents().blocks[1], t.extents().blocks[2],
                          direction_.data());
}

/// At a vertex where more constraints meet than there are edges: a weighted sum of the edges along which all of them
/// grow.
double FloatWitness::aim_between_walls(const Dictionary<double> &t, int flipped) {
    if (!weigh_edges(t, flipped))
        return 0;
    const auto sum = [&](int row) {
        double total = 0;
        for (int k = 1; k < t.columns(); ++k)
            total += weights_[k - 1] * t.column(k)[row] * (k == flipped ? -1 : 1);
        return total;
    };
    double reach = std::numeric_limits<double>::infinity();
    for (int r = t.constraint_begin; r < t.constraint_begin + t.n_constraints(); ++r)
        if (const double slope = sum(r); slope < 0)
            reach = std::min(reach, t.column(0)[r] / -slope);
    for (int i = 0; i < t.dimension; ++i)
        direction_[i] = sum(t.x_begin + i);
    return reach;
}

/// Relaxation (Agmon; Motzkin and Schoenberg, 1954): step after step off the wall that is worst. False when there is no
/// wall through the vertex, or when it takes too long.
bool FloatWitness::weigh_edges(const Dictionary<double> &t, int flipped) {
    constexpr double margin = 0.02; // how far off, as the sine of an angle
    constexpr int most_steps = 200;
    gather_walls_through_vertex(t, flipped);
    if (near_walls_.empty())
        return false;
    const std::size_t n = t.nonbasic.size();
    const auto product = [n](const double *a, const double *b) { return std::inner_product(a, a + n, b, 0.0); };
    weights_.assign(n, 1.0);
    for (int step = 0; step < most_steps; ++step) {
        const double length = std::sqrt(product(weights_.data(), weights_.data()));
        double least = margin * length;
        const double *worst = nullptr;
        for (std::size_t first = 0; first < near_walls_.size(); first += n)
            if (const double value = product(&near_walls_[first], weights_.data()); value < least) {
                least = value;
                worst = &near_walls_[first];
            }
        if (worst == nullptr)
            return true;
        for (std::size_t k = 0; k < n; ++k)
            weights_[k] = std::max(weights_[k] + (2 * margin * length - least) * worst[k], margin * length);
    }
    return false;
}

/// The unit normals of the constraints that vanish at the vertex, over the edges.
void FloatWitness::gather_walls_through_vertex(const Dictionary<double> &t, int flipped) {
    near_walls_.clear();
    for (int r = t.constraint_begin; r < t.constraint_begin + t.n_constraints(); ++r) {
        if (t.column(0)[r] > FloatArithmetic::threshold)
            continue;
        double square = 0;
        for (int k = 1; k < t.columns(); ++k)
            square += t.column(k)[r] * t.column(k)[r];
        for (int k = 1; k < t.columns(); ++k)
            near_walls_.push_back(t.column(k)[r] * (k == flipped ? -1 : 1) / std::sqrt(square));
    }
}

bool FloatWitness::find(const Dictionary<double> &t, int layer, int flipped, std::span<const std::uint8_t> states) {
    std::ranges::copy(states, states_.begin());
    std::fill(states_.begin() + states.size(), states_.end(), open);
    return advance(t, layer, aim_evenly(t, flipped)) || advance(t, layer, aim_between_walls(t, flipped));
}

double FloatWitness::find_room(const Dictionary<double> &t, int columns, int layer,
                               std::span<const std::uint8_t> states) {
    std::ranges::copy(states, states_.begin());
    std::fill(states_.begin() + states.size(), states_.end(), open);
    double reach = kernels.inward(t.data.data(), t.stride, columns, 0, t.extents().blocks[1], t.extents().blocks[2],
                                  direction_.data());
    if (!(reach > 0))
        return 0;
    if (!(reach < 1e300))
        reach = 2;
    for (int i = 0; i < problem_.dimension; ++i)
        x_[i] = t.column(0)[t.x_begin + i] + 0.5 * reach * direction_[i];
    return room(x_.data(), layer);
}

double FloatWitness::room(const double *x, int layer) const {
    double least = std::numeric_limits<double>::infinity(), size = 0;
    for (const DomainSide &side : problem_.sides) {
        const double distance = side.upper ? side.bound - x[side.coordinate] : x[side.coordinate] - side.bound;
        least = std::min(least, 0.999 * distance);
    }
    const int d = problem_.dimension;
    for (int i = 0; i < d; ++i) {
        if (!(std::fabs(x[i]) < 1e300))
            return 0;
        size = std::max(size, std::fabs(x[i]));
    }
    const ReducedLayer &l = problem_.layers[layer];
    const Walls &w = walls_[layer];
    least = std::min(least, kernels.room(rows_.block(layer).data(), l.floats.stride, d, padded(l.floats.units),
                                         states_.data(), rows_.witness_constants() + l.first_row,
                                         rows_.witness_slopes() + l.first_row, x, size));
    return std::min(least, kernels.room(w.rows.data(), w.stride, d, padded(w.count), w.states.data(), w.constant.data(),
                                        w.slope.data(), x, size));
}

/// Goes from the vertex half-way to the first wall, or nearer, or farther.
bool FloatWitness::advance(const Dictionary<double> &t, int layer, double reach) {
    if (!(reach > 0))
        return false;
    if (!(reach < 1e300))
        reach = 2;
    for (const double step : {0.5, 0.1, 0.9}) {
        for (int i = 0; i < problem_.dimension; ++i)
            x_[i] = (t.column(0)[t.x_begin + i] + step * reach * direction_[i]) / t.denominator;
        if (check(x_.data(), layer))
            return true;
    }
    return false;
}

} // namespace splinex
