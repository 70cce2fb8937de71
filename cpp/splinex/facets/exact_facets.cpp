#include "splinex/facets/exact_facets.hpp"

#include <algorithm>
#include <map>

namespace splinex {

std::vector<BigInt> oriented(Rows &rows, SignedRow row) {
    const auto primitive = rows.primitive(row.row);
    std::vector<BigInt> result(primitive.begin(), primitive.end());
    if (row.negated)
        for (BigInt &v : result)
            v = -v;
    return result;
}

std::vector<std::vector<SignedRow>> ExactFacets::merged(std::span<const SignedRow> walls) {
    std::vector<std::vector<SignedRow>> result;
    std::map<std::vector<BigInt>, std::size_t> known;
    for (const SignedRow &wall : walls) {
        // Both rows are positive in the cell: they are on one hyperplane if and only if they are equal.
        const auto [place, fresh] = known.try_emplace(oriented(rows_, wall), result.size());
        if (fresh)
            result.emplace_back();
        result[place->second].push_back(wall);
    }
    return result;
}

std::optional<RationalPoint> ExactFacets::relative_interior(SignedRow wall, std::span<const SignedRow> others) {
    const int d = problem_.dimension;
    const std::vector<BigInt> facet = oriented(rows_, wall);
    const auto pivot =
        static_cast<std::size_t>(std::ranges::find_if(facet, [](const BigInt &v) { return v != 0; }) - facet.begin());
    // The other rows on the hyperplane, as functions of all coordinates but one.
    ExactMap restricted{0, d - 1, {}};
    const BigInt scale = abs(facet[pivot]);
    for (const SignedRow &other : others) {
        const std::vector<BigInt> row = oriented(rows_, other);
        const BigInt factor = facet[pivot] > 0 ? row[pivot] : BigInt(-row[pivot]);
        for (std::size_t i = 0; i < row.size(); ++i)
            if (i != pivot)
                restricted.entries.push_back(row[i] * scale - factor * facet[i]);
        ++restricted.rows;
    }
    const auto found = interior_point(restricted);
    if (!found)
        return std::nullopt;
    RationalPoint point{{}, found->denominator * scale};
    BigInt sum = facet.back() * found->denominator;
    for (std::size_t i = 0, j = 0; i < static_cast<std::size_t>(d); ++i) {
        if (i == pivot) {
            point.numerators.emplace_back(0);
            continue;
        }
        sum += facet[i] * found->numerators[j];
        point.numerators.push_back(found->numerators[j++] * scale);
    }
    point.numerators[pivot] = facet[pivot] > 0 ? BigInt(-sum) : sum;
    return point;
}

} // namespace splinex
