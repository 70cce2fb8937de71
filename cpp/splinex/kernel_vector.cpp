#include "splinex/kernel_vector.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace splinex {

std::vector<BigInt> kernel_vector(std::vector<std::vector<BigInt>> m, int columns) {
    std::vector<int> pivot_column;
    BigInt previous = 1;
    std::size_t done = 0;
    for (int c = 0; c < columns && done + 1 < static_cast<std::size_t>(columns) && done < m.size(); ++c) {
        const auto pivot = std::find_if(m.begin() + done, m.end(), [c](const auto &row) { return row[c] != 0; });
        if (pivot == m.end())
            continue;
        std::swap(*pivot, m[done]);
        const BigInt p = m[done][c];
        for (std::size_t k = 0; k < m.size(); ++k) {
            if (k == done)
                continue;
            const BigInt factor = m[k][c];
            for (int i = 0; i < columns; ++i)
                m[k][i] = (m[k][i] * p - m[done][i] * factor) / previous;
        }
        previous = p;
        pivot_column.push_back(c);
        ++done;
    }
    std::vector<BigInt> result(columns, BigInt(0));
    int free = 0;
    while (free < static_cast<int>(pivot_column.size()) && pivot_column[free] == free)
        ++free;
    result[free] = previous;
    for (std::size_t k = 0; k < pivot_column.size(); ++k)
        result[pivot_column[k]] = -m[k][free];
    return result;
}

} // namespace splinex
