#pragma once

#include "splinex/flat_frame.hpp"

#include <vector>

namespace splinex {

/// A flat of dimension 2 within the domain: a polygon, cut by the lines of the remaining hyperplanes. Coordinates are
/// the two facets at its lowest vertex; every hyperplane and facet is an affine function of them, with error bounds.
class FlatPlane {
public:
    FlatPlane(const Problem &problem, const FlatRows &rows);

    /// At the frame of the plane's lowest vertex, `basis` holding the plane's hyperplanes and two facets. False when
    /// something is not proven: the corners of the polygon, and the signs there of all hyperplanes from `first` on.
    bool enter(const FlatFrame &frame, const std::vector<int> &basis, int first);

    /// Does the line of this hyperplane cut the polygon?
    bool cut_by(int line) const { return chords_[6 * rows_.count + line] >= 0; }

    /// The hyperplanes after `line` that cross its chord; -1 when they are not proven to do so in different points.
    int cross(int line);

private:
    bool trace(int from, int to);
    bool certify_corners();
    void bound(const FlatFrame &frame, double reach1, double reach2);
    ChordEnds ends() const;
    PlaneRows plane_rows() const;

    const FlatRows &rows_;
    int edge_columns_[2] = {};
    mutable Buffer<double> values_; // a0, a1, a2, eps by position
    mutable Buffer<double> chords_; // see ChordEnds
    double slip_[2] = {};           // errors of all a1, and a2
    double slopes_[2] = {};
    std::vector<int> sides_; // the facet of each edge of the polygon
    std::vector<double> s1_, s2_, o1_, o2_, g0_, g1_, g2_, ge_;
    std::vector<int> index_;
    Buffer<double> lambda_, error_;
};

} // namespace splinex
