#pragma once

#include "splinex/rows.hpp"
#include "splinex/vertices/vertex_cell.hpp"

#include <map>
#include <span>
#include <vector>

namespace splinex {

/// What floats cannot tell about vertices, in integers from the original rows of the live parents.
class ExactRays {
public:
    ExactRays(Rows &rows, int coordinates) : rows_(rows), coordinates_(coordinates) {}

    /// A row as a function of (w, x).
    std::vector<BigInt> row(SignedRow row);
    /// The ray on which all rows but one vanish and that one is positive.
    std::vector<BigInt> edge(std::span<const SignedRow> rows, int positive);
    /// A vertex that floats know already.
    std::vector<BigInt> ray(const VertexCell &cell, const Vertex &vertex);
    /// Where a facet cuts the edge between two vertices.
    std::vector<BigInt> crossing(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet);

    int sign(const VertexCell &cell, const Vertex &vertex, int row);
    /// In how many points rows with opposite signs at both vertices of a segment cut it.
    int crossings(const VertexCell &segment, std::span<const int> rows);
    /// The point that the sum of all vertices stands for: in the cell's interior.
    RationalPoint point(const VertexCell &cell);
    /// As many independent facets through one of the cell's points as there are inputs.
    std::vector<SignedRow> basis(const VertexCell &cell);

private:
    const std::vector<BigInt> &meeting(const VertexCell &cell, std::uint64_t slots, const Facet *more);

    Rows &rows_;
    int coordinates_;
    std::map<std::vector<int>, std::vector<BigInt>> known_; // where rows meet, on the live parents
    long long generation_ = 0;
};

/// The nearest floats of a ray, with their error.
void round(std::span<const BigInt> ray, Vertex &vertex);

} // namespace splinex
