#pragma once

#include "splinex/certificates.hpp"
#include "splinex/facets/exact_facets.hpp"
#include "splinex/facets/wall_block.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace splinex {

/// A facet of a cell: the walls on whose hyperplane it lies, and a point of its relative interior, up to rounding.
struct CellFacet {
    std::vector<SignedRow> walls;
    std::vector<double> point; // over the problem's coordinates
};

/// The facets of closed cells, proven wall by wall.
///
/// A wall is no facet when it is positive on the whole closed cell, which the dual bound of a simplex dictionary
/// proves. It is one when two points on both sides of it, so near each other that one box holds both, have all other
/// walls positive on that box: the segment between them meets the hyperplane in the facet's relative interior. Both
/// proofs are in floats; walls for which neither is found are decided in integers.
class CellFacets {
public:
    CellFacets(const Problem &problem, Rows &rows);

    /// The facets of the cell with these walls, where the rows are entered, in the order of the walls. `near`: a point
    /// that should be in its interior.
    const std::vector<CellFacet> &find(std::span<const SignedRow> walls, std::span<const double> near);

    /// Whether the last cell is bounded, if floats prove it.
    std::optional<bool> bounded();

    /// Some wall vanishes identically on the last cell.
    bool any_zero() const { return any_zero_; }

private:
    enum class Status : std::uint8_t { unknown, facet, implied };

    void decide_exactly();
    void lay_out(std::span<const double> near);
    bool find_vertex(std::span<const double> near);
    void decide_in_floats();
    void look_around();
    bool implied_here(int r);
    bool prove_implied(int r);
    void certify_at(int layer);
    bool prove_facet(int column);
    bool pierced(int wall);
    void sharpen(int wall, std::vector<double> &x);
    void load_candidate(int r);

    const Problem &problem_;
    Rows &rows_;
    Certifier certifier_;
    ExactFacets exact_;
    Effort effort_;
    std::vector<SignedRow> walls_;
    std::vector<Status> status_;
    std::vector<std::vector<double>> points_; // of each wall that is a facet
    std::vector<int> wall_of_;                // of each row id
    std::vector<std::uint8_t> homogeneous_;   // rows whose constants are zero
    WallBlock block_;
    Dictionary<double> t_;
    Buffer<double> direction_;
    std::vector<double> x_;
    int certifier_layer_ = -2;
    bool any_zero_ = false;
    bool at_vertex_ = false; // the dictionary is one of the cell
    std::vector<CellFacet> facets_;
};

} // namespace splinex
