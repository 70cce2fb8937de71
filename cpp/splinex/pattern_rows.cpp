#include "splinex/pattern_rows.hpp"

#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

bool bounded_by(const ReducedLayer &layer, Rows &rows, std::span<const std::uint8_t> states,
                std::vector<SignedRow> &sides) {
    const auto add = [&](int k, bool negated, bool ties_allowed) {
        const int row = layer.first_row + k;
        if (!rows.constant(row)) {
            sides.push_back({row, negated});
            return true;
        }
        const int sign = rows.primitive(row).back().sign();
        return ties_allowed && sign == 0 ? true : (sign > 0) != negated;
    };
    const Gates &gates = *layer.prepared->gates;
    // A ReLU that no pattern tells of bounds nothing new, and its state says nothing where it is zero all over.
    for (int k = 0; k < gates.bits; ++k)
        if (gates.kinds[k] == Gates::relu && !add(k, states[k] != on, states[k] != on))
            return false;
    if (!layer.prepared->has_maxima())
        return true;
    for (std::size_t k = gates.rows(); k < layer.prepared->duels.size(); ++k)
        for (const Duel &duel : layer.prepared->duels[k]) {
            const bool first = states[duel.first] == on;
            if ((first || states[duel.second] == on) &&
                !add(static_cast<int>(k), !first, first == (duel.first < duel.second)))
                return false;
        }
    return true;
}

std::optional<std::vector<SignedRow>> walls_of(const Problem &problem, Rows &rows,
                                               std::span<const std::uint8_t> pattern) {
    std::vector<SignedRow> walls;
    std::vector<std::uint8_t> states;
    for (int r = 0; r < problem.n_domain_rows(); ++r)
        walls.push_back({r, false});
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
        if (!bounded_by(layer, rows, states, walls))
            return std::nullopt;
    }
    return walls;
}

} // namespace splinex
