#include "splinex/region_witness.hpp"

#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"
#include "splinex/pattern_rows.hpp"

namespace splinex {

std::optional<RationalPoint> region_witness(const Network &network, const Domain &domain,
                                            std::span<const std::uint8_t> pattern) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    Rows rows(problem);
    const auto walls = walls_of(problem, rows, pattern);
    if (!walls)
        return std::nullopt;
    const auto point = interior_point(rows, problem.dimension, *walls);
    return point ? std::optional(InputPoints(problem).embed(*point)) : std::nullopt;
}

} // namespace splinex
