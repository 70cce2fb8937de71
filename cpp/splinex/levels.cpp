#include "splinex/bytes.hpp"
#include "splinex/explorer.hpp"

#include <algorithm>
#include <bit>

namespace splinex {

namespace {

std::uint64_t first_bits(int n) { return n == 64 ? ~0ULL : (1ULL << n) - 1; }

} // namespace

/// Fixes the open units of a layer that have one sign at all vertices of the cell; the others cut it, and make a level.
/// False when there are none.
bool Explorer::open_layer(Node &node, std::vector<std::uint8_t> &states) {
    scan(node.cell, rows_.at_rays(node.layer));
    cutting_.clear();
    int settled = 0;
    for (std::size_t k = 0; k < states.size(); k += 8) {
        std::uint64_t some = eight(states, k);
        const std::uint64_t candidates = equal_bytes(some, open), codes = eight(codes_, k);
        const std::uint64_t plus = equal_bytes(codes, seen_plus), minus = equal_bytes(codes, seen_minus);
        const std::uint64_t clear = candidates & (plus | minus);
        settled += static_cast<int>(clear * 0x0101010101010101 >> 56);
        some = (some & ~(clear * 0xff)) | (clear & plus);
        put_eight(states, k, some);
        for (std::uint64_t left = candidates & ~clear; left != 0; left &= left - 1) {
            const std::size_t unit = k + std::countr_zero(left) / 8;
            decide(node, static_cast<int>(unit), codes_[unit], states);
        }
    }
    effort().floats += settled;
    return open_level(node, states);
}

/// The same of what cut the first cell of a level beyond its own candidates.
bool Explorer::open_rest(Node &node, std::vector<std::uint8_t> &states) {
    const LiveLevel &level = levels_[node.level];
    scan(node.cell, rows_of(node.level, level.first));
    cutting_.clear();
    const auto left = level.left();
    for (std::size_t i = 0; i < left.size(); ++i)
        decide(node, left[i], codes_[i], states);
    return open_level(node, states);
}

void Explorer::scan(const VertexCell &cell, const RayRows &rows) {
    codes_.resize(std::max<std::size_t>(codes_.size(), rows.count));
    kernels.scan(rows, cell.vertices.front().ray, sizeof(Vertex) / sizeof(double),
                 static_cast<int>(cell.vertices.size()), codes_.data());
}

/// A unit by its signs at all vertices of the cell.
void Explorer::decide(const Node &node, int unit, unsigned code, std::vector<std::uint8_t> &states) {
    if (code & seen_unsure) {
        ++effort().exact;
        states[unit] = state_on(node.cell, problem_.layers[node.layer].first_row + unit);
    } else if (code != (seen_plus | seen_minus)) {
        ++effort().floats;
        states[unit] = code == seen_plus ? on : off;
    }
    if (states[unit] == open)
        cutting_.push_back(unit);
}

bool Explorer::open_level(Node &node, std::span<const std::uint8_t> states) {
    if (cutting_.empty())
        return false;
    if (++node.level == static_cast<int>(levels_.size()))
        levels_.emplace_back();
    LiveLevel &level = levels_[node.level];
    level.layer = node.layer;
    level.units.assign(cutting_.begin(), cutting_.end());
    level.states.assign(states.begin(), states.end());
    // What is summed up once for a level is shared by its cells: a few candidates at a time, unless nothing follows.
    constexpr int shared = 16;
    level.first = std::min(counts_sections(node) ? Level::most : shared, static_cast<int>(level.units.size()));
    lay_out(node.level);
    node.on = 0;
    node.live = first_bits(level.first);
    const RayRows rows = rows_of(node.level);
    for (Vertex &v : node.cell.vertices)
        cutter_.set_signs(node.cell, level.rows, rows, node.live, v, effort());
    return true;
}

/// What a row does on a cell, where floats cannot tell at every vertex.
State Explorer::state_on(const VertexCell &cell, int row) {
    if (rows_.constant(row)) {
        const int sign = rows_.primitive(row).back().sign();
        return sign > 0 ? on : sign < 0 ? off : zero;
    }
    const Facet facet = cutter_.facet({row, false});
    bool plus = false, minus = false;
    for (const Vertex &v : cell.vertices) {
        const double height = facet.at(v.ray), bound = facet.slack + facet.norm * v.error;
        const int sign = height > bound ? 1 : height < -bound ? -1 : cutter_.exact().sign(cell, v, row);
        plus = plus || sign > 0;
        minus = minus || sign < 0;
    }
    return plus && minus ? open : plus ? on : off;
}

/// What follows from a level: see LiveLevel.
void Explorer::lay_out(int k) {
    LiveLevel &level = levels_[k];
    const int n = static_cast<int>(level.units.size()), coordinates = problem_.dimension + 1;
    const RayRows block = rows_.at_rays(level.layer);
    level.stride = padded(n);
    level.entries.assign(coordinates * level.stride, 0.0);
    level.rows.resize(n);
    level.slack.assign(level.stride, 0.0);
    level.norm.assign(level.stride, 0.0);
    for (int i = 0; i < n; ++i) {
        const int unit = level.units[i];
        level.rows[i] = problem_.layers[level.layer].first_row + unit;
        for (int c = 0; c < coordinates; ++c)
            level.entries[c * level.stride + i] = block.rows[c * block.stride + unit];
        level.slack[i] = block.slack[unit];
        level.norm[i] = block.norm[unit];
    }
    const bool continues = k > 0 && levels_[k - 1].layer == level.layer;
    if (level.layer < last_layer())
        rows_.add(level.layer + 1, continues ? levels_[k - 1].sum : rows_.bare(level.layer + 1), level.states,
                  level.sum);
    if (level.layer < last_layer() || !options_.store)
        return;
    start_pattern(level.layer);
    pack(bits_of(level.layer, level.states), problem_.offsets[level.layer], pattern_);
    level.pattern = pattern_;
}

/// Enters the rows of a layer on the live parent, whose last level is known.
void Explorer::enter_after(int level, int layer) {
    const bool summed = level >= 0 && levels_[level].layer == layer - 1;
    rows_.enter(layer, states_[layer - 1], summed ? levels_[level].sum : rows_.bare(layer));
}

/// Of the candidates of a level, from one on that starts a pack: those it cuts by, or those beyond.
RayRows Explorer::rows_of(int k, int from) const {
    const LiveLevel &level = levels_[k];
    const int count = from == 0 ? padded(level.first) : static_cast<int>(level.stride) - from;
    return {problem_.dimension + 1,  count, level.stride, level.entries.data() + from, level.slack.data() + from,
            level.norm.data() + from};
}

/// The states of the layer's units on a cell of the level.
void Explorer::states_after(const Node &node, std::vector<std::uint8_t> &states) const {
    const LiveLevel &level = levels_[node.level];
    states.assign(level.states.begin(), level.states.end());
    for (int i = 0; i < level.first; ++i)
        states[level.units[i]] = node.on >> i & 1;
    for (std::uint64_t left = node.live; left != 0; left &= left - 1)
        states[level.units[std::countr_zero(left)]] = open;
}

} // namespace splinex
