#include "splinex/explorer.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace splinex {

namespace {

/// Cells have slots for so many facets; a domain may start with some of them.
constexpr int most_domain_rows = 40;

bool single(std::uint64_t bits) { return (bits & (bits - 1)) == 0; }

} // namespace

/// In few dimensions cells are kept by their vertices, unless zeros are the rule: then integers in a dictionary are
/// faster. A cone is cheaper on its slice.
bool Explorer::keeps_vertices() {
    return !options_.exact && !options_.dictionary && problem_.dimension >= 2 &&
           problem_.dimension <= most_vertex_inputs && !problem_.conic && problem_.n_cuts == 0 &&
           !problem_.has_maxima() && problem_.n_domain_rows() <= most_domain_rows && rows_.measure(0) &&
           !starts_in_integers(0);
}

/// One root for each choice of signs of the units in the basis, each with the corner they leave of the domain.
std::vector<Subtree> Explorer::vertex_roots() {
    const int n_domain = problem_.dimension - problem_.split_basis;
    std::vector<Subtree> result;
    for (int signs = 0; signs < 1 << problem_.split_basis; ++signs) {
        std::vector<SignedRow> basis;
        std::vector<std::uint8_t> states = undecided_.front();
        for (int k = 0; k < problem_.dimension; ++k) {
            const int row = problem_.basis[k];
            const bool negated = k >= n_domain && (signs >> (k - n_domain) & 1) != 0;
            basis.push_back({row, negated});
            if (k >= n_domain)
                states[row - problem_.layers.front().first_row] = negated ? off : on;
        }
        VertexCell cell = cutter_.corner(basis);
        bool solid = true;
        for (int r = 0; r < problem_.n_domain_rows() && solid; ++r)
            solid = std::ranges::find(problem_.basis, r) != problem_.basis.end() ||
                    cutter_.clip(cell, cutter_.facet({r, false}));
        if (!solid)
            continue;
        Node &node = result.emplace_back().node;
        node.mode = Mode::vertices;
        node.cell = std::move(cell);
        node.share = std::ldexp(1.0, -problem_.split_basis);
        node.states = std::move(states);
    }
    return result;
}

/// One step: the cell is cut by a candidate of its level, or goes on to the next level or layer.
void Explorer::cut(Node &node) {
    if (node.level < 0) {
        if (!open_layer(node, node.states))
            finish_layer(node, node.states);
    } else if (node.live == 0) {
        finish_level(node);
    } else if (node.layer == last_layer() && levels_[node.level].left().empty() &&
               (options_.store ? single(node.live)
                               : SectionCounter::quick(problem_.dimension, std::popcount(node.live)))) {
        if (options_.store)
            finish_both(node);
        else
            finish_sections(node);
    } else {
        divide(node);
    }
}

/// Every live candidate has both signs at vertices of the cell, so both parts have interior points.
void Explorer::divide(Node &node) {
    const LiveLevel &level = levels_[node.level];
    const std::uint64_t candidate = node.live & -node.live;
    const Facet facet = cutter_.facet({level.rows[std::countr_zero(candidate)], false});
    const std::uint64_t slot = cutter_.meet(node.cell, candidate, facet, fresh_);
    if (slot == 0) {
        states_after(node, current_);
        return leave_vertices(node, current_);
    }
    node.live &= ~candidate;
    if (node.live != 0)
        for (Vertex &v : fresh_)
            cutter_.set_signs(node.cell, level.rows, rows_of(node.level), node.live, v, effort());
    ++effort().cuts;
    node.share /= 2;
    Node &above = push();
    Node &below = stack_[top_ - 1];
    cutter_.part(below.cell, above.cell, candidate, slot, fresh_);
    above.mode = Mode::vertices;
    above.layer = below.layer;
    above.level = below.level;
    above.share = below.share;
    above.live = below.live;
    above.on = below.on | candidate;
    settle_level(above);
    settle_level(below);
}

/// Fixes the candidates that have one sign at all vertices.
void Explorer::settle_level(Node &node) {
    std::uint64_t plus = 0, minus = 0;
    for (const Vertex &v : node.cell.vertices) {
        plus |= v.plus;
        minus |= v.minus;
    }
    const std::uint64_t cutting = node.live & plus & minus;
    effort().floats += std::popcount(node.live & ~cutting);
    node.on |= node.live & plus & ~minus;
    node.live = cutting;
}

/// All candidates of the level are decided. What cut its first cell beyond them is next, or the next layer.
void Explorer::finish_level(Node &node) {
    const bool rest = !levels_[node.level].left().empty();
    if (node.layer == last_layer() && !rest) {
        set_pattern(node, node.on);
        finish_cell(node);
        return pop();
    }
    states_after(node, current_);
    if (!rest || !open_rest(node, current_))
        finish_layer(node, current_);
}

/// All units of the layer are decided: the cell is an answer, or a parent of the next layer's.
void Explorer::finish_layer(Node &node, std::vector<std::uint8_t> &states) {
    resolve(node.layer, states);
    if (node.layer == last_layer()) {
        if (options_.store) {
            start_pattern(node.layer);
            pack(bits_of(node.layer, states), problem_.offsets[node.layer], pattern_);
        }
        finish_cell(node);
        return pop();
    }
    ++effort().float_witnesses;
    ++findings_->counts[node.layer];
    states_[node.layer].assign(states.begin(), states.end());
    enter_after(node.level, ++node.layer);
    states = undecided_[node.layer];
    if (!rows_.measure(node.layer))
        leave_vertices(node, states);
    else if (!open_layer(node, states))
        finish_layer(node, states);
}

/// Goes on in integers with a dictionary, at one of the cell's vertices.
void Explorer::leave_vertices(Node &node, const std::vector<std::uint8_t> &states) {
    std::vector<SignedRow> walls;
    for (std::uint64_t left = node.cell.used(); left != 0; left &= left - 1)
        if (const SignedRow row = node.cell.facets[std::countr_zero(left)].row; row.row != Facet::infinity)
            walls.push_back(row);
    set_walls(node.layer, walls);
    node.cuts.clear();
    node.states = states;
    const int first = problem_.layers[node.layer].first_row;
    std::vector<int> candidates;
    for (std::size_t k = 0; k < node.states.size(); ++k)
        if (node.states[k] == open)
            candidates.push_back(first + static_cast<int>(k));
    for (const int unit : problem_.layers[node.layer].followers)
        node.states[unit] = open;
    [[maybe_unused]] const bool built = build_exactly(node, cutter_.exact().basis(node.cell), candidates);
    assert(built);
}

} // namespace splinex
