#include "splinex/explorer.hpp"

#include <algorithm>
#include <bit>

namespace splinex {

Explorer::Explorer(const Problem &problem, const SearchOptions &options)
    : problem_(problem), options_(options), rows_(problem), certifier_(problem, rows_), witness_(problem, rows_),
      points_(problem), states_(problem.depth()), walls_(problem.depth()), cutter_(problem, rows_),
      sections_(cutter_, problem.dimension),
      aims_{std::vector<double>(problem.dimension), std::vector<double>(problem.dimension)} {
    for (const ReducedLayer &layer : problem.layers) {
        std::vector<std::uint8_t> &states = undecided_.emplace_back(layer.exact.rows, off);
        for (int row = 0; row < layer.exact.rows; ++row)
            if (layer.roles[row].kind == RowRole::candidate)
                states[row] = open;
            else if (layer.roles[row].kind == RowRole::constant && layer.roles[row].state != 0)
                states[row] = on;
    }
}

std::vector<Subtree> Explorer::roots() { return keeps_vertices() ? vertex_roots() : dictionary_roots(); }

std::vector<Subtree> Explorer::expand(Subtree subtree, const Quantum &quantum, Findings &findings) {
    findings_ = &findings;
    adopt(subtree);
    for (int steps = 1; top_ >= 0; ++steps) {
        const bool quick = stack_[top_].mode <= Mode::floats;
        step();
        if ((!quick || steps % 64 == 0) && top_ >= 0 && quantum.over())
            break;
    }
    return detach_all();
}

std::vector<Subtree> Explorer::branch_once(Subtree subtree, Findings &findings) {
    findings_ = &findings;
    adopt(subtree);
    do
        step();
    while (top_ == 0);
    return detach_all();
}

void Explorer::adopt(Subtree &subtree) {
    auto level = subtree.levels.begin();
    int n_levels = 0;
    for (int l = 0; l <= subtree.node.layer; ++l) {
        if (l > 0)
            enter_after(n_levels - 1, l);
        if (subtree.node.mode == Mode::vertices)
            rows_.measure(l);
        for (; level != subtree.levels.end() && level->layer == l; ++level) {
            if (n_levels == static_cast<int>(levels_.size()))
                levels_.emplace_back();
            static_cast<Level &>(levels_[n_levels]) = std::move(*level);
            lay_out(n_levels++);
        }
        if (l < subtree.node.layer)
            states_[l] = std::move(subtree.parents[l]);
    }
    if (subtree.node.mode != Mode::vertices)
        set_walls(subtree.node.layer, subtree.walls);
    top_ = -1;
    push() = std::move(subtree.node);
}

Subtree Explorer::detach(Node &node) const {
    const int level = node.level;
    Subtree result{{}, {states_.begin(), states_.begin() + node.layer}, {}, {}};
    for (int k = 0; k <= level; ++k)
        result.levels.push_back(levels_[k]);
    if (node.mode != Mode::vertices)
        result.walls = walls_[node.layer];
    result.node = std::move(node);
    return result;
}

int Explorer::open_candidates(const Subtree &subtree) {
    const Node &node = subtree.node;
    if (node.mode == Mode::vertices) {
        if (node.level < 0)
            return static_cast<int>(std::ranges::count(node.states, open));
        return std::popcount(node.live) + static_cast<int>(subtree.levels.back().left().size());
    }
    const int known = node.visit([](const auto &t) { return t.n_candidates(); });
    return known + static_cast<int>(node.unsplit.size() + node.unclaimed.size());
}

/// The live nodes, in order; ends the exploration.
std::vector<Subtree> Explorer::detach_all() {
    std::vector<Subtree> rest;
    for (; top_ >= 0; --top_)
        rest.push_back(detach(stack_[top_]));
    findings_ = nullptr;
    return rest;
}

Node &Explorer::push() {
    if (++top_ == static_cast<int>(stack_.size()))
        stack_.emplace_back();
    return stack_[top_];
}

/// The proven cell of a node becomes the parent of the next layer's cells, in the same place on the stack.
void Explorer::enter_layer(Node &node) {
    states_[node.layer] = node.states;
    constraints_of(node, constraints_);
    basis_of(node, basis_);
    const int layer = ++node.layer;
    enter_after(node.level, layer);
    set_walls(layer, constraints_);
    const ReducedLayer &next = problem_.layers[layer];
    node.states = next.prepared->fresh;
    node.cuts.clear();
    node.exact_decisions = 0;
    std::vector<int> candidates;
    for (int unit : next.candidates)
        if (!settled_by_signs(node, unit))
            candidates.push_back(next.first_row + unit);
    if (!build(node, basis_, candidates))
        drop(node);
}

void Explorer::set_walls(int layer, std::span<const SignedRow> constraints) {
    rows_.prepare(layer);
    walls_[layer].assign(constraints.begin(), constraints.end());
    witness_.set_walls(layer, walls_[layer]);
}

/// Everything that bounds the cell: what its parent came with, and the units of its own layer that were split.
void Explorer::constraints_of(const Node &node, std::vector<SignedRow> &out) const {
    out = walls_[node.layer];
    out.insert(out.end(), node.cuts.begin(), node.cuts.end());
}

void Explorer::basis_of(const Node &node, std::vector<SignedRow> &out) const {
    out.clear();
    if (node.slice)
        out.push_back(*node.slice);
    node.visit([&](const auto &t) { out.insert(out.end(), t.nonbasic.begin(), t.nonbasic.end()); });
}

} // namespace splinex
