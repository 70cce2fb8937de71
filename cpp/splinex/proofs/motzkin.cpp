#include "splinex/proofs/motzkin.hpp"

#include <algorithm>

namespace splinex {

namespace {

/// One equation for each coordinate: the row of y's factors.
std::vector<std::vector<BigInt>> equations(std::span<const std::vector<BigInt>> rows) {
    std::vector<std::vector<BigInt>> result(rows.front().size() - 1);
    for (std::size_t i = 0; i < result.size(); ++i)
        for (const auto &row : rows)
            result[i].push_back(row[i]);
    return result;
}

/// Fraction-free elimination (Bareiss): upper triangular in all columns but the last. False when these are dependent,
/// or when an equation is left that the last unknown alone would have to satisfy.
bool eliminate(std::vector<std::vector<BigInt>> &m, std::size_t unknowns) {
    BigInt previous = 1;
    for (std::size_t step = 0; step + 1 < unknowns; ++step) {
        std::size_t pivot = m.size();
        for (std::size_t i = step; i < m.size(); ++i)
            if (m[i][step] != 0 && (pivot == m.size() || abs(m[i][step]) < abs(m[pivot][step])))
                pivot = i;
        if (pivot == m.size())
            return false;
        std::swap(m[step], m[pivot]);
        const std::vector<BigInt> &top = m[step];
        for (std::size_t i = step + 1; i < m.size(); ++i) {
            for (std::size_t k = step + 1; k < unknowns; ++k) {
                BigInt value = m[i][k] * top[step];
                if (m[i][step] != 0)
                    value -= top[k] * m[i][step];
                m[i][k] = step == 0 ? value : BigInt(value / previous);
            }
            m[i][step] = 0;
        }
        previous = top[step];
    }
    return std::all_of(m.begin() + static_cast<long>(std::min(unknowns - 1, m.size())), m.end(),
                       [&](const auto &equation) { return equation[unknowns - 1] == 0; });
}

} // namespace

std::vector<BigInt> dependency(std::span<const std::vector<BigInt>> rows) {
    auto m = equations(rows);
    const std::size_t n = rows.size();
    if (!eliminate(m, n))
        return {};
    // The last pivot is the determinant of all: with it as y_n the others are integers, by Cramer's rule.
    std::vector<BigInt> y(n);
    y[n - 1] = n == 1 ? BigInt(1) : m[n - 2][n - 2];
    for (std::size_t i = n - 1; i-- > 0;) {
        BigInt sum = 0;
        for (std::size_t k = i + 1; k < n; ++k)
            if (m[i][k] != 0)
                sum += m[i][k] * y[k];
        y[i] = -sum / m[i][i];
    }
    if (y[n - 1] < 0)
        for (BigInt &v : y)
            v = -v;
    return y;
}

bool excludes(std::span<const std::vector<BigInt>> rows, std::span<const BigInt> multipliers) {
    if (multipliers.empty() || std::ranges::any_of(multipliers, [](const BigInt &v) { return v < 0; }))
        return false;
    BigInt constant = 0;
    for (std::size_t k = 0; k < rows.size(); ++k)
        if (multipliers[k] != 0)
            constant += multipliers[k] * rows[k].back();
    return constant <= 0;
}

} // namespace splinex
