#include "splinex/flats/flat_plane.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr double room = 1.001; // for the rounding of the bounds themselves
constexpr double tiny = 1e-280;

} // namespace

FlatPlane::FlatPlane(const FlatRows &rows, bool prove, bool list)
    : rows_(rows), prove_(prove), list_(list), stride_(rows.count + padded(rows.dimension)), values_(4 * stride_, 0.0),
      chords_(8 * stride_, 0.0), along_(list ? rows.dimension * stride_ : 0, 0.0), index_(rows.count + 1 + lanes),
      lambda_(index_.size()), error_(index_.size()) {}

PlaneRows FlatPlane::rows() const {
    const double *v = values_.data();
    return {rows_.first_facet, v, v + stride_, v + 2 * stride_, v + 3 * stride_, slip_[0], slip_[1]};
}

ChordEnds FlatPlane::ends() const {
    double *c = chords_.data();
    const long n = stride_;
    return {c, c + n, c + 2 * n, c + 3 * n, c + 4 * n, c + 5 * n, c + 6 * n, c + 7 * n};
}

bool FlatPlane::enter(const FlatFrame &frame, const std::vector<int> &basis, int first) {
    frame_ = &frame;
    basis_ = basis;
    hyperplanes_.clear();
    int found = 0;
    for (int k = 1; k <= rows_.dimension; ++k)
        if (rows_.is_facet(basis[k - 1]))
            edges_[found++] = k;
        else
            hyperplanes_.push_back(k);
    for (int e = 0; e < 2; ++e) {
        slopes_[e] = frame.slope(edges_[e]);
        if (!(slopes_[e] > frame.slope_error(edges_[e])))
            return false;
    }
    evaluate(frame, first);
    if (!trace(basis[edges_[1] - 1], basis[edges_[0] - 1]))
        return false;
    bound(frame);
    if (!certify_corners())
        return false;
    const Polygon polygon{static_cast<int>(sides_.size()),
                          s1_.data(),
                          s2_.data(),
                          o1_.data(),
                          o2_.data(),
                          g0_.data(),
                          g1_.data(),
                          g2_.data(),
                          ge_.data(),
                          slopes_[0],
                          slopes_[1]};
    return kernels.chords(polygon, rows(), first, ends());
}

void FlatPlane::evaluate(const FlatFrame &frame, int first) {
    const int d = rows_.dimension;
    const int begin = list_ ? 0 : first / lanes * lanes;
    const auto fill = [&](int k, double *out) {
        kernels.affine(rows_.entries.data(), rows_.count, begin, rows_.count, d, frame.column(k), k == 0, out);
        std::copy_n(frame.column(k), d, out + rows_.count);
    };
    fill(0, values_.data());
    fill(edges_[0], values_.data() + stride_);
    fill(edges_[1], values_.data() + 2 * stride_);
    for (int c = 0; c < 3; ++c)
        for (int e = 0; e < 2; ++e) // the coordinates themselves
            values_[c * stride_ + basis_[edges_[e] - 1]] = c == e + 1;
    if (!list_)
        return;
    for (std::size_t m = 0; m < hyperplanes_.size(); ++m)
        fill(hyperplanes_[m], along_.data() + m * stride_);
    for (const int k : hyperplanes_)
        for (int c = 0; c < 3; ++c)
            values_[c * stride_ + basis_[k - 1]] = c == 0;
    for (std::size_t m = 0; m < hyperplanes_.size(); ++m)
        for (const int position : basis_)
            along_[m * stride_ + position] = 0;
}

/// Errors of the values anywhere on the polygon: those of the rows at points of that size, and of the frame.
void FlatPlane::bound(const FlatFrame &frame) {
    const double reach1 = 1.01 * *std::ranges::max_element(s1_), reach2 = 1.01 * *std::ranges::max_element(s2_);
    const int k1 = edges_[0], k2 = edges_[1];
    size_ = frame.size(0) + reach1 * frame.size(k1) + reach2 * frame.size(k2);
    const double shift = frame.error(0) + reach1 * frame.error(k1) + reach2 * frame.error(k2);
    double *eps = values_.data() + 3 * stride_;
    for (int p = 0; p < rows_.count; ++p) // twice: for the rounding of the value on the plane, less than a third of it
        eps[p] = 2 * (rows_.constant_slack[p] + rows_.slope_slack[p] * size_ + rows_.norm[p] * shift) + tiny;
    slip_[0] = 2 * (rows_.most_slope_slack * frame.size(k1) + rows_.most_norm * frame.error(k1)) + tiny;
    slip_[1] = 2 * (rows_.most_slope_slack * frame.size(k2) + rows_.most_norm * frame.error(k2)) + tiny;
    own_error_ = 0;
    for (const int k : hyperplanes_) {
        own_error_ = std::max(own_error_, eps[basis_[k - 1]]);
        eps[basis_[k - 1]] = 0; // a dummy
    }
}

/// The sides and corners of the polygon in order, from the lowest corner along facet `from` to the other side of it,
/// `to`. In floats.
bool FlatPlane::trace(int from, int to) {
    const double *a0 = values_.data(), *a1 = a0 + stride_, *a2 = a1 + stride_;
    sides_.assign(1, from);
    s1_.assign(1, 0.0);
    s2_.assign(1, 0.0);
    for (int side = from; side != to;) {
        const double here[] = {s1_.back(), s2_.back()}, direction[] = {a2[side], -a1[side]};
        const int next = kernels.next_side(rows(), rows_.first_facet, rows_.count, side, here, direction);
        if (next < 0 || std::ranges::find(sides_, next) != sides_.end())
            return false;
        const double det = a1[side] * a2[next] - a2[side] * a1[next];
        s1_.push_back((a2[side] * a0[next] - a0[side] * a2[next]) / det);
        s2_.push_back((a0[side] * a1[next] - a1[side] * a0[next]) / det);
        sides_.push_back(side = next);
    }
    s1_.push_back(0);
    s2_.push_back(0);
    return sides_.size() >= 3;
}

/// Each corner is where two sides meet and no other facet passes: then consecutive corners are joined by edges, and the
/// closed cycle is the whole boundary.
bool FlatPlane::certify_corners() {
    const double *a0 = values_.data(), *a1 = a0 + stride_, *a2 = a1 + stride_, *eps = a2 + stride_;
    const std::size_t n = sides_.size();
    for (std::vector<double> *v : {&o1_, &o2_, &g0_, &g1_, &g2_, &ge_})
        v->resize(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        const int q = sides_[i], p = sides_[i == 0 ? n - 1 : i - 1];
        g0_[i] = a0[q];
        g1_[i] = a1[q];
        g2_[i] = a2[q];
        ge_[i] = eps[q];
        const double p1 = std::fabs(a1[p]) + slip_[0], p2 = std::fabs(a2[p]) + slip_[1];
        const double q1 = std::fabs(a1[q]) + slip_[0], q2 = std::fabs(a2[q]) + slip_[1];
        const double left_p = std::fabs(a0[p] + a1[p] * s1_[i] + a2[p] * s2_[i]) + eps[p];
        const double left_q = std::fabs(a0[q] + a1[q] * s1_[i] + a2[q] * s2_[i]) + eps[q];
        const double slip = p1 * slip_[1] + q2 * slip_[0] + p2 * slip_[0] + q1 * slip_[1] + 2 * slip_[0] * slip_[1];
        const double det =
            std::fabs(a1[p] * a2[q] - a2[p] * a1[q]) - room * (slip + (p1 * q2 + p2 * q1) * 0x1p-50 + tiny);
        if (!(det > 0))
            return false;
        o1_[i] = room * (q2 * left_p + p2 * left_q) / det + tiny;
        o2_[i] = room * (q1 * left_p + p1 * left_q) / det + tiny;
        const double corner[] = {s1_[i], s2_[i]}, off[] = {o1_[i], o2_[i]};
        if (!kernels.clear_corner(rows(), rows_.first_facet, rows_.count, p, q, corner, off))
            return false;
    }
    o1_[n] = o1_[0];
    o2_[n] = o2_[0];
    return true;
}

int FlatPlane::cross(int line) {
    const int n = kernels.crossings(rows(), ends(), line, {&index_[1], &lambda_[1], &error_[1]});
    if (n < 0 || (prove_ && !kernels.distinct(&lambda_[1], &error_[1], n)))
        return -1;
    index_[0] = end_facet(line, false);
    return n;
}

} // namespace splinex
