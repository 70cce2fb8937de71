#include "splinex/region_witness.hpp"

#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"

namespace splinex {

std::optional<RationalPoint> region_witness(const Network &network, const Domain &domain,
                                            std::span<const std::uint8_t> pattern) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    Rows rows(problem);
    std::vector<SignedRow> constraints;
    for (int r = 0; r < problem.n_domain_rows(); ++r)
        constraints.push_back({r, false});
    for (int l = 0; l < problem.depth(); ++l) {
        const ReducedLayer &layer = problem.layers[l];
        const auto pieces = pattern.subspan(problem.offsets[l], layer.exact.rows);
        if (l > 0)
            rows.enter(l, pattern.subspan(problem.offsets[l - 1], problem.layers[l - 1].exact.rows), rows.bare(l));
        for (int k = 0; k < layer.exact.rows; ++k) {
            const int row = layer.first_row + k;
            if (!rows.constant(row))
                constraints.push_back({row, pieces[k] == off});
            else if ((rows.primitive(row).back() > 0) != (pieces[k] == on))
                return std::nullopt;
        }
    }
    const auto point = interior_point(rows, problem.dimension, constraints);
    return point ? std::optional(InputPoints(problem).embed(*point)) : std::nullopt;
}

} // namespace splinex
