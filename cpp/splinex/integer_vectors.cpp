#include "splinex/integer_vectors.hpp"

#include <cstddef>

namespace splinex {

BigInt product(const std::vector<BigInt> &a, const std::vector<BigInt> &b) {
    BigInt sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != 0 && b[i] != 0)
            sum += a[i] * b[i];
    return sum;
}

void reverse(std::vector<BigInt> &v) {
    for (BigInt &entry : v)
        entry = -entry;
}

void reduce(std::vector<BigInt> &v) {
    BigInt divisor = 0;
    for (const BigInt &entry : v)
        divisor = gcd(divisor, entry);
    if (divisor > 1)
        for (BigInt &entry : v)
            entry /= divisor;
}

} // namespace splinex
