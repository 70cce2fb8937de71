#include "splinex/gate_rows.hpp"

#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

GateRows::GateRows(const ReducedLayer &layer) {
    const Gates &gates = *layer.prepared->gates;
    std::vector<int> gate_of_group;
    for (int row = 0; row < gates.rows(); row += gates.size_at(row)) {
        if (gates.kinds[row] == Gates::relu)
            add_relu(layer, row);
        if (gates.kinds[row] != Gates::piece)
            continue;
        const int size = gates.size_at(row);
        gate_of_group.push_back(count());
        Gate &gate = gates_.emplace_back(row, size, false, std::vector<Comparison>(std::size_t(size) * size));
        for (int p = 0; p < size; ++p) // what no duel tells differs by a constant
            for (int q = 0; q < size; ++q) {
                const BigInt difference = layer.exact.row(row + p).back() - layer.exact.row(row + q).back();
                gate.comparisons[static_cast<std::size_t>(p) * size + q].sign = difference.sign();
            }
    }
    for (std::size_t k = gates.rows(); k < layer.prepared->duels.size(); ++k)
        for (const Duel &duel : layer.prepared->duels[k]) {
            Gate &gate = gates_[gate_of_group[duel.group]];
            const int p = duel.first - gate.row, q = duel.second - gate.row;
            const int id = layer.first_row + static_cast<int>(k);
            gate.comparisons[static_cast<std::size_t>(p) * gate.pieces + q] = {{id, false}, 0};
            gate.comparisons[static_cast<std::size_t>(q) * gate.pieces + p] = {{id, true}, 0};
        }
}

void GateRows::add_relu(const ReducedLayer &layer, int row) {
    const RowRole &role = layer.roles[row];
    Comparison above, below;
    if (role.kind == RowRole::constant) {
        above.sign = layer.exact.row(row).back().sign();
        below.sign = -above.sign;
    } else {
        const int id = layer.first_row + (role.master >= 0 ? role.master : row);
        above.row = {id, role.kind == RowRole::opposite};
        below.row = {id, role.kind != RowRole::opposite};
    }
    gates_.push_back({row, 2, true, {{}, below, above, {}}});
}

void GateRows::read(std::span<const std::uint8_t> states, std::uint8_t *pieces) const {
    for (const Gate &gate : gates_) {
        const auto first = states.begin() + gate.row;
        *pieces++ =
            static_cast<std::uint8_t>(gate.relu ? *first == on : std::find(first, first + gate.pieces, on) - first);
    }
}

void unpack_states(const Problem &problem, int layer, std::span<const std::uint8_t> packed,
                   std::vector<std::uint8_t> &states) {
    const ReducedLayer &reduced = problem.layers[layer];
    const int bits = reduced.prepared->gates->bits;
    states.assign(reduced.exact.rows, off);
    for (int k = 0; k < bits; ++k) {
        const int bit = problem.offsets[layer] + k;
        states[k] = packed[bit / 8] >> bit % 8 & 1;
    }
    for (const int k : reduced.followers)
        if (k >= bits)
            states[k] = follower_state(reduced.roles[k], states[std::max(reduced.roles[k].master, 0)]);
}

} // namespace splinex
