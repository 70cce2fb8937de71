#include "splinex/geometry/wall_rows.hpp"

#include "splinex/facets/exact_facets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

BigInt shifted(const BigInt &value, long by) { return by > 0 ? BigInt(value << static_cast<unsigned>(by)) : value; }

} // namespace

double rounded(const BigInt &numerator, const BigInt &denominator) {
    const double value = nearest(numerator, denominator);
    if (std::fabs(value) < std::numeric_limits<double>::max())
        return value;
    // Half-way between the largest double and 2^1024.
    const BigInt end = ((BigInt(1) << 54) - 1) << 970;
    return abs(numerator) < end * denominator ? value : std::copysign(std::numeric_limits<double>::infinity(), value);
}

Split split(const BigInt &numerator, const BigInt &denominator) {
    constexpr long largest = 300, bits = 120;
    if (numerator == 0)
        return {0, 0, true};
    const BigInt magnitude = abs(numerator);
    const long top = static_cast<long>(msb(magnitude)) - static_cast<long>(msb(denominator));
    if (std::labs(top) > largest)
        return {rounded(numerator, denominator), 0, false};
    BigInt quotient, rest;
    divide_qr(shifted(magnitude, bits - top), shifted(denominator, top - bits), quotient, rest);
    // The leading 53 bits, to nearest, ties to even.
    const auto drop = static_cast<unsigned>(msb(quotient) - 52);
    BigInt leading = quotient >> drop;
    BigInt left = quotient - (leading << drop);
    const BigInt half = BigInt(1) << (drop - 1);
    if (left > half || (left == half && (rest != 0 || bit_test(leading, 0)))) {
        ++leading;
        left -= half << 1;
    }
    const double sign = numerator < 0 ? -1 : 1;
    const int exponent = static_cast<int>(top - bits);
    return {sign * std::ldexp(leading.convert_to<double>(), exponent + static_cast<int>(drop)),
            sign * std::ldexp(to_double(left), exponent), true};
}

WallRows::WallRows(const Problem &problem, Rows &rows)
    : problem_(problem), rows_(rows), dimension_(problem.dimension), known_(problem.row_ids),
      known_high_(static_cast<std::size_t>(problem.row_ids) * (dimension_ + 1)), known_low_(known_high_.size()) {}

void WallRows::take(std::span<const SignedRow> walls) {
    walls_.assign(walls.begin(), walls.end());
    const auto width = static_cast<std::size_t>(dimension_) + 1;
    high_.resize(walls.size() * width);
    low_.resize(walls.size() * width);
    usual_.resize(walls.size());
    for (std::size_t w = 0; w < walls.size(); ++w) {
        const auto [id, negated] = walls[w];
        const int layer = problem_.layer_of(id);
        const long long parent = layer < 0 ? 0 : rows_.parent(layer);
        if (known_[id].parent != parent)
            round(id, parent);
        usual_[w] = known_[id].usual;
        for (std::size_t i = 0; i < width; ++i) {
            const double high = known_high_[id * width + i], low = known_low_[id * width + i];
            high_[w * width + i] = negated ? 0.0 - high : high;
            low_[w * width + i] = negated ? 0.0 - low : low;
        }
    }
}

std::vector<BigInt> WallRows::exact(int wall) { return oriented(rows_, walls_[wall]); }

void WallRows::round(int id, long long parent) {
    const auto row = rows_.primitive(id);
    BigInt largest = 0;
    for (int i = 0; i < dimension_; ++i)
        if (abs(row[i]) > largest)
            largest = abs(row[i]);
    known_[id] = {parent, true};
    for (int i = 0; i <= dimension_; ++i) {
        const Split entry = split(row[i], largest);
        const std::size_t place = static_cast<std::size_t>(id) * (dimension_ + 1) + i;
        known_high_[place] = entry.high;
        known_low_[place] = entry.low;
        known_[id].usual = known_[id].usual && entry.usual;
    }
}

} // namespace splinex
