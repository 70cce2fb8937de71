#include "splinex/bigint.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

Dyadic dyadic(double value) {
    if (value == 0)
        return {0, 0};
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);
    auto mantissa = static_cast<long long>(std::ldexp(fraction, 53));
    exponent -= 53;
    while (mantissa % 2 == 0) {
        mantissa /= 2;
        ++exponent;
    }
    return {mantissa, exponent};
}

BigInt scaled_integer(double value, int exponent) {
    const Dyadic d = dyadic(value);
    BigInt result = d.mantissa;
    if (d.mantissa != 0)
        result <<= static_cast<unsigned>(d.exponent + exponent);
    return result;
}

namespace {

/// The leading 62 bits of |value| and the power of two they stand for; truncated, so the relative error is below 2^-61.
struct Leading {
    double bits;
    long shift;
};

Leading leading(const BigInt &value) {
    BigInt magnitude = abs(value);
    const long bits = static_cast<long>(msb(magnitude)) + 1;
    const long shift = bits > 62 ? bits - 62 : 0;
    magnitude >>= static_cast<unsigned>(shift);
    const auto word = magnitude.convert_to<unsigned long long>();
    return {static_cast<double>(word) * (value < 0 ? -1.0 : 1.0), shift};
}

double scale(double value, long exponent) {
    if (exponent > 4000)
        return value * std::numeric_limits<double>::infinity();
    return std::ldexp(value, static_cast<int>(exponent < -4000 ? -4000 : exponent));
}

} // namespace

bool equals(double value, const BigInt &numerator, const BigInt &denominator) {
    const Dyadic d = dyadic(value);
    const auto shift = static_cast<unsigned>(std::abs(d.exponent));
    const BigInt product = denominator * d.mantissa;
    return d.exponent >= 0 ? product << shift == numerator : product == numerator << shift;
}

double to_double(const BigInt &value) {
    if (value == 0)
        return 0;
    const Leading lead = leading(value);
    return scale(lead.bits, lead.shift);
}

double nearest(const BigInt &numerator, const BigInt &denominator) {
    if (numerator == 0)
        return 0;
    const BigInt magnitude = abs(numerator);
    const auto shifted = [](const BigInt &v, long by) { return by > 0 ? BigInt(v << static_cast<unsigned>(by)) : v; };
    // 2^top <= quotient < 2^(top + 1); 53 bits of it, or what is left above the smallest denormal.
    long top = static_cast<long>(msb(magnitude)) - static_cast<long>(msb(denominator));
    if (shifted(magnitude, -top) < shifted(denominator, top))
        --top;
    const long unit = std::max(top - 52, -1074L);
    BigInt bits, rest;
    const BigInt divisor = shifted(denominator, unit);
    divide_qr(shifted(magnitude, -unit), divisor, bits, rest);
    rest *= 2;
    if (rest > divisor || (rest == divisor && bit_test(bits, 0)))
        ++bits;
    const double value =
        std::min(scale(static_cast<double>(bits.convert_to<long long>()), unit), std::numeric_limits<double>::max());
    return numerator < 0 ? -value : value;
}

Approximation approximate(const BigInt &numerator, const BigInt &denominator) {
    if (numerator == 0)
        return {0, 0};
    const Leading top = leading(numerator);
    const Leading bottom = leading(denominator);
    const double value = scale(top.bits / bottom.bits, top.shift - bottom.shift);
    if (std::isfinite(value) && equals(value, numerator, denominator))
        return {value, 0};
    // Two roundings to double, two truncations, one division, and a gradual underflow: 8 u |value| covers the relative
    // part.
    return {value, std::ldexp(std::fabs(value), -50) + std::numeric_limits<double>::denorm_min()};
}

} // namespace splinex
