#include "splinex/facets/cell_walls.hpp"

#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

int side_of(const Duel &duel, std::span<const std::uint8_t> states) {
    return states[duel.first] == on ? 1 : states[duel.second] == on ? -1 : 0;
}

CellWalls::CellWalls(const Problem &problem, Rows &rows) : problem_(problem), rows_(rows), states_(problem.depth()) {}

void CellWalls::enter(std::span<const std::uint8_t> packed) {
    walls_.clear();
    for (int r = 0; r < problem_.n_domain_rows(); ++r)
        walls_.push_back({r, false});
    bool entered = false; // an earlier layer is in other states than those of the cell before
    for (int l = 0; l < problem_.depth(); ++l) {
        if (entered)
            rows_.enter(l, states_[l - 1], rows_.bare(l));
        entered = unpack(packed, l) || entered;
        add_walls(l);
    }
}

/// The states of a layer's rows. False when they are those of the cell before.
bool CellWalls::unpack(std::span<const std::uint8_t> packed, int layer) {
    const ReducedLayer &reduced = problem_.layers[layer];
    const int bits = reduced.prepared->gates->bits;
    fresh_.assign(reduced.exact.rows, off);
    for (int k = 0; k < bits; ++k) {
        const int bit = problem_.offsets[layer] + k;
        fresh_[k] = packed[bit / 8] >> bit % 8 & 1;
    }
    for (const int k : reduced.followers)
        if (k >= bits)
            fresh_[k] = follower_state(reduced.roles[k], fresh_[std::max(reduced.roles[k].master, 0)]);
    if (fresh_ == states_[layer])
        return false;
    states_[layer].swap(fresh_);
    return true;
}

void CellWalls::add_walls(int layer) {
    const ReducedLayer &reduced = problem_.layers[layer];
    const std::vector<std::uint8_t> &states = states_[layer];
    const Gates &gates = *reduced.prepared->gates;
    for (const int k : reduced.candidates) {
        if (k < gates.rows()) {
            walls_.push_back({reduced.first_row + k, states[k] != on});
            continue;
        }
        const auto &duels = reduced.prepared->duels[k];
        const auto decided = std::ranges::find_if(duels, [&](const Duel &d) { return side_of(d, states) != 0; });
        if (decided != duels.end())
            walls_.push_back({reduced.first_row + k, side_of(*decided, states) < 0});
    }
}

} // namespace splinex
