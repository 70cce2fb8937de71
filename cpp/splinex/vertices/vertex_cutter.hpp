#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/vertices/exact_rays.hpp"

namespace splinex {

/// Cuts cells by rows.
class VertexCutter {
public:
    VertexCutter(const Problem &problem, Rows &rows)
        : problem_(problem), rows_(rows), exact_(rows, problem.dimension + 1), coordinates_(problem.dimension + 1) {}

    /// The row as it would bound a cell.
    Facet facet(SignedRow row) const;

    /// The cell {row >= 0 for all of the independent rows, w >= 0}, one row for each input.
    VertexCell corner(std::span<const SignedRow> rows);

    /// Keeps the part of the cell where the facet's row is >= 0. False when it has no interior.
    bool clip(VertexCell &cell, const Facet &facet);

    /// A candidate with both signs on the cell becomes a facet of it: the vertices in which it cuts edges, their own
    /// signs still open. Returns its slot as a bit; 0 when none is free.
    std::uint64_t meet(VertexCell &cell, std::uint64_t candidate, const Facet &facet, std::vector<Vertex> &fresh);

    /// Both parts of the cell after that.
    void part(VertexCell &cell, VertexCell &above, std::uint64_t candidate, std::uint64_t slot,
              const std::vector<Vertex> &fresh) const;

    /// The signs of some candidates, given as rows, at a vertex: those that floats cannot tell, in integers.
    void set_signs(const VertexCell &cell, std::span<const int> rows, const RayRows &at_rays, std::uint64_t candidates,
                   Vertex &vertex, Effort &effort);

    ExactRays &exact() { return exact_; }

private:
    std::uint64_t neighbours(const VertexCell &cell, const Vertex &a, std::size_t from) const;
    Vertex crossing(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet, std::uint64_t slot);
    bool cross_in_floats(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet, Vertex &v) const;

    const Problem &problem_;
    Rows &rows_;
    ExactRays exact_;
    int coordinates_;
    std::vector<const Vertex *> below_;
    std::vector<unsigned long long> sets_;
};

} // namespace splinex
