#include "splinex/network.hpp"

#include "splinex/float_environment.hpp"
#include "splinex/prepared_layer.hpp"

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
    ExactMap result{map.rows, map.columns, {}, BigInt(1) << static_cast<unsigned>(-lowest)};
    result.entries.reserve(static_cast<std::size_t>(map.rows) * (map.columns + 1));
    for (int k = 0; k < map.rows; ++k) {
        for (int j = 0; j < map.columns; ++j)
            result.entries.push_back(
                scaled_integer(map.weights[static_cast<std::size_t>(k) * map.columns + j], -lowest));
        result.entries.push_back(scaled_integer(map.biases[k], -lowest));
    }
    return result;
}

std::vector<std::uint8_t> exact_pattern(const Network &network, std::span<const double> x) {
    std::vector<std::uint8_t> pieces;
    RationalPoint point = exact_point(x);
    for (int l = 0; l < network.hidden(); ++l) {
        const ExactMap &layer = network.layers()[l];
        RationalPoint next{{}, point.denominator * layer.denominator};
        for (int k = 0; k < layer.rows; ++k) {
            const auto row = layer.row(k);
            BigInt sum = row[layer.columns] * point.denominator;
            for (int j = 0; j < layer.columns; ++j)
                if (row[j] != 0 && point.numerators[j] != 0)
                    sum += row[j] * point.numerators[j];
            pieces.push_back(sum > 0);
            next.numerators.push_back(sum > 0 ? sum : BigInt(0));
        }
        point = std::move(next);
    }
    return pieces;
}

/// The float forward pass with a running error bound. False as soon as one sign is not certain.
class FilteredForward {
public:
    explicit FilteredForward(const Network &network) {
        for (int l = 0; l < network.hidden(); ++l)
            layers_.push_back(network.prepared(l));
    }

    bool pattern(const Network &network, std::span<const double> x, std::span<std::uint8_t> pieces) {
        value_.assign(x.begin(), x.end());
        error_.assign(x.size(), 0.0);
        std::size_t unit = 0;
        for (int l = 0; l < network.hidden(); ++l) {
            const int columns = network.layers()[l].columns;
            const double rounding = (columns + 4) * 0x1p-52;
            next_value_.clear();
            next_error_.clear();
            for (int k = 0; k < network.layers()[l].rows; ++k) {
                const Approximation *row = layers_[l]->floats.data() + static_cast<std::size_t>(k) * (columns + 1);
                double sum = row[columns].value;
                double magnitude = std::fabs(sum);
                double error = row[columns].error;
                for (int j = 0; j < columns; ++j) {
                    sum += row[j].value * value_[j];
                    magnitude += std::fabs(row[j].value) * std::fabs(value_[j]);
                    error += std::fabs(row[j].value) * error_[j] + row[j].error * (std::fabs(value_[j]) + error_[j]);
                }
                const double bound = 1.0001 * (error + rounding * magnitude) + 1e-280;
                if (!(std::fabs(sum) > bound))
                    return false;
                pieces[unit++] = sum > 0;
                next_value_.push_back(sum > 0 ? sum : 0.0);
                next_error_.push_back(sum > 0 ? bound : 0.0);
            }
            value_.swap(next_value_);
            error_.swap(next_error_);
        }
        return true;
    }

private:
    std::vector<std::shared_ptr<const PreparedLayer>> layers_;
    std::vector<double> value_, error_, next_value_, next_error_;
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

ExactMap compose(const ExactMap &outer, const ExactMap &inner, std::span<const std::uint8_t> pieces) {
    ExactMap result{outer.rows, inner.columns, {}, outer.denominator * inner.denominator};
    result.entries.assign(static_cast<std::size_t>(outer.rows) * (inner.columns + 1), 0);
    for (int k = 0; k < outer.rows; ++k) {
        const auto weights = outer.row(k);
        const auto row = result.row(k);
        for (int j = 0; j < outer.columns; ++j) {
            if (!pieces[j] || weights[j] == 0)
                continue;
            const auto source = inner.row(j);
            for (int i = 0; i <= inner.columns; ++i)
                if (source[i] != 0)
                    row[i] += weights[j] * source[i];
        }
        row[inner.columns] += weights[outer.columns] * inner.denominator;
    }
    return result;
}

struct Network::Preparations {
    std::mutex mutex;
    std::vector<std::shared_ptr<const PreparedLayer>> layers;
};

Network::Network(std::span<const StoredMap> maps) {
    const FloatEnvironment environment; // a denormal is not zero
    bool open = false;                  // the last map has no ReLU yet: the next one is composed with it
    std::vector<ExactMap> layers;
    for (const StoredMap &map : maps) {
        ExactMap layer = exact(map);
        if (open) {
            const std::vector<std::uint8_t> all(layers.back().rows, 1);
            layers.back() = compose(layer, layers.back(), all);
        } else {
            layers.push_back(std::move(layer));
        }
        open = !map.relu;
        if (map.relu) {
            ++hidden_;
            units_ += map.rows;
        }
    }
    layers_ = std::make_shared<const std::vector<ExactMap>>(std::move(layers));
    preparations_ = std::make_shared<Preparations>();
    preparations_->layers.resize(hidden_);
}

std::shared_ptr<const PreparedLayer> Network::prepared(int layer) const {
    const std::lock_guard lock(preparations_->mutex);
    std::shared_ptr<const PreparedLayer> &known = preparations_->layers[layer];
    if (!known) {
        const FloatEnvironment environment;
        known = std::make_shared<const PreparedLayer>(std::shared_ptr<const ExactMap>(layers_, &layers()[layer]));
    }
    return known;
}

void Network::patterns(std::span<const double> points, std::span<std::uint8_t> pieces) const {
    const FloatEnvironment environment;
    FilteredForward forward(*this);
    const std::size_t d = inputs();
    const std::size_t n = d == 0 ? 0 : points.size() / d;
    for (std::size_t i = 0; i < n; ++i) {
        const auto x = points.subspan(i * d, d);
        const auto out = pieces.subspan(i * units_, units_);
        if (!forward.pattern(*this, x, out))
            std::ranges::copy(exact_pattern(*this, x), out.begin());
    }
}

ExactMap Network::preactivations(std::span<const std::uint8_t> pattern, int layer) const {
    ExactMap map = layers().front();
    std::size_t offset = 0;
    for (int l = 1; l <= layer; ++l) {
        const int width = layers()[l - 1].rows;
        const auto pieces = pattern.subspan(offset, width);
        offset += width;
        if (l < static_cast<int>(layers().size())) {
            map = compose(layers()[l], map, pieces);
            continue;
        }
        for (int k = 0; k < width; ++k) // no output map: the output is the last ReLUs'
            if (!pieces[k])
                std::ranges::fill(map.row(k), BigInt(0));
    }
    return map;
}

} // namespace splinex
