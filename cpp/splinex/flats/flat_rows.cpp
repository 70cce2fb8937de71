#include "splinex/flats/flat_rows.hpp"

#include <cmath>

namespace splinex {

FlatRows::FlatRows(const Problem &problem, Rows &rows)
    : dimension(problem.dimension), units(static_cast<int>(problem.layers[0].candidates.size())),
      facets(problem.n_domain_rows()), first_facet(padded(units)), count(first_facet + padded(facets)),
      by_row(count, nullptr), ids(count, -1) {
    rows.prepare(0);
    entries.assign(static_cast<std::size_t>(dimension + 1) * count, 0.0);
    std::fill(entries.begin(), entries.begin() + count, 1.0);
    constant_slack.assign(count, 0.0);
    slope_slack.assign(count, 0.0);
    norm.assign(count, 0.0);
    for (int k = 0; k < units; ++k)
        ids[k] = problem.layers[0].first_row + problem.layers[0].candidates[k];
    for (int r = 0; r < facets; ++r)
        ids[first_facet + r] = r;
    for (int p = 0; p < count; ++p) {
        if (ids[p] < 0)
            continue;
        const double *row = by_row[p] = rows.row(ids[p]);
        entries[p] = row[dimension];
        for (int i = 0; i < dimension; ++i) {
            entries[(i + 1) * count + p] = row[i];
            norm[p] += std::fabs(row[i]);
        }
        constant_slack[p] = rows.witness_constant(ids[p]);
        slope_slack[p] = rows.witness_slope(ids[p]);
        norm[p] = 1.0001 * norm[p] + slope_slack[p];
        most_slope_slack = std::max(most_slope_slack, slope_slack[p]);
        most_norm = std::max(most_norm, norm[p]);
    }
    // Any direction will do that no edge is orthogonal to: bits of the golden ratio, to the scale of the domain.
    unsigned long long bits = 0x9e3779b97f4a7c15ULL;
    for (int i = 0; i < dimension; ++i) {
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        const double size = 1 + static_cast<double>(bits >> 44) * 0x1p-20;
        const int shift = problem.radius[i] > 0 ? std::ilogb(problem.radius[i]) : 0;
        height.push_back(std::ldexp((bits >> 40 & 1) != 0 ? -size : size, -shift));
        height_norm += std::fabs(height[i]);
    }
    height_norm *= 1.0001;
}

} // namespace splinex
