#include "splinex/independence.hpp"

#include "splinex/monitor.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace splinex {

namespace {

/// Floats choose large pivots, and prove nothing.
struct Floats {
    using Number = double;
    static Number from(const BigInt &v) { return to_double(v); }
    static Number magnitude(Number v) { return std::fabs(v); }
    static Number eliminated(Number v, Number of_row, Number of_column, Number pivot, Number) {
        return v - of_row * (of_column / pivot);
    }
};

/// Fraction-free elimination (Bareiss): every entry is a minor of the matrix, so the division is exact.
struct Integers {
    using Number = BigInt;
    static Number from(const BigInt &v) { return v; }
    static Number magnitude(const Number &v) { return abs(v); }
    static Number eliminated(const Number &v, const Number &of_row, const Number &of_column, const Number &pivot,
                             const Number &previous) {
        return (v * pivot - of_row * of_column) / previous;
    }
};

/// What is regular modulo a prime is regular.
struct Residues {
    using Number = std::uint64_t;
    static constexpr Number prime = (Number{1} << 61) - 1;
    static Number from(const BigInt &v) {
        const BigInt rest = v % prime;
        return static_cast<Number>(rest < 0 ? rest + prime : rest);
    }
    static Number magnitude(Number v) { return v; }
    static Number product(Number a, Number b) {
        return static_cast<Number>(static_cast<unsigned __int128>(a) * b % prime);
    }
    static Number eliminated(Number v, Number of_row, Number of_column, Number pivot, Number) {
        return (product(v, pivot) + prime - product(of_row, of_column)) % prime;
    }
};

/// Elimination with the largest pivots.
template <class Arithmetic>
Independent eliminate(const ExactMap &map, std::span<const int> columns, std::span<const int> ends) {
    using Number = typename Arithmetic::Number;
    std::vector<std::vector<Number>> m(map.rows);
    for (int k = 0; k < map.rows; ++k)
        for (int c : columns)
            m[k].push_back(Arithmetic::from(map.row(k)[c]));
    std::vector<bool> used_row(map.rows), used_column(columns.size());
    Independent result;
    Number previous = 1;
    while (true) {
        int row = -1;
        std::size_t column = 0;
        Number best = 0;
        for (int k = 0; k < map.rows; ++k) {
            if (row >= 0 && std::ranges::find(ends, k) != ends.end())
                break;
            for (std::size_t c = 0; c < columns.size() && !used_row[k]; ++c)
                if (!used_column[c] && Arithmetic::magnitude(m[k][c]) > best) {
                    best = Arithmetic::magnitude(m[k][c]);
                    row = k;
                    column = c;
                }
        }
        if (row < 0)
            break;
        const Number pivot = m[row][column];
        for (int k = 0; k < map.rows; ++k) {
            if (used_row[k] || k == row)
                continue;
            Listening::poll();
            const Number factor = m[k][column];
            for (std::size_t c = 0; c < columns.size(); ++c)
                if (!used_column[c])
                    m[k][c] = Arithmetic::eliminated(m[k][c], m[row][c], factor, pivot, previous);
        }
        previous = pivot;
        used_row[row] = true;
        used_column[column] = true;
        result.rows.push_back(row);
        result.columns.push_back(columns[column]);
    }
    return result;
}

/// Are as many rows chosen as matrices of such a shape can have?
bool plenty(const Independent &chosen, int rows, std::size_t columns, std::span<const int> ends) {
    const auto all_before = [&](int end) {
        const auto before = std::ranges::count_if(chosen.rows, [&](int row) { return row < end; });
        return static_cast<std::size_t>(before) == std::min<std::size_t>(end, columns);
    };
    return std::ranges::all_of(ends, all_before) && all_before(rows);
}

bool regular(const ExactMap &map, const Independent &chosen) {
    ExactMap minor{0, map.columns, {}};
    for (const int k : chosen.rows) {
        ++minor.rows;
        minor.entries.insert(minor.entries.end(), map.row(k).begin(), map.row(k).end());
    }
    return eliminate<Residues>(minor, chosen.columns, {}).rows.size() == chosen.rows.size();
}

} // namespace

Independent independent_rows(const ExactMap &map, std::span<const int> columns, std::span<const int> ends) {
    Independent guess = eliminate<Floats>(map, columns, ends);
    if (plenty(guess, map.rows, columns.size(), ends) && regular(map, guess))
        return guess;
    return eliminate<Integers>(map, columns, ends);
}

} // namespace splinex
