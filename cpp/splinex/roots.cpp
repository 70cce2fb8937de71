#include "splinex/explorer.hpp"

#include "splinex/independence.hpp"

#include <algorithm>

namespace splinex {

/// Where dictionaries start: at a corner of the domain and of first-layer units, whose sides are split later. Where
/// that is no corner, pieces of first-layer maxima are claimed first, and bound the cell instead.
std::vector<Subtree> Explorer::dictionary_roots() {
    Subtree root;
    Node &node = root.node;
    const ReducedLayer &first = problem_.layers.front();
    node.states = first.prepared->fresh;
    node.unclaimed = problem_.claims;
    for (int r = 0; r < problem_.n_domain_rows(); ++r)
        root.walls.push_back({r, false});
    const int n_bounded = static_cast<int>(problem_.basis.size()) - problem_.split_basis;
    for (int row : std::span(problem_.basis).subspan(n_bounded))
        node.unsplit.push_back(row);
    if (!node.unclaimed.empty())
        return {std::move(root)};
    std::vector<SignedRow> basis;
    for (int row : std::span(problem_.basis).first(n_bounded))
        basis.push_back({row, false});

    // A cone is searched on the slices where the first row of its basis is 1 or -1: both when it is a unit.
    if (!problem_.conic || n_bounded > 0) {
        set_walls(0, root.walls);
        start(node, basis);
        return {std::move(root)};
    }
    std::vector<Subtree> result;
    const int row = node.unsplit.front();
    node.unsplit.erase(node.unsplit.begin());
    node.share = 0.5;
    for (const bool negated : {false, true}) {
        Subtree &subtree = result.emplace_back(root);
        subtree.walls.push_back({row, negated});
        subtree.node.states[row - first.first_row] = negated ? off : on;
        set_walls(0, subtree.walls);
        start(subtree.node, {{row, negated}});
    }
    return result;
}

/// Builds the first dictionary of a root, from rows that bound it and are a basis with those that are not split yet.
void Explorer::start(Node &node, std::vector<SignedRow> basis) {
    if (problem_.conic)
        node.slice = basis.front();
    for (const int row : node.unsplit)
        basis.push_back({row, false});
    const ReducedLayer &first = problem_.layers.front();
    std::vector<int> candidates;
    for (const int k : first.candidates)
        if (node.states[k] == open && std::ranges::find(basis, first.first_row + k, &SignedRow::row) == basis.end())
            candidates.push_back(first.first_row + k);
    [[maybe_unused]] const bool feasible = build(node, find_vertex(basis, problem_.conic), candidates);
    assert(feasible);
}

/// Each piece of the next maximum that can be the largest somewhere claims its part.
void Explorer::claim(Node &node) {
    const PreparedLayer &layer = *problem_.layers.front().prepared;
    const int first_row = problem_.layers.front().first_row;
    const int group = node.unclaimed.back();
    node.unclaimed.pop_back();
    std::vector<Node> parts;
    const auto [first, size] = layer.gates->groups[group];
    for (int piece = first; piece < first + size; ++piece) {
        if (node.states[piece] == zero)
            continue;
        Node part;
        part.copy_from(node);
        part.states[piece] = claimed;
        const std::size_t known = part.cuts.size();
        for (int k = layer.gates->rows(); k < static_cast<int>(layer.duels.size()); ++k)
            for (const Duel &duel : layer.duels[k])
                if (duel.group == group && (duel.first == piece || duel.second == piece) &&
                    layer.fresh[duel.first] != zero && layer.fresh[duel.second] != zero)
                    part.cuts.push_back({first_row + k, duel.second == piece});
        constraints_of(part, constraints_);
        if (!interior_point(rows_, problem_.dimension, constraints_))
            continue;
        for (std::size_t k = known; k < part.cuts.size(); ++k)
            record(part, part.cuts[k].row, part.cuts[k].negated ? Verdict::negative : Verdict::positive);
        parts.push_back(std::move(part));
    }
    for (Node &part : parts)
        part.share /= static_cast<double>(parts.size());
    if (node.unclaimed.empty()) {
        for (Node &part : parts)
            start_at_claims(part);
    }
    pop();
    for (std::size_t k = parts.size(); k > 0; --k)
        push() = std::move(parts[k - 1]);
}

/// All claims are made: enough of their rows, and of the domain's, are a basis with units that they do not determine.
/// Units that they do determine are left to be candidates.
void Explorer::start_at_claims(Node &node) {
    constraints_of(node, constraints_);
    ExactMap map{0, problem_.dimension, {}};
    const auto add = [&](int id) {
        const auto row = rows_.primitive(id);
        ++map.rows;
        map.entries.insert(map.entries.end(), row.begin(), row.end());
    };
    for (const SignedRow &c : constraints_)
        add(c.row);
    const std::vector<int> unsplit = std::exchange(node.unsplit, {});
    for (const int row : unsplit)
        add(row);
    std::vector<int> columns;
    for (int c = 0; c < problem_.dimension; ++c)
        columns.push_back(c);
    const int n_bounding = static_cast<int>(constraints_.size());
    std::vector<SignedRow> basis;
    for (const int k : independent_rows(map, columns, std::vector{n_bounding}).rows)
        if (k < n_bounding)
            basis.push_back(constraints_[k]);
        else
            node.unsplit.push_back(unsplit[k - n_bounding]);
    const std::vector<SignedRow> walls = std::exchange(walls_[0], constraints_);
    start(node, std::move(basis));
    walls_[0] = walls;
}

} // namespace splinex
