#pragma once

#include "splinex/facets/cell_facets.hpp"
#include "splinex/facets/cell_walls.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The pattern on the other side of a facet.
///
/// Near a point of the facet's relative interior the maps of both sides agree on the facet's hyperplane f = 0, so a
/// row of the other side is this side's row plus a multiple of f. Rows that do not vanish on all of the hyperplane keep
/// their signs; the others are multiples c f on the other side, where f < 0, and only the sign of c counts (docs:
/// THEORY 5.2, neighbours by a symbolic forward pass).
class Crossing {
public:
    explicit Crossing(const Problem &problem);

    /// The packed pattern beyond a facet of the cell, which is not on the domain's boundary. `any_zero`: some row of a
    /// unit may vanish identically on the cell.
    void cross(const CellWalls &cell, Rows &rows, const CellFacet &facet, bool any_zero,
               std::span<const std::uint8_t> packed, std::vector<std::uint8_t> &beyond);

private:
    bool flip(const CellWalls &cell, SignedRow wall, std::vector<std::uint8_t> &beyond) const;
    int sign_beyond(int row, bool &vanishes);
    void recompute(const CellWalls &cell, std::vector<std::uint8_t> &beyond);
    void decide_relus(int layer);
    void decide_maxima(const CellWalls &cell, int layer);

    const Problem &problem_;
    Rows rows_;                                            // of the other side
    std::vector<std::vector<std::vector<int>>> followers_; // by layer and master: those that a pattern tells of
    std::vector<std::vector<std::uint8_t>> states_;
    std::vector<BigInt> facet_;
};

} // namespace splinex
