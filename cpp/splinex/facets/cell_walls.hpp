#pragma once

#include "splinex/rows.hpp"
#include "splinex/signed_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The rows that bound the closed cell of a stored pattern, oriented >= 0 on it.
///
/// Of rows that are proportional by their weights alone only the first is listed: the others follow it.
class CellWalls {
public:
    CellWalls(const Problem &problem, Rows &rows);

    /// Enters the cell of a packed pattern in the rows; layers whose parent stays are kept.
    void enter(std::span<const std::uint8_t> packed);

    const std::vector<SignedRow> &walls() const { return walls_; }
    /// Of all rows of a layer, on or off.
    const std::vector<std::uint8_t> &states(int layer) const { return states_[layer]; }

private:
    bool unpack(std::span<const std::uint8_t> packed, int layer);
    void add_walls(int layer);

    const Problem &problem_;
    Rows &rows_;
    std::vector<std::vector<std::uint8_t>> states_;
    std::vector<std::uint8_t> fresh_;
    std::vector<SignedRow> walls_;
};

/// The winner of a duel is on: the side of the duel's row on which it is; 0 when neither piece is on.
int side_of(const Duel &duel, std::span<const std::uint8_t> states);

} // namespace splinex
