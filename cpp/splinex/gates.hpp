#pragma once

#include "splinex/exact_map.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// What a hidden layer hands on of each of its rows: the row itself where it is on, else zero.
struct Gates {
    enum Kind : std::uint8_t {
        relu,   // on where it is positive
        passed, // always on
        piece   // of a maximum: on where it is the first of the largest
    };
    struct Group {
        int first, size; // rows
    };
    std::vector<Kind> kinds;   // of each row
    std::vector<Group> groups; // the maxima of several rows, in order
    int bits = 0;              // so many rows, the first ones, make up a pattern

    /// Outputs in order, of which the first `counted` belong to units: see StoredMap.
    Gates(std::span<const std::int64_t> outputs, int counted);

    int rows() const { return static_cast<int>(kinds.size()); }
    /// A map of the outputs as one of the rows: whichever row of a maximum is on is the output.
    ExactMap onto_rows(const ExactMap &map) const;
    /// Rows of the output that starts at a row.
    int size_at(int row) const;
};

} // namespace splinex
