#include "splinex/region_witness.hpp"

#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"
#include "splinex/pattern_rows.hpp"
#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

std::optional<RationalPoint> region_witness(const Network &network, const Domain &domain,
                                            std::span<const std::uint8_t> pattern) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    Rows rows(problem);
    std::vector<SignedRow> constraints;
    std::vector<std::uint8_t> states;
    for (int r = 0; r < problem.n_domain_rows(); ++r)
        constraints.push_back({r, false});
    for (int l = 0; l < problem.depth(); ++l) {
        const ReducedLayer &layer = problem.layers[l];
        const auto bits = pattern.subspan(problem.offsets[l], layer.prepared->gates->bits);
        if (l > 0)
            rows.enter(l, states, rows.bare(l));
        states.assign(layer.exact.rows, off);
        std::ranges::copy(bits, states.begin());
        for (const int k : layer.followers)
            if (k >= static_cast<int>(bits.size()))
                states[k] = follower_state(layer.roles[k], states[std::max(layer.roles[k].master, 0)]);
        if (!bounded_by(layer, rows, states, constraints))
            return std::nullopt;
    }
    const auto point = interior_point(rows, problem.dimension, constraints);
    return point ? std::optional(InputPoints(problem).embed(*point)) : std::nullopt;
}

} // namespace splinex
