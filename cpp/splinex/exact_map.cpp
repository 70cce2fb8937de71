#include "splinex/exact_map.hpp"

namespace splinex {

ExactMap compose(const ExactMap &outer, const ExactMap &inner, std::span<const std::uint8_t> on) {
    struct Entry {
        int column;
        const BigInt *value;
    };
    std::vector<Entry> entries; // those of the inner map that are not zero, row by row
    std::vector<std::size_t> begin;
    for (int j = 0; j < inner.rows; ++j) {
        begin.push_back(entries.size());
        for (int i = 0; i <= inner.columns && on[j]; ++i)
            if (const BigInt &value = inner.row(j)[i]; value != 0)
                entries.push_back({i, &value});
    }
    begin.push_back(entries.size());
    ExactMap result{outer.rows, inner.columns, {}, outer.denominator * inner.denominator};
    result.entries.assign(static_cast<std::size_t>(outer.rows) * (inner.columns + 1), 0);
    for (int k = 0; k < outer.rows; ++k) {
        const auto weights = outer.row(k);
        const auto row = result.row(k);
        for (int j = 0; j < outer.columns; ++j)
            if (weights[j] != 0)
                for (std::size_t e = begin[j]; e < begin[j + 1]; ++e)
                    row[entries[e].column] += weights[j] * *entries[e].value;
        row[inner.columns] += weights[outer.columns] * inner.denominator;
    }
    return result;
}

} // namespace splinex
