#pragma once

#include "splinex/flats/flat_frame.hpp"

#include <optional>
#include <vector>

namespace splinex {

/// A flat of the arrangement that meets the domain, with a simplex dictionary at its lowest vertex: columns 1..d are
/// the hyperplanes through the flat and the facets at the vertex, its rows all others, then x, then the height.
struct FlatNode {
    std::vector<int> units;   // positions of the hyperplanes, increasing
    std::vector<int> columns; // position of each column's row
    std::vector<int> at;      // position of each row; -1 for none
    Buffer<double> data;
    int next = 0; // hyperplanes from here on, and before `last`, are still to be added
    int last = 0;
    bool entered = false; // its own region is done
};

/// Steps from one flat to the next by dual pivots. What it finds is a float's answer except that a flat is only said to
/// be outside of the domain with a proof.
class FlatStepper {
public:
    FlatStepper(const Problem &problem, Rows &rows, const FlatRows &flat_rows);

    /// The whole domain; nothing when floats cannot find its lowest vertex.
    std::optional<FlatNode> whole();

    enum Outcome { inside, outside, unsure };
    /// The flat where hyperplane `unit` vanishes, too.
    Outcome add(const FlatNode &flat, int unit, FlatNode &out);

    double *column(FlatNode &node, int k) const { return node.data.data() + k * stride_; }
    const double *column(const FlatNode &node, int k) const { return node.data.data() + k * stride_; }
    const double *x_column(const FlatNode &node, int k) const { return column(node, k) + rows_.count; }

private:
    double slope(const FlatNode &node, int k) const { return column(node, k)[stride_ - lanes]; }
    void pivot(FlatNode &node, int row, int k);
    bool load(FlatNode &node, const std::vector<int> &basis);
    bool descend(FlatNode &node);
    void list_facet_rows(const FlatNode &node);
    int dual_column(const FlatNode &node, int row, int side) const;
    Outcome excluded(const FlatNode &node, int row, int side);

    const Problem &problem_;
    Rows &exact_rows_;
    const FlatRows &rows_;
    long stride_;
    std::vector<int> facet_rows_;
    std::vector<double> factor_;
    std::vector<const double *> pointers_;
    Buffer<double> residual_;
};

} // namespace splinex
