#include "splinex/flats/flat_listing.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr double room = 1.01; // for the rounding of the bounds themselves
constexpr double tiny = 1e-280;

} // namespace

FlatListing::Side FlatListing::side(double slope, double size, double shift) const {
    Side s;
    s.size = size;
    s.shift = room * (shift + (4 * rows_.dimension + 16) * 0x1p-53 * size);
    s.slope = slope;
    s.slope_error = room * rows_.height_norm * s.shift + tiny;
    return s;
}

/// The rows along a line, and the directions n and x_i - (h_j x_i) n that it is left by: n has h_j n = 1 for the line's
/// hyperplane h_j, and x_i are the edges of the plane's hyperplanes. False when it is not proven which end is lower.
bool FlatListing::prepare(const FlatPlane &plane, int line, double error) {
    const PlaneRows r = plane.rows();
    const ChordEnds ends = plane.ends();
    const FlatFrame &frame = plane.frame();
    const int e1 = plane.edge(0), e2 = plane.edge(1);
    const double size1 = frame.size(e1), size2 = frame.size(e2), error1 = frame.error(e1), error2 = frame.error(e2);
    const double slope1 = frame.slope(e1), slope2 = frame.slope(e2);

    const double a1 = r.a1[line], a2 = r.a2[line], square = a1 * a1 + a2 * a2;
    const double n1 = a1 / square, n2 = a2 / square;
    sides_[0] = side(n1 * slope1 + n2 * slope2, std::fabs(n1) * size1 + std::fabs(n2) * size2,
                     std::fabs(n1) * error1 + std::fabs(n2) * error2);
    const double slip = std::fabs(n1) * r.slip1 + std::fabs(n2) * r.slip2 + 1e-15; // |h_j n - 1|: no term of h_j n is
    // negative, so the roundings are at most four units
    for (int m = 1; m < n_sides_; ++m) {
        const int k = plane.hyperplanes()[m - 1];
        const double a = plane.along_edge(m - 1)[line];
        const double off = 2 * (rows_.most_slope_slack * frame.size(k) + rows_.most_norm * frame.error(k));
        sides_[m] = side(frame.slope(k) - a * sides_[0].slope, frame.size(k) + std::fabs(a) * sides_[0].size,
                         frame.error(k) + std::fabs(a) * sides_[0].shift +
                             (off + 2 * slip * std::fabs(a)) * (sides_[0].size + sides_[0].shift));
        at_line_[m - 1] = a;
    }
    const double w1 = ends.q1[line] - ends.p1[line], w2 = ends.q2[line] - ends.p2[line];
    along_ = side(w1 * slope1 + w2 * slope2, std::fabs(w1) * size1 + std::fabs(w2) * size2,
                  std::fabs(w1) * error1 + std::fabs(w2) * error2 +
                      2 * (ends.o1[line] * (size1 + error1) + ends.o2[line] * (size2 + error2)));

    // The height along the edge of side m, times |drop|, is slope |drop| +- (row along m) (slope of the line).
    const double drop = rows_.most_norm * along_.size;
    const double drop_error = 2 * rows_.most_slope_slack * along_.size + rows_.most_norm * along_.shift;
    for (Side &s : sides_) {
        const double rate = rows_.most_norm * s.size;
        const double rate_error = 2 * rows_.most_slope_slack * s.size + rows_.most_norm * s.shift;
        const double slope = std::fabs(s.slope), along = std::fabs(along_.slope);
        s.unsure = room * (drop * s.slope_error + slope * drop_error + rate * along_.slope_error + along * rate_error +
                           s.slope_error * drop_error + along_.slope_error * rate_error +
                           (slope * drop + along * rate) * 0x1p-48) +
                   tiny;
    }
    // The rate of a row is at most the sum over the sides + |rho drop|; any weight will do, one like rho does best.
    double rates = 1;
    for (const Side &s : sides_)
        rates += rows_.most_norm * s.size;
    const double weight = rates / drop;
    const double own =
        kernels.line(r, static_cast<int>(stride_), ends,
                     {line, n1, n2, n_sides_ - 1, plane.along_edge(0), at_line_.data(), error, weight}, view_);
    line_ = {.sides = n_sides_,
             .slope = slopes_.data(),
             .unsure = unsure_.data(),
             .rows = side_rows_.data(),
             .line_slope = along_.slope,
             .line_size = along_.size,
             .sides_size = 0,
             .line_shift = along_.shift,
             .sides_shift = 0,
             .inverse_weight = 1.0000001 / weight,
             .own_margin = std::max(10 * plane.own_error(), own),
             .longest = 2 * plane.size(),
             .most_norm = rows_.most_norm,
             .positive = positive_.data()};
    double size = 0, shift = 0;
    for (int m = 0; m < n_sides_; ++m) {
        slopes_[m] = sides_[m].slope;
        unsure_[m] = sides_[m].unsure;
        side_rows_[m] = m == 0 ? line : plane.basis()[plane.hyperplanes()[m - 1] - 1];
        size += sides_[m].size;
        shift += sides_[m].shift;
    }
    line_.sides_size = size;
    line_.sides_shift = shift;
    return along_.slope > along_.slope_error && along_.slope < 1e300 && error < 0.25 && slip < 0.1;
}

void FlatListing::add_line(const FlatPlane &plane, int line, int crossings) {
    const int n = 1 + crossings;
    reserve(n);
    double error = 0;
    for (int i = 1; i < n; ++i)
        error = std::max(error, plane.lambda_error()[i]);
    if (prepare(plane, line, error))
        kernels.leave_line(
            view_, line_, n, plane.crossing(), plane.lambda(),
            {rows_.dimension, problem_.inputs, line_signs_.data(), point(), proven_.data(), scratch_.data()});
    else
        std::fill_n(proven_.begin(), n, std::uint8_t{0});
    const auto exactly = [&](int other) {
        std::vector<int> basis{line, other};
        for (const int k : plane.hyperplanes())
            basis.push_back(plane.basis()[k - 1]);
        return add_exactly(std::move(basis));
    };
    for (int i = 0; i < n;) {
        int next = i;
        while (next < n && proven_[next] != 0)
            ++next;
        write(line_signs_.data() + static_cast<long>(i) * words_, next - i, false);
        if (next < n && !exactly(plane.crossing()[next]) && !(next == 0 && exactly(plane.end_facet(line, true))))
            failed_ = true;
        i = next + 1;
    }
}

} // namespace splinex
