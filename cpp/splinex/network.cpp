#include "splinex/network.hpp"

#include "splinex/errors.hpp"
#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/prepared_layer.hpp"
#include "splinex/row_roles.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace splinex {

namespace {

ExactMap exact(const StoredMap &map) {
    int lowest = 0;
    for (const auto values : {map.weights, map.biases})
        for (double v : values)
            lowest = std::min(lowest, dyadic(v).exponent);
    ExactMap result{map.rows, map.columns, {}, BigInt(map.denominator) << static_cast<unsigned>(-lowest)};
    result.entries.reserve(static_cast<std::size_t>(map.rows) * (map.columns + 1));
    for (int k = 0; k < map.rows; ++k) {
        for (int j = 0; j < map.columns; ++j)
            result.entries.push_back(
                scaled_integer(map.weights[static_cast<std::size_t>(k) * map.columns + j], -lowest));
        result.entries.push_back(scaled_integer(map.biases[k], -lowest));
    }
    return result;
}

/// Which of the values are handed on, as states; `tied` marks those that are zero, and those that are largest together.
void gate(const Gates &gates, std::span<const BigInt> values, std::span<std::uint8_t> on,
          std::span<std::uint8_t> tied) {
    for (int k = 0; k < gates.rows(); ++k) {
        on[k] = gates.kinds[k] == Gates::passed || (gates.kinds[k] == Gates::relu && values[k] > 0);
        tied[k] = gates.kinds[k] == Gates::relu && values[k] == 0;
    }
    for (const auto [first, size] : gates.groups) {
        const auto group = values.subspan(first, size);
        const auto best = std::ranges::max_element(group); // the first of the largest
        on[first + (best - group.begin())] = 1;
        if (std::ranges::count(group, *best) > 1)
            for (int k = 0; k < size; ++k)
                tied[first + k] = group[k] == *best;
    }
}

/// Bits of one point, and which of them are tied; exact.
void exact_pattern(const Network &network, std::span<const double> x, std::span<std::uint8_t> bits,
                   std::span<std::uint8_t> ties) {
    RationalPoint point = exact_point(x);
    std::vector<std::uint8_t> on, tied;
    std::size_t offset = 0;
    for (int l = 0; l < network.hidden(); ++l) {
        const ExactMap &layer = network.layers()[l];
        const Gates &gates = network.gates(l);
        RationalPoint next{{}, point.denominator * layer.denominator};
        for (int k = 0; k < layer.rows; ++k) {
            const auto row = layer.row(k);
            BigInt sum = row[layer.columns] * point.denominator;
            for (int j = 0; j < layer.columns; ++j)
                if (row[j] != 0 && point.numerators[j] != 0)
                    sum += row[j] * point.numerators[j];
            next.numerators.push_back(std::move(sum));
        }
        on.resize(layer.rows);
        tied.resize(layer.rows);
        gate(gates, next.numerators, on, tied);
        std::copy_n(on.begin(), gates.bits, bits.begin() + offset);
        if (!ties.empty())
            std::copy_n(tied.begin(), gates.bits, ties.begin() + offset);
        offset += gates.bits;
        for (int k = 0; k < layer.rows; ++k)
            if (!on[k])
                next.numerators[k] = 0;
        point = std::move(next);
    }
}

/// The float forward pass with a running error bound. False as soon as one sign is not certain.
class FilteredForward {
public:
    explicit FilteredForward(const Network &network) {
        for (int l = 0; l < network.hidden(); ++l)
            layers_.push_back(network.prepared(l));
    }

    bool pattern(const Network &network, std::span<const double> x, std::span<std::uint8_t> bits) {
        value_.assign(x.begin(), x.end());
        error_.assign(x.size(), 0.0);
        std::size_t offset = 0;
        for (int l = 0; l < network.hidden(); ++l) {
            const Gates &gates = network.gates(l);
            const int columns = network.layers()[l].columns;
            const double rounding = (columns + 4) * 0x1p-52;
            next_value_.clear();
            next_error_.clear();
            for (int k = 0; k < gates.rows(); ++k) {
                const Approximation *row = layers_[l]->floats.data() + static_cast<std::size_t>(k) * (columns + 1);
                double sum = row[columns].value;
                double magnitude = std::fabs(sum);
                double error = row[columns].error;
                for (int j = 0; j < columns; ++j) {
                    sum += row[j].value * value_[j];
                    magnitude += std::fabs(row[j].value) * std::fabs(value_[j]);
                    error += std::fabs(row[j].value) * error_[j] + row[j].error * (std::fabs(value_[j]) + error_[j]);
                }
                next_value_.push_back(sum);
                next_error_.push_back(1.0001 * (error + rounding * magnitude) + 1e-280);
            }
            if (!gate(gates))
                return false;
            std::copy_n(on_.begin(), gates.bits, bits.begin() + offset);
            offset += gates.bits;
            value_.swap(next_value_);
            error_.swap(next_error_);
        }
        return true;
    }

private:
    /// Sets rows that are off to zero. False when one is not certain; passed rows need no sign.
    bool gate(const Gates &gates) {
        on_.assign(gates.rows(), 1);
        for (int k = 0; k < gates.rows(); ++k) {
            if (gates.kinds[k] != Gates::relu)
                continue;
            if (!(std::fabs(next_value_[k]) > next_error_[k]))
                return false;
            on_[k] = next_value_[k] > 0;
        }
        for (const auto [first, size] : gates.groups) {
            const auto begin = next_value_.begin() + first;
            const auto best = std::max_element(begin, begin + size) - next_value_.begin();
            for (int k = first; k < first + size; ++k) {
                on_[k] = k == best;
                if (k != best && !(next_value_[best] - next_value_[k] > 1.0001 * (next_error_[best] + next_error_[k])))
                    return false;
            }
        }
        for (int k = 0; k < gates.rows(); ++k) {
            if (!(std::fabs(next_value_[k]) < 1e300) || !(next_error_[k] < 1e300))
                return false;
            if (!on_[k])
                next_value_[k] = next_error_[k] = 0.0;
        }
        return true;
    }

    std::vector<std::shared_ptr<const PreparedLayer>> layers_;
    std::vector<double> value_, error_, next_value_, next_error_;
    std::vector<std::uint8_t> on_;
};

} // namespace

RationalPoint exact_point(std::span<const double> x) {
    int lowest = 0;
    for (double v : x)
        lowest = std::min(lowest, dyadic(v).exponent);
    RationalPoint point{{}, BigInt(1) << static_cast<unsigned>(-lowest)};
    for (double v : x)
        point.numerators.push_back(scaled_integer(v, -lowest));
    return point;
}

struct Network::Preparations {
    std::mutex mutex;
    std::vector<std::shared_ptr<const PreparedLayer>> layers;
};

Network::Network(std::span<const StoredMap> maps) {
    const FloatEnvironment environment; // a denormal is not zero
    bool open = false;                  // the last map has no units: the next one is composed with it
    std::vector<ExactMap> layers;
    std::vector<Gates> gates;
    for (const StoredMap &map : maps) {
        ExactMap layer = exact(map);
        if (open)
            layers.back() = reduced(composed(layer, layers.back()));
        else
            layers.push_back(gates.empty() ? std::move(layer) : gates.back().onto_rows(layer));
        open = map.counted == 0;
        if (!open)
            bits_ += gates.emplace_back(map.gates, map.counted).bits;
    }
    layers_ = std::make_shared<const std::vector<ExactMap>>(std::move(layers));
    gates_ = std::make_shared<const std::vector<Gates>>(std::move(gates));
    preparations_ = std::make_shared<Preparations>();
    preparations_->layers.resize(hidden());
    for (int l = 0; l < hidden(); ++l)
        check_uncounted(l);
}

/// A ReLU that no pattern tells of must switch with one that patterns tell of.
void Network::check_uncounted(int layer) const {
    const Gates &g = gates(layer);
    const bool any = std::find(g.kinds.begin() + g.bits, g.kinds.end(), Gates::relu) != g.kinds.end();
    if (any && std::ranges::any_of(prepared(layer)->candidates, [&](int k) { return k >= g.bits && k < g.rows(); }))
        throw InputError("a ReLU that belongs to no unit must be on a multiple of the row of one that does");
}

std::shared_ptr<const PreparedLayer> Network::prepared(int layer) const {
    const std::lock_guard lock(preparations_->mutex);
    std::shared_ptr<const PreparedLayer> &known = preparations_->layers[layer];
    if (!known) {
        const FloatEnvironment environment;
        known = std::make_shared<const PreparedLayer>(std::shared_ptr<const ExactMap>(layers_, &layers()[layer]),
                                                      std::shared_ptr<const Gates>(gates_, &gates(layer)));
    }
    return known;
}

void Network::patterns(std::span<const double> points, std::span<std::uint8_t> bits,
                       std::span<std::uint8_t> tied) const {
    const FloatEnvironment environment;
    FilteredForward forward(*this);
    const std::size_t d = inputs();
    const std::size_t n = d == 0 ? 0 : points.size() / d;
    std::ranges::fill(tied, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const auto x = points.subspan(i * d, d);
        const auto out = bits.subspan(i * bits_, bits_);
        if (!forward.pattern(*this, x, out))
            exact_pattern(*this, x, out, tied.empty() ? tied : tied.subspan(i * bits_, bits_));
    }
}

std::vector<std::uint8_t> Network::states(std::span<const std::uint8_t> pattern, int layer) const {
    std::size_t offset = 0;
    for (int l = 0; l < layer; ++l)
        offset += gates(l).bits;
    const Gates &g = gates(layer);
    std::vector<std::uint8_t> result(g.rows(), 0);
    std::ranges::copy(pattern.subspan(offset, g.bits), result.begin());
    for (int k = g.bits; k < g.rows(); ++k)
        result[k] =
            g.kinds[k] == Gates::passed ||
            follower_state(prepared(layer)->roles[k], result[std::max(prepared(layer)->roles[k].master, 0)]) == on;
    return result;
}

ExactMap Network::preactivations(std::span<const std::uint8_t> pattern, int layer) const {
    ExactMap map = layers().front();
    for (int l = 1; l <= layer; ++l)
        map = compose(layers()[l], map, states(pattern, l - 1));
    return map;
}

ExactMap Network::outputs(std::span<const std::uint8_t> pattern, int layer) const {
    const ExactMap map = preactivations(pattern, layer);
    return layer == hidden() ? map : gated(map, pattern, layer);
}

ExactMap Network::gated(const ExactMap &map, std::span<const std::uint8_t> pattern, int layer) const {
    const std::vector<std::uint8_t> on = states(pattern, layer);
    ExactMap result{0, map.columns, {}, map.denominator};
    for (int k = 0; k < map.rows; k += gates(layer).size_at(k)) {
        const int end = k + gates(layer).size_at(k);
        const int row = static_cast<int>(std::find(on.begin() + k, on.begin() + end, 1) - on.begin());
        ++result.rows;
        if (row < end)
            result.entries.insert(result.entries.end(), map.row(row).begin(), map.row(row).end());
        else
            result.entries.resize(result.entries.size() + map.columns + 1);
    }
    return result;
}

} // namespace splinex
