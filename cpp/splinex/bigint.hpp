#pragma once

#include <boost/multiprecision/cpp_int.hpp>

namespace splinex {

/// Arbitrary-precision integers: what decides when floats cannot.
using BigInt = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;

/// A finite double as mantissa * 2^exponent, exactly; zero has exponent 0.
struct Dyadic {
    long long mantissa;
    int exponent;
};
Dyadic dyadic(double value);

/// value * 2^exponent, which must be an integer.
BigInt scaled_integer(double value, int exponent);

/// Is the quotient, with a positive denominator, this double? Exact.
bool equals(double value, const BigInt &numerator, const BigInt &denominator);

/// A quotient as a double with its absolute error; an overflow gives an infinite value, which no filter accepts.
struct Approximation {
    double value;
    double error;
};
Approximation approximate(const BigInt &numerator, const BigInt &denominator);

/// The finite double nearest to a quotient with a positive denominator, ties to even.
double nearest(const BigInt &numerator, const BigInt &denominator);

/// Nearest double up to two units in the last place; infinite when out of range.
double to_double(const BigInt &value);

} // namespace splinex
