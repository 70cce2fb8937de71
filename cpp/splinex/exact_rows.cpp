#include "splinex/exact_rows.hpp"

#include <algorithm>
#include <set>

namespace splinex {

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

ExactMap stacked(std::span<const ExactMap> maps, int columns) {
    ExactMap result{0, columns, {}};
    for (const ExactMap &map : maps)
        result.denominator *= map.denominator;
    for (const ExactMap &map : maps) {
        const BigInt factor = result.denominator / map.denominator;
        result.rows += map.rows;
        for (const BigInt &v : map.entries)
            result.entries.push_back(v * factor);
    }
    return result;
}

ExactMap composed(const ExactMap &outer, const ExactMap &inner) {
    const std::vector<std::uint8_t> all(inner.rows, 1);
    return compose(outer, inner, all);
}

ExactMap reduced(ExactMap map) {
    BigInt divisor = map.denominator;
    for (const BigInt &v : map.entries) {
        if (divisor == 1)
            return map;
        if (v != 0)
            divisor = gcd(divisor, v);
    }
    for (BigInt &v : map.entries)
        v /= divisor;
    map.denominator /= divisor;
    return map;
}

ExactMap columns_of(const ExactMap &map, std::span<const int> columns) {
    ExactMap result{map.rows, static_cast<int>(columns.size()), {}, map.denominator};
    for (int k = 0; k < map.rows; ++k) {
        for (int c : columns)
            result.entries.push_back(map.row(k)[c]);
        result.entries.push_back(map.row(k).back());
    }
    return result;
}

std::pair<int, BigInt> only_coefficient(std::span<const BigInt> row) {
    int found = -1;
    for (int i = 0; i + 1 < static_cast<int>(row.size()); ++i)
        if (row[i] != 0) {
            if (found >= 0)
                return {-1, 0};
            found = i;
        }
    return {found, found >= 0 ? row[found] : BigInt(0)};
}

ExactMap distinct_rows(const ExactMap &map) {
    ExactMap result{0, map.columns, {}, map.denominator};
    std::set<std::vector<BigInt>> known;
    for (int k = 0; k < map.rows; ++k) {
        const auto row = map.row(k);
        if (std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; }))
            continue;
        Direction d = direction(row);
        d.row.push_back(d.reversed ? 1 : 0);
        if (!known.insert(std::move(d.row)).second)
            continue;
        ++result.rows;
        result.entries.insert(result.entries.end(), row.begin(), row.end());
    }
    return result;
}

} // namespace splinex
