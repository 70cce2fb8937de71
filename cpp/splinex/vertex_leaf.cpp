#include "splinex/explorer.hpp"
#include "splinex/row_roles.hpp"

#include <algorithm>
#include <bit>

namespace splinex {

/// A cell of the last layer whose pattern is set. It has interior points, as every cell that is kept by its vertices
/// has.
void Explorer::finish_cell(const Node &node) {
    findings_->share += node.share;
    ++findings_->counts[node.layer];
    ++effort().float_witnesses;
    if (!options_.store)
        return;
    rational_.reset();
    if (!aim(node.cell, aims_[0]))
        rational_ = cutter_.exact().point(node.cell);
    store_cell(node, aims_[0]);
}

/// The cells on both sides of the last candidate.
void Explorer::finish_both(Node &node) {
    const std::uint64_t candidate = node.live;
    const int row = levels_[node.level].rows[std::countr_zero(candidate)];
    if (!aim_apart(node.cell, cutter_.facet({row, false}), aims_[0], aims_[1]))
        return divide(node);
    rational_.reset();
    set_pattern(node, node.on | candidate);
    store_cell(node, aims_[0]);
    set_pattern(node, node.on);
    store_cell(node, aims_[1]);
    ++effort().cuts;
    effort().float_witnesses += 2;
    findings_->share += node.share;
    findings_->counts[node.layer] += 2;
    pop();
}

/// Nobody wants the cells themselves. Every section on the way takes a slot.
void Explorer::finish_sections(Node &node) {
    if (std::popcount(node.cell.used()) + problem_.dimension > 64)
        return divide(node);
    const long long cells =
        sections_.count(node.cell, levels_[node.level].rows, rows_of(node.level), node.live, effort());
    effort().cuts += cells - 1;
    effort().float_witnesses += cells;
    findings_->share += node.share;
    findings_->counts[node.layer] += cells;
    pop();
}

/// The pattern of a cell of the last layer where the given candidates of its level are on.
void Explorer::set_pattern(const Node &node, std::uint64_t candidates) {
    if (!options_.store)
        return;
    const LiveLevel &level = levels_[node.level];
    const ReducedLayer &layer = problem_.layers[node.layer];
    pattern_ = level.pattern;
    const auto set = [&](int unit) {
        const int bit = problem_.offsets[node.layer] + unit;
        pattern_[bit / 8] |= static_cast<std::uint8_t>(1 << bit % 8);
    };
    const auto state = [&](int unit) -> std::uint8_t {
        const int bit = problem_.offsets[node.layer] + unit;
        return level.states[unit] == open ? pattern_[bit / 8] >> bit % 8 & 1 : level.states[unit];
    };
    for (; candidates != 0; candidates &= candidates - 1)
        set(level.units[std::countr_zero(candidates)]);
    for (const int unit : layer.followers) {
        if (unit < layer.prepared->gates->bits &&
            follower_state(layer.roles[unit], state(std::max(layer.roles[unit].master, 0))) == on)
            set(unit);
    }
}

/// Stores a cell with its rational point if there is one.
void Explorer::store_cell(const Node &node, const std::vector<double> &point) {
    if (!rational_)
        return keep(point, false);
    constraints_.clear();
    for (std::uint64_t left = node.cell.used(); left != 0; left &= left - 1)
        if (const SignedRow row = node.cell.facets[std::countr_zero(left)].row; row.row != Facet::infinity)
            constraints_.push_back(row);
    const std::vector<double> y = nearest(*rational_);
    keep(y, !strictly_inside(rows_, constraints_, y));
}

} // namespace splinex
