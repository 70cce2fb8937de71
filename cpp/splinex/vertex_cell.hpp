#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/rows.hpp"
#include "splinex/signed_row.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace splinex {

/// Cells are kept by their vertices in up to so many inputs.
inline constexpr int most_vertex_inputs = most_coordinates - 1;

/// An extreme ray of a cell's cone in homogeneous coordinates (w, x): the vertex x / w, or a direction at infinity when
/// w = 0.
struct Vertex {
    double ray[most_coordinates] = {}; // (w, x), the largest entry 1 in magnitude
    double error = 0;                  // some positive multiple of the exact ray is that close in every entry
    std::uint64_t facets = 0;          // slots of all facets through it
    std::uint64_t plus = 0, minus = 0; // candidates with that sign there; with neither: those that vanish
    bool simple = true;                // on just as many facets as there are inputs
};
static_assert(offsetof(Vertex, error) == most_coordinates * sizeof(double)); // as the kernels take it

/// A row that bounds a cell, >= 0 on it.
struct Facet {
    static constexpr int infinity = -1; // the row w

    SignedRow row;
    double entries[most_coordinates]; // as functions of (w, x)
    double slack, norm;               // see RayRows

    double at(const double *ray) const {
        double sum = 0;
        for (int i = 0; i < most_coordinates; ++i)
            sum += entries[i] * ray[i];
        return sum;
    }
    void reverse() {
        row.negated = !row.negated;
        for (double &entry : entries)
            entry = -entry;
    }
};

/// A full-dimensional cell. Its combinatorics is exact: every vertex is there, and lies on exactly the facets it names.
struct VertexCell {
    std::vector<Vertex> vertices;
    std::vector<Facet> facets; // by slot; a slot that no vertex names is free

    /// Slots in use.
    std::uint64_t used() const;
};

/// A point that is proven to be in the cell's interior. False when floats find none.
bool aim(const VertexCell &cell, std::vector<double> &x);

/// The same on both sides of a row with both signs on the cell.
bool aim_apart(const VertexCell &cell, Facet facet, std::vector<double> &above, std::vector<double> &below);

/// Cuts cells by rows.
class VertexCutter {
public:
    VertexCutter(const Problem &problem, Rows &rows)
        : problem_(problem), rows_(rows), coordinates_(problem.dimension + 1) {}

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

    /// In how many points rows with opposite signs at both vertices of a segment cut it, in integers.
    int count_crossings(const VertexCell &segment, std::span<const int> rows);

    /// The sign of a row at a vertex in integers.
    int exact_sign(const VertexCell &cell, const Vertex &vertex, int row);

    /// The point that the sum of all vertices stands for, in the cell's interior.
    RationalPoint exact_point(const VertexCell &cell);

    /// As many independent facets through one of the cell's points as there are inputs.
    std::vector<SignedRow> basis(const VertexCell &cell);

private:
    std::uint64_t neighbours(const VertexCell &cell, const Vertex &a, std::size_t from) const;
    Vertex crossing(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet, std::uint64_t slot);
    bool cross_in_floats(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet, Vertex &v) const;
    void cross_in_integers(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet, Vertex &v);
    std::vector<BigInt> exact_row(SignedRow row);
    std::vector<BigInt> exact_ray(const VertexCell &cell, const Vertex &vertex);
    void round(const std::vector<BigInt> &ray, Vertex &v) const;

    const Problem &problem_;
    Rows &rows_;
    int coordinates_;
    std::vector<const Vertex *> below_;
    std::vector<unsigned long long> sets_;
};

} // namespace splinex
