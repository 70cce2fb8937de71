#include "splinex/rows.hpp"

#include "splinex/bytes.hpp"

#include <algorithm>
#include <bit>
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
    domain_rows_.assign(static_cast<std::size_t>(problem.n_domain_rows()) * (d + 1), 0);
    for (int s = 0; s < problem.n_sides(); ++s) {
        const DomainSide &side = problem.sides[s];
        const int shift = std::max(0, -dyadic(side.bound).exponent);
        BigInt *exact_row = domain_rows_.data() + s * (d + 1);
        exact_row[side.coordinate] = BigInt(side.upper ? -1 : 1) << static_cast<unsigned>(shift);
        exact_row[d] = scaled_integer(side.upper ? side.bound : -side.bound, shift);
    }
    for (int r = 0; r < problem.domain_rows.rows; ++r)
        write_primitive(problem.domain_rows.row(r), domain_rows_.data() + (problem.n_sides() + r) * (d + 1));
    for (int id = 0; id < problem.n_domain_rows(); ++id)
        round_domain_row(id);
    layers_.resize(problem.depth());
    for (int l = 0; l < problem.depth(); ++l) {
        const FloatLayer &floats = problem.layers[l].floats;
        Layer &layer = layers_[l];
        layer.sum.map.assign((d + 1) * floats.stride, 0.0);
        layer.rows.assign((d + 1) * floats.stride, 0.0);
        layer.ray_slack.assign(floats.stride, 0.0);
        layer.ray_norm.assign(floats.stride, 0.0);
        layer.bare.map.assign((d + 1) * floats.stride, 0.0);
        std::ranges::copy(floats.bias, layer.bare.map.begin());
        layer.bare.states.assign(l > 0 ? problem.layers[l - 1].floats.units : 0, off);
        layer.denominator = problem.layers[l].exact.denominator * (l > 0 ? layers_[l - 1].denominator : BigInt(1));
        layer.exact.resize(static_cast<std::size_t>(floats.units) * (d + 1));
        layer.primitive.resize(layer.exact.size());
        layer.exact_of.assign(floats.units, 0);
        layer.primitive_of.assign(floats.units, 0);
    }
    if (problem.depth() == 0)
        return;
    Layer &first = layers_[0];
    const FloatLayer &floats = problem.layers[0].floats;
    std::copy(floats.bias.begin(), floats.bias.end(), first.sum.map.begin());
    std::copy(floats.weights.begin(), floats.weights.end(), first.sum.map.begin() + floats.stride);
    first.exact = problem.layers[0].exact.entries;
    std::ranges::fill(first.exact_of, first.parent); // once and for all
    first.rank_bound = d;
}

/// The float image of a row of the domain, divided by a power of two to a largest coefficient in [1/2, 2).
void Rows::round_domain_row(int id) {
    const int d = problem_.dimension;
    const BigInt *exact_row = domain_rows_.data() + static_cast<long>(id) * (d + 1);
    unsigned top = 0;
    for (int i = 0; i < d; ++i)
        if (exact_row[i] != 0)
            top = std::max(top, static_cast<unsigned>(msb(abs(exact_row[i]))));
    double *row = by_row_.data() + static_cast<long>(id) * width_;
    constant_slack_[id] = box_slack_[id] = witness_constant_[id] = 1e-290;
    for (int i = 0; i <= d; ++i) {
        const Approximation entry = approximate(exact_row[i], BigInt(1) << top);
        const double slack = entry.error + rounding(d) * std::fabs(entry.value);
        row[i] = entry.value;
        if (i < d) {
            coefficient_slack_[id] = std::max(coefficient_slack_[id], slack);
            box_slack_[id] += slack * problem_.radius[i];
            witness_slope_[id] += slack;
        } else {
            constant_slack_[id] += slack;
            witness_constant_[id] += slack;
            box_slack_[id] += slack;
        }
    }
}

void Rows::add(int layer, const Sum &from, std::span<const std::uint8_t> states, Sum &to) {
    compose(layer, from, states, to.map);
    to.states.assign(states.begin(), states.end());
}

void Rows::compose(int layer, const Sum &from, std::span<const std::uint8_t> states, Buffer<double> &map) {
    if (fresh_.size() < states.size())
        fresh_.resize(states.size());
    int n_fresh = 0;
    for (std::size_t k = 0; k < states.size(); k += 8) {
        std::uint64_t fresh = equal_bytes(eight(states, k), on) & ~equal_bytes(eight(from.states, k), on);
        for (; fresh != 0; fresh &= fresh - 1)
            fresh_[n_fresh++] = static_cast<int>(k) + std::countr_zero(fresh) / 8;
    }
    const FloatLayer &floats = problem_.layers[layer].floats;
    map.resize(from.map.size());
    if (!floats.sparse_begin.empty())
        return add_sparse(layer, n_fresh, from.map, map);
    kernels.compose(floats.weights.data(), from.map.data(), padded(floats.units), floats.stride,
                    layers_[layer - 1].sum.map.data(), problem_.layers[layer - 1].floats.stride, problem_.dimension,
                    fresh_.data(), n_fresh, map.data());
}

/// What the kernel does, in the same order, for weights that are mostly zero.
void Rows::add_sparse(int layer, int n_fresh, const Buffer<double> &from, Buffer<double> &map) const {
    const FloatLayer &floats = problem_.layers[layer].floats;
    const Buffer<double> &inner = layers_[layer - 1].sum.map;
    const long inner_stride = problem_.layers[layer - 1].floats.stride;
    std::ranges::copy(from, map.begin());
    for (int i = 0; i <= problem_.dimension; ++i) {
        double *row = map.data() + i * floats.stride;
        for (int f = 0; f < n_fresh; ++f) {
            const int j = fresh_[f];
            const double factor = inner[i * inner_stride + j];
            for (std::size_t e = floats.sparse_begin[j]; e < floats.sparse_begin[j + 1]; ++e)
                row[floats.sparse[e].unit] += floats.sparse[e].weight * factor;
        }
    }
}

void Rows::enter(int layer, std::span<const std::uint8_t> states, const Sum &from) {
    layers_[layer - 1].states.assign(states.begin(), states.end());
    Layer &next = layers_[layer];
    next.parent = ++generation_;
    next.prepared = false;
    compose(layer, from, states, next.sum.map);
}

bool Rows::measure(int layer) {
    const FloatLayer &floats = problem_.layers[layer].floats;
    Layer &l = layers_[layer];
    return kernels.measure(at_rays(layer), floats.error_sums.data(), rounding(problem_.dimension), l.ray_slack.data(),
                           l.ray_norm.data());
}

RayRows Rows::at_rays(int layer) const {
    const FloatLayer &floats = problem_.layers[layer].floats;
    const Layer &l = layers_[layer];
    return {problem_.dimension + 1, padded(floats.units), floats.stride,
            l.sum.map.data(),       l.ray_slack.data(),   l.ray_norm.data()};
}

bool Rows::prepare(int layer) {
    Layer &l = layers_[layer];
    if (l.prepared)
        return l.finite;
    bool finite = true;
    if (layer > 0) {
        finite = prepare(layer - 1);
        Layer &inner = layers_[layer - 1];
        inner.active = static_cast<int>(std::ranges::count(inner.states, on));
        l.rank_bound = std::min(inner.rank_bound, inner.active);
    }
    const FloatLayer &floats = problem_.layers[layer].floats;
    const int d = problem_.dimension;
    const int first = problem_.layers[layer].first_row;
    const RowBlock block{d,
                         padded(floats.units),
                         floats.stride,
                         l.sum.map.data(),
                         floats.errors.data(),
                         problem_.radius.data(),
                         rounding(d),
                         l.rows.data(),
                         witness_constant_.data() + first,
                         witness_slope_.data() + first,
                         box_slack_.data() + first,
                         coefficient_slack_.data() + first,
                         constant_slack_.data() + first};
    l.finite = kernels.prepare(block) && finite;
    for (int k = 0; k < floats.units; ++k) {
        double *row = by_row_.data() + static_cast<long>(first + k) * width_;
        row[d] = l.rows[k];
        for (int i = 0; i < d; ++i)
            row[i] = l.rows[(i + 1) * floats.stride + k];
    }
    l.prepared = true;
    return l.finite;
}

bool Rows::spans(int id, int layer) const {
    const int own = problem_.layer_of(id);
    if (own >= layer)
        return true;
    return own == layer - 1 && own >= 0 && layers_[own].states[id - problem_.layers[own].first_row] == on;
}

std::span<const BigInt> Rows::exact(int layer, int unit) {
    Layer &l = layers_[layer];
    const auto size = static_cast<std::size_t>(problem_.dimension) + 1;
    BigInt *row = l.exact.data() + unit * size;
    if (l.exact_of[unit] != l.parent) {
        const auto weights = problem_.layers[layer].exact.row(unit);
        const Layer &inner = layers_[layer - 1];
        std::fill(row, row + size, BigInt(0));
        row[size - 1] = weights.back() * inner.denominator;
        for (std::size_t j = 0; j + 1 < weights.size(); ++j) {
            if (inner.states[j] != on || weights[j] == 0)
                continue;
            const auto source = exact(layer - 1, static_cast<int>(j));
            for (std::size_t i = 0; i < size; ++i)
                if (source[i] != 0)
                    row[i] += weights[j] * source[i];
        }
        l.exact_of[unit] = l.parent;
    }
    return {row, size};
}

std::span<const BigInt> Rows::primitive(int id) {
    const auto size = static_cast<std::size_t>(problem_.dimension) + 1;
    const int layer = problem_.layer_of(id);
    if (layer < 0)
        return {domain_rows_.data() + id * size, size};
    const int unit = id - problem_.layers[layer].first_row;
    Layer &l = layers_[layer];
    BigInt *row = l.primitive.data() + unit * size;
    if (l.primitive_of[unit] != l.parent) {
        write_primitive(exact(layer, unit), row);
        l.primitive_of[unit] = l.parent;
    }
    return {row, size};
}

bool Rows::constant(int id) {
    const auto row = primitive(id);
    return std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; });
}

bool Rows::below(int layer, double limit) {
    const int first = problem_.layers[layer].first_row;
    for (int unit : problem_.layers[layer].candidates)
        for (const BigInt &v : primitive(first + unit))
            if (!(std::fabs(to_double(v)) < limit))
                return false;
    return true;
}

} // namespace splinex
