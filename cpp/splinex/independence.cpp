#include "splinex/independence.hpp"

#include "splinex/monitor.hpp"

#include <algorithm>

namespace splinex {

Independent independent_rows(const ExactMap &map, std::span<const int> columns, std::span<const int> ends) {
    std::vector<std::vector<BigInt>> m(map.rows);
    for (int k = 0; k < map.rows; ++k)
        for (int c : columns)
            m[k].push_back(map.row(k)[c]);
    std::vector<bool> used_row(map.rows), used_column(columns.size());
    Independent result;
    BigInt previous = 1;
    while (true) {
        int row = -1;
        std::size_t column = 0;
        BigInt best = 0;
        for (int k = 0; k < map.rows; ++k) {
            if (row >= 0 && std::ranges::find(ends, k) != ends.end())
                break;
            for (std::size_t c = 0; c < columns.size(); ++c)
                if (!used_row[k] && !used_column[c] && abs(m[k][c]) > best) {
                    best = abs(m[k][c]);
                    row = k;
                    column = c;
                }
        }
        if (row < 0)
            break;
        // Fraction-free elimination (Bareiss): every entry is a minor of the matrix, so the division is exact.
        const BigInt pivot = m[row][column];
        for (int k = 0; k < map.rows; ++k) {
            if (used_row[k] || k == row)
                continue;
            Listening::poll();
            const BigInt factor = m[k][column];
            for (std::size_t c = 0; c < columns.size(); ++c)
                if (!used_column[c])
                    m[k][c] = (m[k][c] * pivot - m[row][c] * factor) / previous;
        }
        previous = pivot;
        used_row[row] = true;
        used_column[column] = true;
        result.rows.push_back(row);
        result.columns.push_back(columns[column]);
    }
    return result;
}

} // namespace splinex
