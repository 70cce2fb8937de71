#include "splinex/facets/crossing.hpp"

#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

namespace {

void toggle(std::vector<std::uint8_t> &packed, int bit) { packed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8); }

} // namespace

Crossing::Crossing(const Problem &problem)
    : problem_(problem), rows_(problem), followers_(problem.depth()), states_(problem.depth()) {
    for (int l = 0; l < problem.depth(); ++l) {
        const ReducedLayer &layer = problem.layers[l];
        followers_[l].resize(layer.exact.rows);
        for (const int k : layer.followers)
            if (layer.roles[k].master >= 0 && k < layer.prepared->gates->bits)
                followers_[l][layer.roles[k].master].push_back(k);
    }
}

void Crossing::cross(const CellWalls &cell, Rows &rows, const CellFacet &facet, bool any_zero,
                     std::span<const std::uint8_t> packed, std::vector<std::uint8_t> &beyond) {
    beyond.assign(packed.begin(), packed.end());
    if (!any_zero && facet.walls.size() == 1 && flip(cell, facet.walls.front(), beyond))
        return;
    facet_ = oriented(rows, facet.walls.front());
    recompute(cell, beyond);
}

/// All other rows are positive or negative at points of the facet, so only units of this wall switch. False when
/// several pieces of one maximum are equal there.
bool Crossing::flip(const CellWalls &cell, SignedRow wall, std::vector<std::uint8_t> &beyond) const {
    const int l = problem_.layer_of(wall.row);
    const ReducedLayer &layer = problem_.layers[l];
    const int k = wall.row - layer.first_row;
    const int bits = layer.prepared->gates->bits;
    const int offset = problem_.offsets[l];
    if (k < layer.prepared->gates->rows()) {
        if (k < bits)
            toggle(beyond, offset + k);
        for (const int follower : followers_[l][k])
            toggle(beyond, offset + follower);
        return true;
    }
    std::vector<int> groups;
    for (const Duel &duel : layer.prepared->duels[k]) {
        if (side_of(duel, cell.states(l)) == 0)
            continue;
        if (std::ranges::find(groups, duel.group) != groups.end())
            return false;
        groups.push_back(duel.group);
        if (duel.first < bits) {
            toggle(beyond, offset + duel.first);
            toggle(beyond, offset + duel.second);
        }
    }
    return true;
}

/// Layer by layer with the maps of the other side, in integers.
void Crossing::recompute(const CellWalls &cell, std::vector<std::uint8_t> &beyond) {
    for (int l = 0; l < problem_.depth(); ++l) {
        if (l > 0)
            rows_.enter(l, states_[l - 1], rows_.bare(l));
        states_[l] = cell.states(l);
        decide_relus(l);
        decide_maxima(cell, l);
        for (int k = 0; k < problem_.layers[l].prepared->gates->bits; ++k) {
            const int bit = problem_.offsets[l] + k;
            if ((beyond[bit / 8] >> bit % 8 & 1) != (states_[l][k] == on))
                toggle(beyond, bit);
        }
    }
}

/// The sign that a row takes beyond the facet if it vanishes on all of it.
int Crossing::sign_beyond(int row, bool &vanishes) {
    const auto primitive = rows_.primitive(row);
    vanishes = true;
    if (std::ranges::equal(primitive, facet_))
        return -1;
    if (std::ranges::equal(primitive, facet_, [](const BigInt &a, const BigInt &b) { return a == -b; }))
        return 1;
    vanishes = std::ranges::all_of(primitive, [](const BigInt &v) { return v == 0; });
    return 0;
}

void Crossing::decide_relus(int layer) {
    const ReducedLayer &reduced = problem_.layers[layer];
    std::vector<std::uint8_t> &states = states_[layer];
    for (const int k : reduced.candidates) {
        if (k >= reduced.prepared->gates->rows())
            break; // duels
        bool vanishes = false;
        const int sign = sign_beyond(reduced.first_row + k, vanishes);
        if (vanishes)
            states[k] = sign > 0 ? on : sign < 0 ? off : zero;
    }
    for (const int k : reduced.followers)
        states[k] = follower_state(reduced.roles[k], states[std::max(reduced.roles[k].master, 0)]);
    std::ranges::replace(states, static_cast<std::uint8_t>(zero), static_cast<std::uint8_t>(off));
}

/// Of each maximum the pieces that are largest together on the facet, in order, fight for the other side; of equal ones
/// the first stays.
void Crossing::decide_maxima(const CellWalls &cell, int layer) {
    const ReducedLayer &reduced = problem_.layers[layer];
    if (!reduced.prepared->has_maxima())
        return;
    const auto &duels = reduced.prepared->duels;
    // Sign of piece i minus piece j beyond the facet; `vanishes` when they are equal on it.
    const auto compare = [&](int i, int j, bool &vanishes) {
        for (std::size_t k = reduced.prepared->gates->rows(); k < duels.size(); ++k)
            for (const Duel &duel : duels[k])
                if ((duel.first == i && duel.second == j) || (duel.first == j && duel.second == i)) {
                    const int sign = sign_beyond(reduced.first_row + static_cast<int>(k), vanishes);
                    return duel.first == i ? sign : -sign;
                }
        vanishes = false; // they differ by a constant: decided before any search
        return 0;
    };
    for (const auto [first, size] : reduced.prepared->gates->groups) {
        const auto here = std::span(cell.states(layer)).subspan(first, size);
        const int winner = first + static_cast<int>(std::ranges::find(here, on) - here.begin());
        int best = -1;
        for (int piece = first; piece < first + size; ++piece) {
            bool vanishes = true;
            if (reduced.prepared->fresh[piece] == zero ||
                (piece != winner && (compare(piece, winner, vanishes), !vanishes)))
                continue;
            if (best < 0 || compare(piece, best, vanishes) > 0)
                best = piece;
        }
        states_[layer][winner] = off;
        states_[layer][best] = on;
    }
}

} // namespace splinex
