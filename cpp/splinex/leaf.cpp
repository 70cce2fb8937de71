#include "splinex/explorer.hpp"

#include "splinex/pattern_rows.hpp"
#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

/// All candidates of a node are decided. A cell of the last layer is an answer; any other becomes the parent of the
/// next layer's.
void Explorer::leaf(Node &node) {
    if (node.layer == last_layer()) {
        finish(node, 0);
        return pop();
    }
    if (!prove(node, 0))
        return drop(node);
    findings_->counts[node.layer] += comes_first(node);
    resolve(node.layer, node.states);
    enter_layer(node);
}

/// A cell of the last layer: the node, with column `flipped` (0: none) on its other side.
void Explorer::finish(const Node &node, int flipped) {
    findings_->share += node.share;
    if (!prove(node, flipped) || !comes_first(node))
        return;
    ++findings_->counts[node.layer];
    if (options_.store)
        store(node);
}

/// The open cell has points. In integers every split is proven, so the cells are; floats want a certified point.
bool Explorer::prove(const Node &node, int flipped) {
    rational_.reset();
    const auto find = [&](const Dictionary<double> &t) { return witness_.find(t, node.layer, flipped, node.states); };
    if (node.mode == Mode::floats) {
        if (find(node.numbers)) {
            ++effort().float_witnesses;
            return true;
        }
        ++effort().exact_witnesses;
        return has_interior(node);
    }
    ++effort().exact_witnesses;
    const bool wanted = options_.store && node.layer == last_layer();
    if (wanted && !find(node.mode == Mode::small ? node.numbers : rounded(node.integers))) {
        [[maybe_unused]] const bool found = has_interior(node);
        assert(found);
    }
    return true;
}

bool Explorer::has_interior(const Node &node) {
    ++effort().exact_lps;
    constraints_of(node, constraints_);
    rational_ = interior_point(rows_, problem_.dimension, constraints_);
    return rational_.has_value();
}

void Explorer::drop(Node &node) {
    findings_->share += node.share;
    pop();
}

void Explorer::resolve(int layer, std::vector<std::uint8_t> &states) const {
    follow_masters(problem_.layers[layer], states);
}

void Explorer::store(const Node &node) {
    start_pattern(node.layer);
    std::vector<std::uint8_t> states = node.states;
    resolve(node.layer, states);
    pack(bits_of(node.layer, states), problem_.offsets[node.layer], pattern_);
    if (!rational_)
        return keep(witness_.point(), false);
    constraints_of(node, constraints_);
    const std::vector<double> y = nearest(*rational_);
    keep(y, !strictly_inside(rows_, constraints_, y));
}

/// A cell that hyperplanes cut in parts is met in each of them: is this the first, that with the fewest rows negated?
bool Explorer::comes_first(const Node &node) {
    if (problem_.n_cuts == 0)
        return true;
    constraints_of(node, constraints_);
    std::vector<SignedRow> cell, sides;
    for (const SignedRow &c : constraints_)
        if (std::ranges::find(problem_.cuts(), c.row) != problem_.cuts().end())
            sides.push_back(c);
    for (int r = 0; r < problem_.n_domain_rows(); ++r)
        cell.push_back({r, false});
    for (int l = 0; l < node.layer; ++l)
        bounded_by(problem_.layers[l], rows_, states_[l], cell);
    std::vector<std::uint8_t> states = node.states;
    resolve(node.layer, states);
    bounded_by(problem_.layers[node.layer], rows_, states, cell);
    for (const int cut : problem_.cuts()) {
        const bool negated = std::ranges::find(sides, cut, &SignedRow::row)->negated;
        cell.push_back({cut, false});
        if (negated && interior_point(rows_, problem_.dimension, cell))
            return false;
        cell.back().negated = negated;
    }
    return true;
}

/// The rows of a layer that patterns tell of.
std::span<const std::uint8_t> Explorer::bits_of(int layer, std::span<const std::uint8_t> states) const {
    return states.first(problem_.layers[layer].prepared->gates->bits);
}

/// The units of the layers before this one.
void Explorer::start_pattern(int layer) {
    pattern_.assign((problem_.bits + 7) / 8, 0);
    for (int l = 0; l < layer; ++l)
        pack(bits_of(l, states_[l]), problem_.offsets[l], pattern_);
}

/// Stores `pattern_` with a point of the problem's coordinates.
void Explorer::keep(std::span<const double> y, bool inexact) {
    const bool rounded = points_.embed(y, input_);
    findings_->regions.add(pattern_, input_, inexact || rounded);
}

} // namespace splinex
