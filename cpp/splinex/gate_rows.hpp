#pragma once

#include "splinex/problem.hpp"
#include "splinex/signed_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// How two pieces of a gate compare: the first is larger where the row is positive on its side. Without a row (-1) they
/// differ by a constant of the given sign, everywhere.
struct Comparison {
    SignedRow row{-1, false};
    int sign = 0;
};

/// The gates of a layer that may switch, in order: a ReLU has the pieces 0 and its row, a maximum its rows. Their
/// comparisons as rows of the problem.
class GateRows {
public:
    explicit GateRows(const ReducedLayer &layer);

    int count() const { return static_cast<int>(gates_.size()); }
    int pieces(int gate) const { return gates_[gate].pieces; }
    const Comparison &compare(int gate, int p, int q) const {
        return gates_[gate].comparisons[static_cast<std::size_t>(p) * gates_[gate].pieces + q];
    }
    /// The piece of each gate, where the layer's rows are in the given states.
    void read(std::span<const std::uint8_t> states, std::uint8_t *pieces) const;

private:
    struct Gate {
        int row;
        int pieces;
        bool relu;
        std::vector<Comparison> comparisons;
    };
    void add_relu(const ReducedLayer &layer, int row);

    std::vector<Gate> gates_;
};

/// The states of a layer's rows in a packed pattern.
void unpack_states(const Problem &problem, int layer, std::span<const std::uint8_t> packed,
                   std::vector<std::uint8_t> &states);

} // namespace splinex
