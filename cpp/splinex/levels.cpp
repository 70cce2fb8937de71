#include "splinex/explorer.hpp"

#include <algorithm>
#include <bit>

namespace splinex {

namespace {

std::uint64_t first_bits(int n) { return n == 64 ? ~0ULL : (1ULL << n) - 1; }

} // namespace

void Explorer::open_layer(Node &node, std::vector<std::uint8_t> states) {
    const ReducedLayer &layer = problem_.layers[node.layer];
    const RayRows rows{
        problem_.dimension + 1,         padded(layer.floats.units),           layer.floats.stride,
        rows_.block(node.layer).data(), rows_.ray_slacks() + layer.first_row, rows_.ray_norms() + layer.first_row};
    open_level(node, rows, {}, std::move(states));
}

/// Fixes the open units that have one sign at all vertices of the cell; the others cut it, and make the level. `rows`
/// are those of the given units, or of the whole layer when there are none given.
void Explorer::open_level(Node &node, const RayRows &rows, std::span<const int> units,
                          std::vector<std::uint8_t> states) {
    const ReducedLayer &layer = problem_.layers[node.layer];
    codes_.resize(std::max<std::size_t>(codes_.size(), rows.count));
    const std::vector<Vertex> &vertices = node.cell.vertices;
    kernels.scan(rows, vertices.front().ray, sizeof(Vertex) / sizeof(double), static_cast<int>(vertices.size()),
                 codes_.data());
    cutting_.clear();
    const bool whole = units.empty();
    const int count = whole ? layer.exact.rows : static_cast<int>(units.size());
    int settled = 0;
    for (int i = 0; i < count; ++i) {
        const int unit = whole ? i : units[i];
        if (states[unit] != open)
            continue;
        const int code = codes_[i];
        if (code & seen_unsure) {
            ++effort().exact;
            states[unit] = state_on(node.cell, layer.first_row + unit);
        } else if (code != (seen_plus | seen_minus)) {
            ++settled;
            states[unit] = code == seen_plus ? on : off;
        }
        if (states[unit] == open)
            cutting_.push_back(unit);
    }
    effort().floats += settled;

    if (++node.level == static_cast<int>(levels_.size()))
        levels_.emplace_back();
    LiveLevel &level = levels_[node.level];
    level.layer = node.layer;
    level.units.swap(cutting_);
    level.states = std::move(states);
    lay_out(node.level);
    node.on = 0;
    node.live = first_bits(level.n_cuts());
    if (node.live == 0)
        return;
    const RayRows own = rows_of(node.level);
    for (Vertex &v : node.cell.vertices)
        set_signs(own, node.cell, v, node.live);
}

/// What a row does on a cell, where floats cannot tell at every vertex.
State Explorer::state_on(const VertexCell &cell, int row) {
    if (rows_.constant(row)) {
        const int sign = rows_.primitive(row).back().sign();
        return sign > 0 ? on : sign < 0 ? off : zero;
    }
    bool plus = false, minus = false;
    for (const Vertex &v : cell.vertices) {
        const int sign = cutter_.exact_sign(cell, v, row);
        plus = plus || sign > 0;
        minus = minus || sign < 0;
    }
    return plus && minus ? open : plus ? on : off;
}

/// The signs of some candidates of the rows at a vertex: those that floats cannot tell, in integers.
void Explorer::set_signs(const RayRows &rows, const VertexCell &cell, Vertex &vertex, std::uint64_t candidates) {
    unsigned long long plus, minus;
    kernels.signs(rows, vertex.ray, &plus, &minus);
    for (std::uint64_t unsure = candidates & ~(plus | minus); unsure != 0; unsure &= unsure - 1) {
        const LiveLevel &level = levels_[stack_[top_].level];
        const int unit = level.units[std::countr_zero(unsure)];
        const int sign = cutter_.exact_sign(cell, vertex, problem_.layers[level.layer].first_row + unit);
        ++effort().exact;
        plus |= sign > 0 ? unsure & -unsure : 0;
        minus |= sign < 0 ? unsure & -unsure : 0;
    }
    vertex.plus = plus & candidates;
    vertex.minus = minus & candidates;
}

/// What follows from a level: see LiveLevel.
void Explorer::lay_out(int k) {
    LiveLevel &level = levels_[k];
    const ReducedLayer &layer = problem_.layers[level.layer];
    const int n = static_cast<int>(level.units.size()), coordinates = problem_.dimension + 1;
    const Buffer<double> &block = rows_.block(level.layer);
    level.stride = padded(n);
    level.rows.assign(coordinates * level.stride, 0.0);
    level.slack.assign(level.stride, 0.0);
    level.norm.assign(level.stride, 0.0);
    for (int i = 0; i < n; ++i) {
        const int unit = level.units[i];
        for (int c = 0; c < coordinates; ++c)
            level.rows[c * level.stride + i] = block[c * layer.floats.stride + unit];
        level.slack[i] = rows_.ray_slacks()[layer.first_row + unit];
        level.norm[i] = rows_.ray_norms()[layer.first_row + unit];
    }
    const bool continues = k > 0 && levels_[k - 1].layer == level.layer;
    if (level.layer < last_layer())
        rows_.add(level.layer + 1, continues ? levels_[k - 1].sum : rows_.bare(level.layer + 1), level.states,
                  level.sum);
    if (level.layer < last_layer() || !options_.store)
        return;
    start_pattern(level.layer);
    pack(level.states, problem_.offsets[level.layer], pattern_);
    level.pattern = pattern_;
}

/// The rows of a layer on the live parent, whose last level in the layer before is known.
void Explorer::enter_after(int level, int layer) {
    if (level >= 0)
        rows_.enter(layer, states_[layer - 1], levels_[level].sum);
    else
        rows_.enter(layer, states_[layer - 1]);
}

/// Of the candidates of a level, from one on that starts a pack: those it cuts by, or those beyond.
RayRows Explorer::rows_of(int k, int from) const {
    const LiveLevel &level = levels_[k];
    const int count = from == 0 ? padded(level.n_cuts()) : static_cast<int>(level.stride) - from;
    return {problem_.dimension + 1,  count, level.stride, level.rows.data() + from, level.slack.data() + from,
            level.norm.data() + from};
}

/// The states of the layer's units on a cell of the level.
std::vector<std::uint8_t> Explorer::states_after(const Node &node) const {
    const LiveLevel &level = levels_[node.level];
    std::vector<std::uint8_t> states = level.states;
    for (int i = 0; i < level.n_cuts(); ++i)
        if (!(node.live >> i & 1))
            states[level.units[i]] = node.on >> i & 1 ? on : off;
    return states;
}

} // namespace splinex
