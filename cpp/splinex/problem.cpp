#include "splinex/problem.hpp"

#include "splinex/independence.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace splinex {

namespace {

/// Beyond this, sums of bound times radius could hide an underflow; the bound with free multipliers is used instead.
constexpr double largest_radius = 0x1p50;

/// The first layer over the coordinates left, the fixed ones folded into the constants.
ExactMap restrict_columns(const ExactMap &map, std::span<const int> coordinates, std::span<const double> origin) {
    int lowest = 0;
    for (double v : origin)
        lowest = std::min(lowest, dyadic(v).exponent);
    ExactMap result{map.rows, static_cast<int>(coordinates.size()), {}, map.denominator};
    result.denominator <<= static_cast<unsigned>(-lowest);
    for (int k = 0; k < map.rows; ++k) {
        const auto row = map.row(k);
        for (int c : coordinates)
            result.entries.push_back(row[c] << static_cast<unsigned>(-lowest));
        BigInt constant = row[map.columns] << static_cast<unsigned>(-lowest);
        for (int i = 0; i < map.columns; ++i)
            if (origin[i] != 0)
                constant += row[i] * scaled_integer(origin[i], -lowest);
        result.entries.push_back(constant);
    }
    return result;
}

/// A row divided by the greatest common divisor of its entries, its first nonzero coefficient made positive.
struct Direction {
    std::vector<BigInt> row;
    bool reversed = false;
};

Direction direction(std::span<const BigInt> row) {
    BigInt divisor = 0;
    for (const BigInt &v : row)
        divisor = gcd(divisor, v);
    Direction result;
    const auto first = std::ranges::find_if(row, [](const BigInt &v) { return v != 0; });
    result.reversed = first != row.end() && *first < 0;
    if (result.reversed)
        divisor = -divisor;
    for (const BigInt &v : row)
        result.row.push_back(divisor == 0 ? v : v / divisor);
    return result;
}

void assign_roles(ReducedLayer &layer) {
    std::map<std::vector<BigInt>, std::pair<int, bool>> known;
    layer.roles.resize(layer.exact.rows);
    for (int k = 0; k < layer.exact.rows; ++k) {
        const auto row = layer.exact.row(k);
        const bool flat = std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; });
        if (flat) {
            layer.roles[k] = {UnitRole::constant, -1, row.back() > 0};
            continue;
        }
        Direction d = direction(row);
        const auto [place, fresh] = known.try_emplace(std::move(d.row), k, d.reversed);
        if (fresh) {
            layer.candidates.push_back(k);
            continue;
        }
        const auto [master, reversed] = place->second;
        layer.roles[k] = {reversed == d.reversed ? UnitRole::copy : UnitRole::opposite, master, 0};
    }
}

} // namespace

std::vector<double> Problem::embed(std::span<const double> x) const {
    std::vector<double> point = origin;
    for (int c = 0; c < dimension; ++c)
        point[coordinates[c]] = x[c];
    return point;
}

Problem::Problem(const Network &network, const Box &box) : inputs(network.inputs()) {
    std::vector<int> open; // inputs without any bound
    origin.assign(inputs, 0.0);
    for (int i = 0; i < inputs; ++i) {
        if (box.low[i] == box.high[i])
            origin[i] = box.low[i];
        else if (std::isinf(box.low[i]) && std::isinf(box.high[i]))
            open.push_back(i);
        else
            coordinates.push_back(i);
    }
    bounded = open.empty();
    Independent independent;
    if (network.hidden() > 0)
        independent = independent_rows(network.layers().front(), open);
    const int closed = static_cast<int>(coordinates.size());
    coordinates.insert(coordinates.end(), independent.columns.begin(), independent.columns.end());
    dimension = static_cast<int>(coordinates.size());
    radius.assign(padded(dimension + 1), 0.0);
    for (int c = 0; c < closed; ++c) {
        const double low = box.low[coordinates[c]];
        const double high = box.high[coordinates[c]];
        const double reach = std::max(std::fabs(low), std::fabs(high));
        bounded = bounded && reach <= largest_radius;
        radius[c] = reach;
        basis.push_back(static_cast<int>(sides.size()));
        if (!std::isinf(low))
            sides.push_back({c, false, low});
        if (!std::isinf(high))
            sides.push_back({c, true, high});
    }
    if (!bounded)
        std::ranges::fill(radius, 0.0);

    int next_row = padded(static_cast<int>(sides.size()));
    FloatLayers float_layers(dimension);
    for (int l = 0; l < network.hidden(); ++l) {
        ReducedLayer &layer = layers.emplace_back();
        layer.exact = l == 0 ? restrict_columns(network.layers()[0], coordinates, origin) : network.layers()[l];
        layer.first_row = next_row;
        next_row += padded(layer.exact.rows);
        offsets.push_back(units);
        units += layer.exact.rows;
        assign_roles(layer);
        layer.floats = float_layers.next(layer.exact);
    }
    for (int unit : independent.rows) {
        const UnitRole &role = layers[0].roles[unit];
        basis.push_back(layers[0].first_row + (role.master >= 0 ? role.master : unit));
    }
    row_ids = next_row;
    row_layer.assign(row_ids, -1);
    for (int l = 0; l < depth(); ++l)
        std::fill(row_layer.begin() + layers[l].first_row, row_layer.end(), l);
    split_basis = static_cast<int>(independent.rows.size());

    const auto small = [](const ReducedLayer &layer) {
        BigInt divisor = 0, most = 0;
        for (const BigInt &v : layer.exact.entries) {
            divisor = gcd(divisor, v);
            most = std::max<BigInt>(most, abs(v));
        }
        return most <= divisor * (1 << 12);
    };
    small_weights = std::ranges::all_of(layers, small);
    const auto homogeneous = [](const ReducedLayer &layer) {
        for (int k = 0; k < layer.exact.rows; ++k)
            if (layer.exact.row(k).back() != 0)
                return false;
        return true;
    };
    conic = dimension > 0 && !bounded && std::ranges::all_of(layers, homogeneous) &&
            std::ranges::all_of(sides, [](const DomainSide &s) { return s.bound == 0; });
}

} // namespace splinex
