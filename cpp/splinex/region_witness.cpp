#include "splinex/region_witness.hpp"

#include "splinex/float_environment.hpp"

namespace splinex {

namespace {

/// The point of the problem's coordinates among all inputs: the others have their values of the origin.
RationalPoint embed(const Problem &problem, const RationalPoint &point) {
    int lowest = 0;
    for (double v : problem.origin)
        lowest = std::min(lowest, dyadic(v).exponent);
    const auto shift = static_cast<unsigned>(-lowest);
    RationalPoint result{{}, point.denominator << shift};
    for (double v : problem.origin)
        result.numerators.push_back(scaled_integer(v, -lowest) * point.denominator);
    for (int c = 0; c < problem.dimension; ++c)
        result.numerators[problem.coordinates[c]] = point.numerators[c] << shift;
    return result;
}

} // namespace

std::optional<RationalPoint> region_witness(const Network &network, const Box &box,
                                            std::span<const std::uint8_t> pattern) {
    const FloatEnvironment environment;
    const Problem problem(network, box);
    Rows rows(problem);
    std::vector<SignedRow> constraints;
    for (int s = 0; s < static_cast<int>(problem.sides.size()); ++s)
        constraints.push_back({s, false});
    for (int l = 0; l < problem.depth(); ++l) {
        const ReducedLayer &layer = problem.layers[l];
        const auto pieces = pattern.subspan(problem.offsets[l], layer.exact.rows);
        if (l > 0)
            rows.enter(l, pattern.subspan(problem.offsets[l - 1], problem.layers[l - 1].exact.rows));
        for (int k = 0; k < layer.exact.rows; ++k) {
            const int row = layer.first_row + k;
            if (!rows.constant(row))
                constraints.push_back({row, pieces[k] == off});
            else if ((rows.primitive(row).back() > 0) != (pieces[k] == on))
                return std::nullopt;
        }
    }
    const auto point = interior_point(rows, problem.dimension, constraints);
    return point ? std::optional(embed(problem, *point)) : std::nullopt;
}

} // namespace splinex
