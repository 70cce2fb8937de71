#include "splinex/proofs/vanishing_rows.hpp"

#include "splinex/exact_lp.hpp"
#include "splinex/exact_rows.hpp"

#include <algorithm>

namespace splinex {

namespace {

/// The coordinates where the row is zero as functions of all of them but one, which it is solved for; the row depends
/// on some.
ExactMap solved(std::span<const BigInt> row) {
    const int n = static_cast<int>(row.size()) - 1;
    int pivot = 0;
    while (row[pivot] == 0)
        ++pivot;
    const int sign = row[pivot] < 0 ? -1 : 1;
    ExactMap result{n, n - 1, std::vector<BigInt>(static_cast<std::size_t>(n) * n), abs(row[pivot])};
    for (int i = 0; i < n; ++i)
        if (i != pivot)
            result.row(i)[i < pivot ? i : i - 1] = result.denominator;
    for (int i = 0; i <= n; ++i)
        if (i != pivot)
            result.row(pivot)[i < pivot ? i : i - 1] = -sign * row[i];
    return result;
}

bool varies(std::span<const BigInt> row) {
    return std::any_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v != 0; });
}

} // namespace

std::vector<std::vector<int>> vanishing_rows(const ExactMap &rows) {
    std::vector<std::vector<int>> rounds;
    for (ExactMap left = rows;;) {
        std::vector<int> open;
        ExactMap varying{0, left.columns, {}};
        for (int r = 0; r < left.rows; ++r)
            if (varies(left.row(r))) {
                open.push_back(r);
                ++varying.rows;
                varying.entries.insert(varying.entries.end(), left.row(r).begin(), left.row(r).end());
            }
        std::vector<int> round;
        for (const int k : motzkin_support(varying))
            round.push_back(open[k]);
        if (round.empty())
            return rounds;
        for (const int r : round)
            if (varies(left.row(r)))
                left = reduced(composed(left, solved(left.row(r))));
        rounds.push_back(std::move(round));
    }
}

} // namespace splinex
