#include "splinex/output_extreme.hpp"

#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"
#include "splinex/pattern_rows.hpp"

#include <cassert>

namespace splinex {

namespace {

/// The sides of a cell as rows >= 0 over the problem's coordinates.
ExactMap sides_of(const Problem &problem, std::span<const std::uint8_t> pattern) {
    Rows rows(problem);
    const auto walls = walls_of(problem, rows, pattern);
    assert(walls);
    ExactMap result{static_cast<int>(walls->size()), problem.dimension, {}, 1};
    for (const SignedRow &wall : *walls)
        for (const BigInt &entry : rows.primitive(wall.row))
            result.entries.push_back(wall.negated ? BigInt(-entry) : entry);
    return result;
}

/// How inputs move when the problem's coordinates do.
RationalPoint embedded_direction(const ExactMap &embedding, const RationalPoint &step) {
    RationalPoint result{std::vector<BigInt>(embedding.rows), embedding.denominator * step.denominator};
    for (int i = 0; i < embedding.rows; ++i)
        for (int k = 0; k < embedding.columns; ++k)
            result.numerators[i] += embedding.row(i)[k] * step.numerators[k];
    return result;
}

} // namespace

Extreme output_extreme(const Network &network, const Domain &domain, std::span<const std::uint8_t> pattern, int output,
                       int sign) {
    const FloatEnvironment environment;
    const Problem problem(network, domain, true);
    const bool affine_end = network.hidden() < static_cast<int>(network.layers().size());
    const ExactMap map = composed(network.outputs(pattern, network.hidden() - (affine_end ? 0 : 1)), problem.embedding);
    std::vector<BigInt> objective(map.row(output).begin(), map.row(output).end());
    if (sign < 0)
        for (BigInt &entry : objective)
            entry = -entry;
    const Extreme found = largest(sides_of(problem, pattern), objective);
    if (!found.bounded)
        return {false, embedded_direction(problem.embedding, found.at)};
    return {true, InputPoints(problem).embed(found.at)};
}

} // namespace splinex
