#pragma once

#include "splinex/kernels/kernels.hpp"
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
    double slip;                      // slack over norm, and a bit more; infinite where products of norms might be

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
    std::uint64_t used() const {
        std::uint64_t result = 0;
        for (const Vertex &v : vertices)
            result |= v.facets;
        return result;
    }
};

/// A point that is proven to be in the cell's interior. False when floats find none.
bool aim(const VertexCell &cell, std::vector<double> &x);

/// The same on both sides of a row with both signs on the cell.
bool aim_apart(const VertexCell &cell, Facet facet, std::vector<double> &above, std::vector<double> &below);

} // namespace splinex
