#include "splinex/rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

/// Bound on the relative rounding of a sum of dimension + 1 products and of what the certificates do with it.
double rounding(int dimension) { return (2 * dimension + 8) * 0x1p-53; }

/// Writes row / gcd(row) to `out`.
void write_primitive(std::span<const BigInt> row, BigInt *out) {
    BigInt divisor = 0;
    for (const BigInt &v : row) {
        if (v != 0)
            divisor = gcd(divisor, v);
        if (divisor == 1)
            break;
    }
    for (std::size_t i = 0; i < row.size(); ++i)
        out[i] = divisor > 1 ? row[i] / divisor : row[i];
}

} // namespace

Rows::Rows(const Problem &problem) : problem_(problem), width_(padded(problem.dimension + 1)) {
    by_row_.assign(static_cast<std::size_t>(problem.row_ids) * width_, 0.0);
    for (Buffer<double> *slack :
         {&box_slack_, &coefficient_slack_, &constant_slack_, &witness_constant_, &witness_slope_})
        slack->assign(problem.row_ids, 0.0);
    const int d = problem.dimension;
    side_rows_.assign(problem.sides.size() * (d + 1), 0);
    for (std::size_t s = 0; s < problem.sides.size(); ++s) {
        const DomainSide &side = problem.sides[s];
        double *row = by_row_.data() + static_cast<long>(s) * width_;
        row[side.coordinate] = side.upper ? -1 : 1;
        row[d] = side.upper ? side.bound : -side.bound;
        const double size = std::fabs(side.bound);
        coefficient_slack_[s] = rounding(d);
        constant_slack_[s] = rounding(d) * size + 1e-290;
        box_slack_[s] = rounding(d) * (size + problem.radius[side.coordinate]) + 1e-290;

        const int shift = std::max(0, -dyadic(side.bound).exponent);
        BigInt *exact_row = side_rows_.data() + s * (d + 1);
        exact_row[side.coordinate] = BigInt(side.upper ? -1 : 1) << static_cast<unsigned>(shift);
        exact_row[d] = scaled_integer(side.upper ? side.bound : -side.bound, shift);
    }
    layers_.resize(problem.depth());
    for (int l = 0; l < problem.depth(); ++l) {
        const FloatLayer &floats = problem.layers[l].floats;
        layers_[l].map.assign((d + 1) * floats.stride, 0.0);
        layers_[l].rows.assign((d + 1) * floats.stride, 0.0);
    }
    if (problem.depth() == 0)
        return;
    Layer &first = layers_[0];
    const FloatLayer &floats = problem.layers[0].floats;
    std::copy(floats.bias.begin(), floats.bias.end(), first.map.begin());
    std::copy(floats.weights.begin(), floats.weights.end(), first.map.begin() + floats.stride);
    first.exact = problem.layers[0].exact;
    first.exact_known = true;
    first.rank_bound = d;
    prepare(0);
}

void Rows::enter(int layer, std::span<const std::uint8_t> states) {
    if (layer == 0)
        return;
    Layer &inner = layers_[layer - 1];
    Layer &next = layers_[layer];
    inner.states.assign(states.begin(), states.end());
    active_.clear();
    for (int j = 0; j < static_cast<int>(states.size()); ++j)
        if (states[j] == on)
            active_.push_back(j);
    inner.active = static_cast<int>(active_.size());
    next.rank_bound = std::min(inner.rank_bound, inner.active);
    next.exact_known = next.primitive_known = false;
    const FloatLayer &floats = problem_.layers[layer].floats;
    kernels.compose(floats.weights.data(), floats.bias.data(), padded(floats.units), floats.stride, inner.map.data(),
                    problem_.layers[layer - 1].floats.stride, problem_.dimension, active_.data(), inner.active,
                    next.map.data());
    prepare(layer);
}

void Rows::prepare(int layer) {
    const FloatLayer &floats = problem_.layers[layer].floats;
    const int d = problem_.dimension;
    const int first = problem_.layers[layer].first_row;
    Layer &l = layers_[layer];
    const RowBlock block{d,
                         padded(floats.units),
                         floats.stride,
                         l.map.data(),
                         floats.errors.data(),
                         problem_.radius.data(),
                         rounding(d),
                         l.rows.data(),
                         witness_constant_.data() + first,
                         witness_slope_.data() + first,
                         box_slack_.data() + first,
                         coefficient_slack_.data() + first,
                         constant_slack_.data() + first};
    l.finite = kernels.prepare(block);
    for (int k = 0; k < floats.units; ++k) {
        double *row = by_row_.data() + static_cast<long>(first + k) * width_;
        row[d] = l.rows[k];
        for (int i = 0; i < d; ++i)
            row[i] = l.rows[(i + 1) * floats.stride + k];
    }
}

bool Rows::spans(int id, int layer) const {
    const int own = problem_.layer_of(id);
    if (own >= layer)
        return true;
    return own == layer - 1 && own >= 0 && layers_[own].states[id - problem_.layers[own].first_row] == on;
}

const ExactMap &Rows::exact(int layer) {
    Layer &l = layers_[layer];
    if (!l.exact_known) {
        const std::vector<std::uint8_t> &states = layers_[layer - 1].states;
        std::vector<std::uint8_t> active(states.size());
        std::ranges::transform(states, active.begin(), [](std::uint8_t s) { return s == on; });
        l.exact = compose(problem_.layers[layer].exact, exact(layer - 1), active);
        l.exact_known = true;
    }
    return l.exact;
}

void Rows::make_primitive(int layer) {
    Layer &l = layers_[layer];
    if (l.primitive_known)
        return;
    const ExactMap &map = exact(layer);
    l.primitive.resize(map.entries.size());
    for (int k = 0; k < map.rows; ++k)
        write_primitive(map.row(k), l.primitive.data() + static_cast<std::size_t>(k) * (map.columns + 1));
    l.primitive_known = true;
}

std::span<const BigInt> Rows::primitive(int id) {
    const auto size = static_cast<std::size_t>(problem_.dimension) + 1;
    const int layer = problem_.layer_of(id);
    if (layer < 0)
        return {side_rows_.data() + id * size, size};
    make_primitive(layer);
    return {layers_[layer].primitive.data() + (id - problem_.layers[layer].first_row) * size, size};
}

double Rows::largest_primitive(int layer) {
    make_primitive(layer);
    double most = 0;
    for (const BigInt &v : layers_[layer].primitive)
        most = std::max(most, std::fabs(to_double(v)));
    return most;
}

} // namespace splinex
