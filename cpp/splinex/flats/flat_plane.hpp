#pragma once

#include "splinex/flats/flat_frame.hpp"

#include <vector>

namespace splinex {

/// A flat of dimension 2 within the domain: a polygon, cut by the lines of the remaining hyperplanes. Coordinates are
/// the two facets at its lowest vertex; every hyperplane and facet is an affine function of them, with error bounds.
class FlatPlane {
public:
    /// `prove`: crossings are proven to be different. `list`: what a FlatListing needs is prepared, too.
    FlatPlane(const FlatRows &rows, bool prove, bool list);

    /// At the frame of the plane's lowest vertex, `basis` holding the plane's hyperplanes and two facets. False when
    /// something is not proven: the corners of the polygon, and the signs there of all hyperplanes from `first` on.
    bool enter(const FlatFrame &frame, const std::vector<int> &basis, int first);

    /// Does the line of this hyperplane cut the polygon?
    bool cut_by(int line) const { return chords_[6 * stride_ + line] >= 0; }

    /// The hyperplanes after `line` that cross its chord; -1 when they are not proven to, in different points.
    int cross(int line);

    /// Of the last line crossed: first its lower end, then the hyperplanes that cross it; where, and up to what.
    /// Padded.
    const int *crossing() const { return index_.data(); }
    const double *lambda() const { return lambda_.data(); }
    const double *lambda_error() const { return error_.data(); }

    const FlatFrame &frame() const { return *frame_; }
    const std::vector<int> &basis() const { return basis_; }
    /// The two edges of the polygon at its lowest vertex, and those of its hyperplanes, as columns of the frame.
    int edge(int e) const { return edges_[e]; }
    const std::vector<int> &hyperplanes() const { return hyperplanes_; }
    /// Rows by position, then x by coordinate: along the hyperplanes' edges; dummies for what vanishes on the plane.
    const double *along_edge(int m) const { return along_.data() + m * stride_; }
    long stride() const { return stride_; }
    PlaneRows rows() const;
    ChordEnds ends() const;
    /// The facet on which a line has its lower, or upper, end.
    int end_facet(int line, bool upper) const {
        return sides_[static_cast<std::size_t>(chords_[(upper ? 7 : 6) * stride_ + line])];
    }
    /// Of points of the polygon as sums of the frame's columns.
    double size() const { return size_; }
    /// Error bound of the values of the plane's own hyperplanes.
    double own_error() const { return own_error_; }

private:
    void evaluate(const FlatFrame &frame, int first);
    bool trace(int from, int to);
    bool certify_corners();
    void bound(const FlatFrame &frame);

    const FlatRows &rows_;
    bool prove_, list_;
    long stride_;
    const FlatFrame *frame_ = nullptr;
    std::vector<int> basis_, hyperplanes_;
    int edges_[2] = {};
    mutable Buffer<double> values_; // a0, a1, a2, eps: see PlaneRows
    mutable Buffer<double> chords_; // see ChordEnds
    Buffer<double> along_;
    double slip_[2] = {};
    double slopes_[2] = {};
    double size_ = 0, own_error_ = 0;
    std::vector<int> sides_; // the facet of each edge of the polygon
    std::vector<double> s1_, s2_, o1_, o2_, g0_, g1_, g2_, ge_;
    std::vector<int> index_;
    Buffer<double> lambda_, error_;
};

} // namespace splinex
