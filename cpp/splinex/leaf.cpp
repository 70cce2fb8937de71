#include "splinex/explorer.hpp"

#include "splinex/unit_roles.hpp"

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
    ++findings_->counts[node.layer];
    resolve(node.layer, node.states);
    enter_layer(node);
}

/// A cell of the last layer: the node, with column `flipped` (0: none) on its other side.
void Explorer::finish(const Node &node, int flipped) {
    findings_->share += node.share;
    if (!prove(node, flipped))
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
    pattern_.assign((problem_.units + 7) / 8, 0);
    const auto add = [&](int layer, const std::vector<std::uint8_t> &states) {
        for (std::size_t k = 0; k < states.size(); ++k)
            if (states[k] == on)
                pattern_[(problem_.offsets[layer] + k) / 8] |= 1 << ((problem_.offsets[layer] + k) % 8);
    };
    for (int l = 0; l < node.layer; ++l)
        add(l, states_[l]);
    std::vector<std::uint8_t> states = node.states;
    resolve(node.layer, states);
    add(node.layer, states);

    Regions &out = findings_->regions;
    const std::vector<double> y = rational_ ? nearest(*rational_) : witness_.point();
    const auto [x, rounded] = points_.embed(y);
    if (rational_)
        constraints_of(node, constraints_);
    out.add(pattern_, x, rounded || (rational_ && !strictly_inside(rows_, constraints_, y)));
}

} // namespace splinex
