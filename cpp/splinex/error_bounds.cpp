#include "splinex/error_bounds.hpp"

#include "splinex/kernels/kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace splinex {

namespace {

/// 2^k exactly where it can be; where the product leaves the range its error is the returned one.
Approximation shifted(Approximation a, int k) {
    const auto usual = [](double v) { return v == 0 || (std::fabs(v) > 0x1p-500 && std::fabs(v) < 0x1p500); };
    if (std::abs(k) < 500 && usual(a.value) && usual(a.error)) {
        const double power = std::bit_cast<double>(static_cast<std::uint64_t>(1023 + k) << 52);
        return {a.value * power, a.error * power};
    }
    const double value = std::ldexp(a.value, k);
    const double error = std::ldexp(a.error, k);
    const bool lossless = std::ldexp(value, -k) == a.value;
    return {value, error + (lossless && std::ldexp(error, -k) == a.error ? 0.0 : 0x1p-1073)};
}

int exponent_of(double v) {
    int e = 0;
    std::frexp(v, &e);
    return e;
}

/// Floats of one layer with `column_shift` applied to its inputs; balances its units and returns their shifts.
struct Balanced {
    FloatLayer layer;
    Buffer<double> entry_errors; // [j * stride + unit], j = inputs the bias
    std::vector<int> shifts;
};

Balanced balance(const PreparedLayer &prepared, std::span<const int> column_shift) {
    const ExactMap &map = *prepared.exact;
    Balanced result;
    FloatLayer &layer = result.layer;
    layer.units = map.rows;
    layer.stride = padded(map.rows);
    layer.weights.assign(map.columns * layer.stride, 0.0);
    layer.bias.assign(layer.stride, 0.0);
    result.entry_errors.assign((map.columns + 1) * layer.stride, 0.0);
    for (int k = 0; k < map.rows; ++k) {
        const Approximation *entries = prepared.floats.data() + static_cast<std::size_t>(k) * (map.columns + 1);
        const auto row = map.row(k);
        int top = -100000;
        for (int j = 0; j < map.columns; ++j)
            if (row[j] != 0)
                top = std::max(top, exponent_of(entries[j].value) + column_shift[j]);
        const int shift = top > -100000 ? top : 0;
        result.shifts.push_back(shift);
        for (int j = 0; j <= map.columns; ++j) {
            const Approximation a = shifted(entries[j], (j < map.columns ? column_shift[j] : 0) - shift);
            (j < map.columns ? layer.weights[j * layer.stride + k] : layer.bias[k]) = a.value;
            result.entry_errors[j * layer.stride + k] = a.error;
        }
    }
    return result;
}

/// Fills in the sparse form if it is worth it: dense columns are added several entries at a time.
void gather_sparse(FloatLayer &layer, int inputs) {
    constexpr long sparse_enough = 8;
    const long all = static_cast<long>(inputs) * layer.units;
    if (sparse_enough * std::ranges::count_if(layer.weights, [](double w) { return w != 0; }) > all)
        return;
    for (int j = 0; j < inputs; ++j) {
        layer.sparse_begin.push_back(layer.sparse.size());
        for (int k = 0; k < layer.units; ++k)
            if (const double w = layer.weights[j * layer.stride + k]; w != 0)
                layer.sparse.push_back({k, w});
    }
    layer.sparse_begin.push_back(layer.sparse.size());
}

} // namespace

/// With the network as stored, unit scales of 2^40 would ruin the float engine: each unit is divided by a power of two,
/// and its outgoing weights are multiplied by it.
FloatLayer FloatLayers::next(const PreparedLayer &prepared) {
    const ExactMap &map = *prepared.exact;
    const bool first = bounds_.stride == 0;
    Balanced balanced = balance(prepared, shifts_);
    bounds_ = first ? first_bounds(balanced.layer, balanced.entry_errors)
                    : next_bounds(balanced.layer, balanced.entry_errors, map.columns);
    shifts_ = std::move(balanced.shifts);
    balanced.layer.errors = bounds_.error;
    balanced.layer.error_sums.assign(bounds_.stride, 0.0);
    for (int i = 0; i <= dimension_; ++i)
        for (int k = 0; k < map.rows; ++k)
            balanced.layer.error_sums[k] += 1.000001 * bounds_.error[i * bounds_.stride + k];
    gather_sparse(balanced.layer, map.columns);
    return std::move(balanced.layer);
}

FloatLayers::Bounds FloatLayers::first_bounds(const FloatLayer &layer, const Buffer<double> &entry_errors) const {
    Bounds result;
    result.stride = layer.stride;
    result.size.assign((dimension_ + 1) * result.stride, 0.0);
    result.error.assign((dimension_ + 1) * result.stride, 0.0);
    for (int k = 0; k < layer.units; ++k)
        for (int i = 0; i <= dimension_; ++i) {
            const long from = (i == 0 ? dimension_ : i - 1) * result.stride + k;
            const double value = i == 0 ? layer.bias[k] : layer.weights[from];
            result.size[i * result.stride + k] = std::fabs(value);
            result.error[i * result.stride + k] = entry_errors[from];
        }
    return result;
}

FloatLayers::Bounds FloatLayers::next_bounds(const FloatLayer &layer, const Buffer<double> &entry_errors,
                                             int inputs) const {
    Bounds result;
    const long stride = result.stride = layer.stride;
    result.size.assign((dimension_ + 1) * stride, 0.0);
    result.error.assign((dimension_ + 1) * stride, 0.0);
    const double rounding = (inputs + 4) * 0x1p-53;
    for (int k = 0; k < layer.units; ++k)
        for (int i = 0; i <= dimension_; ++i) {
            double size = i == 0 ? std::fabs(layer.bias[k]) : 0.0;
            double error = i == 0 ? entry_errors[inputs * stride + k] : 0.0;
            for (int j = 0; j < inputs; ++j) {
                const double weight = std::fabs(layer.weights[j * stride + k]);
                const double source = bounds_.size[i * bounds_.stride + j];
                const double slip = bounds_.error[i * bounds_.stride + j];
                size += weight * source;
                error += weight * slip + entry_errors[j * stride + k] * (source + slip);
            }
            // The sums themselves are rounded: a millionth covers any number of terms that fits in memory.
            result.size[i * stride + k] = size * 1.000001;
            result.error[i * stride + k] = (error + rounding * size) * 1.000001 + 1e-300;
        }
    return result;
}

} // namespace splinex
