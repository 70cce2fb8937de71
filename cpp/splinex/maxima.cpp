#include "splinex/explorer.hpp"

#include <algorithm>

namespace splinex {

namespace {

State state_of(Verdict v) { return v == Verdict::positive ? on : v == Verdict::negative ? off : zero; }

} // namespace

std::span<const Duel> Explorer::duels_of(const Node &node, int row) const {
    const PreparedLayer &layer = *problem_.layers[node.layer].prepared;
    if (!layer.has_maxima())
        return {};
    return layer.duels[row - problem_.layers[node.layer].first_row];
}

/// What was proven of a candidate; of two pieces that are equal the first counts as larger. Pieces that cannot be the
/// largest are out. False when the node goes because one that it claims is among them.
bool Explorer::record(Node &node, int row, Verdict verdict) {
    node.states[row - problem_.layers[node.layer].first_row] = state_of(verdict);
    for (const Duel &duel : duels_of(node, row)) {
        const bool equal = verdict != Verdict::positive && verdict != Verdict::negative;
        const int loser = equal                          ? std::max(duel.first, duel.second)
                          : verdict == Verdict::positive ? duel.second
                                                         : duel.first;
        if (node.states[loser] == claimed) {
            drop(node);
            return false;
        }
        node.states[loser] = zero;
    }
    return true;
}

/// Behind ReLUs most comparisons in a window need no search: what is on is larger than what is off, which is zero. The
/// signs of the weights tell, and those of what the layer before hands on.
bool Explorer::settled_by_signs(Node &node, int unit) {
    const ReducedLayer &layer = problem_.layers[node.layer];
    if (!layer.prepared->has_maxima())
        return false;
    const auto row = layer.exact.row(unit);
    const ReducedLayer &inner = problem_.layers[node.layer - 1];
    bool above = row.back() > 0, below = row.back() < 0, strictly = above || below;
    for (const int j : layer.prepared->inputs[unit]) {
        if (states_[node.layer - 1][j] != on)
            continue;
        if (!inner.nonnegative[j])
            return false;
        (row[j] > 0 ? above : below) = true;
        strictly = strictly || inner.prepared->gates->kinds[j] == Gates::relu; // others may be zero all over the cell
    }
    if ((above && below) || (above || below) != strictly)
        return false;
    ++effort().free;
    record(node, layer.first_row + unit, above ? Verdict::positive : below ? Verdict::negative : Verdict::zero);
    return true;
}

/// One of the pieces is out, or another one of their maximum is claimed.
bool Explorer::idle(const Node &node, const Duel &duel) const {
    const std::uint8_t first = node.states[duel.first], second = node.states[duel.second];
    if (first == zero || second == zero)
        return true;
    const auto [begin, size] = problem_.layers[node.layer].prepared->gates->groups[duel.group];
    const auto group = std::span(node.states).subspan(begin, size);
    return first == open && second == open && std::ranges::find(group, claimed) != group.end();
}

/// Nothing depends on the sign of the row any more.
bool Explorer::idle(const Node &node, int row) const {
    const auto duels = duels_of(node, row);
    return !duels.empty() && std::ranges::all_of(duels, [&](const Duel &duel) { return idle(node, duel); });
}

/// Forgets candidates that need not be decided any more. True when there were any.
bool Explorer::drop_idle_duels(Node &node) {
    if (!problem_.layers[node.layer].prepared->has_maxima())
        return false;
    return node.visit([&](auto &t) {
        bool any = false;
        for (int i = t.n_candidates() - 1; i >= 0; --i) {
            if (!idle(node, t.candidates[i]))
                continue;
            t.remove_candidate(i);
            any = true;
        }
        return any;
    });
}

/// On which side of a row the node is to lie because of a piece that it claims: 1, -1 or, if there is none, 0.
int Explorer::claimed_side(const Node &node, int row) const {
    for (const Duel &duel : duels_of(node, row)) {
        if (node.states[duel.first] == claimed)
            return 1;
        if (node.states[duel.second] == claimed)
            return -1;
    }
    return 0;
}

/// A candidate that decides a claim, or -1. It goes before all others: a claim may turn out to be empty.
int Explorer::claimed_duel(const Node &node) const {
    if (!problem_.layers[node.layer].prepared->has_maxima())
        return -1;
    return node.visit([&](const auto &t) {
        const auto found = std::ranges::find_if(t.candidates, [&](int row) { return claimed_side(node, row) != 0; });
        return found == t.candidates.end() ? -1 : static_cast<int>(found - t.candidates.begin());
    });
}

/// A duel of pieces of which neither is claimed.
bool Explorer::awaits_claims(const Node &node, int row) const {
    return !duels_of(node, row).empty() && claimed_side(node, row) == 0;
}

/// A duel cuts the cell: each piece of its maximum that is not out claims a part, the set where it is the largest. So a
/// cell is cut by the upper envelope of the pieces, not by the hyperplanes of all duels.
void Explorer::branch(Node &node, int row) {
    const auto duels = duels_of(node, row);
    const auto duel = std::ranges::find_if_not(duels, [&](const Duel &d) { return idle(node, d); });
    assert(duel != duels.end());
    const auto [first, size] = problem_.layers[node.layer].prepared->gates->groups[duel->group];
    std::vector<int> pieces;
    for (int piece = first; piece < first + size; ++piece)
        if (node.states[piece] != zero)
            pieces.push_back(piece);
    effort().cuts += static_cast<long long>(pieces.size()) - 1;
    node.share /= static_cast<double>(pieces.size());
    const int parent = top_; // `node` itself takes the last piece, below the others on the stack
    for (std::size_t k = pieces.size() - 1; k > 0; --k) {
        Node &child = push();
        child.copy_from(stack_[parent]);
        child.states[pieces[k - 1]] = claimed;
    }
    stack_[parent].states[pieces.back()] = claimed;
}

/// Keeps the part of the cell on one side of a nonbasic row.
void Explorer::clip(Node &node, int row, int side) {
    node.cuts.push_back({row, side < 0});
    if (side < 0)
        node.visit([&](auto &t) { t.reverse(t.column_of(row)); });
    record(node, row, side > 0 ? Verdict::positive : Verdict::negative);
}

} // namespace splinex
