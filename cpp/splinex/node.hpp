#pragma once

#include "splinex/dictionary.hpp"
#include "splinex/rows.hpp"
#include "splinex/vertices/vertex_cell.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace splinex {

/// How a node's cell is kept: by its vertices, or by a dictionary over one of three arithmetics.
enum class Mode : std::uint8_t { vertices, floats, small, big };

/// Candidates of a layer that cut a cell which is kept by its vertices. The cell is cut by the first of them, its
/// parts by the others on the levels after.
struct Level {
    static constexpr int most = 64; // candidates that a level can cut by: one bit each

    int layer = 0;
    std::vector<int> units;           // that cut the cell
    std::vector<std::uint8_t> states; // of the layer's units there
    int first = 0;                    // so many it cuts by

    /// Those beyond.
    std::span<const int> left() const { return std::span(units).subspan(first); }
};

/// A part of a parent cell in which some units of the layer are decided and the rest are candidates.
struct Node {
    int layer = 0;
    Mode mode = Mode::floats;
    Dictionary<double> numbers;
    Dictionary<BigInt> integers;
    std::vector<std::uint8_t> states; // of the layer's units
    std::vector<SignedRow> cuts;      // the units of the layer that were split, with the side that was taken
    std::vector<int> unclaimed;     // first-layer maxima of which a piece is to be claimed before there is a dictionary
    std::vector<int> unsplit;       // first-layer rows of the starting basis whose two sides are still to be taken
    std::optional<SignedRow> slice; // of a cone: the row that is fixed at one
    int exact_decisions = 0;        // on the way from the parent
    double share = 1;               // of the whole tree, for progress

    // of a cell that is kept by its vertices
    VertexCell cell;
    int level = -1;
    std::uint64_t live = 0; // candidates of the level that are still open and cut the cell
    std::uint64_t on = 0;   // those that are decided, and on

    template <class T> Dictionary<T> &dictionary() {
        if constexpr (std::is_same_v<T, double>)
            return numbers;
        else
            return integers;
    }
    template <class F> auto visit(F f) { return mode == Mode::big ? f(integers) : f(numbers); }
    template <class F> auto visit(F f) const { return mode == Mode::big ? f(integers) : f(numbers); }

    void copy_from(const Node &o) {
        layer = o.layer;
        mode = o.mode;
        if (mode == Mode::big)
            integers.copy_from(o.integers);
        else
            numbers.copy_from(o.numbers);
        states = o.states;
        cuts = o.cuts;
        unclaimed = o.unclaimed;
        unsplit = o.unsplit;
        slice = o.slice;
        exact_decisions = o.exact_decisions;
        share = o.share;
        level = o.level;
    }
};

/// A part of the search that can be continued by anyone: what is decided, and the dictionary as it was left.
struct Subtree {
    Node node;
    std::vector<std::vector<std::uint8_t>> parents; // states of the layers before the node's
    std::vector<Level> levels;                      // that lead to a cell kept by its vertices
    std::vector<SignedRow> walls;                   // constraints the node's parent cell came with
};

} // namespace splinex
