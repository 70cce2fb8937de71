#include "splinex/flat_listing.hpp"

#include "splinex/unit_roles.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace splinex {

namespace {

constexpr double room = 1.01; // for the rounding of the bounds themselves
constexpr double tiny = 1e-280;
constexpr int first_side = 4; // of the arrays
constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

FlatListing::FlatListing(const Problem &problem, Rows &exact_rows, const FlatRows &rows)
    : problem_(problem), exact_rows_(exact_rows), rows_(rows), points_(problem),
      stride_(rows.count + padded(rows.dimension)), n_sides_(rows.dimension - 1),
      arrays_((4 + n_sides_) * stride_, 0.0), sides_(n_sides_), at_line_(rows.dimension), steps_(rows.dimension),
      slopes_(rows.dimension), signs_(rows.count / 64 + 1, ~0ULL), direction_(padded(rows.dimension)),
      view_{rows.count, stride_, row(0), row(1), row(2), row(3), row(first_side)} {
    // Units without a row of their own follow their masters: what turns one candidate on flips these bits.
    const ReducedLayer &layer = problem.layers[0];
    const auto pattern = [&](int candidate) {
        std::vector<std::uint8_t> states(layer.exact.rows, off), bits((problem.units + 7) / 8, 0);
        if (candidate >= 0)
            states[candidate] = on;
        follow_masters(layer, states);
        for (std::size_t k = 0; k < states.size(); ++k)
            bits[k / 8] |= static_cast<std::uint8_t>((states[k] == on) << (k % 8));
        return bits;
    };
    pattern_none_ = pattern(-1);
    if (rows.units == problem.units)
        return;
    for (const int unit : layer.candidates) {
        auto &change = pattern_change_.emplace_back(pattern(unit));
        for (std::size_t b = 0; b < change.size(); ++b)
            change[b] ^= pattern_none_[b];
    }
}

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
    const double slip = std::fabs(n1) * r.slip1 + std::fabs(n2) * r.slip2 + 1e-15; // |h_j n - 1|
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
    inverse_weight_ = 1.0000001 / weight;
    kernels.line(r, static_cast<int>(stride_), ends,
                 {line, n1, n2, n_sides_ - 1, plane.along_edge(0), at_line_.data(), error, weight}, view_);
    sides_size_ = sides_shift_ = 0;
    for (const Side &s : sides_) {
        sides_size_ += s.size;
        sides_shift_ += s.shift;
    }
    plane_size_ = plane.size();
    own_margin_ = std::max(10 * plane.own_error(), row(2)[line]);
    hide(line);
    for (int m = 0; m < n_sides_; ++m)
        row(first_side + m)[line] = 0;
    return along_.slope > along_.slope_error && along_.slope < 1e300 && error < 0.25 && slip < 0.1;
}

/// Makes a dummy of a row that vanishes at the vertex.
void FlatListing::hide(int position) {
    row(0)[position] = 1;
    row(1)[position] = row(2)[position] = 0;
    row(3)[position] = infinity;
}

void FlatListing::add_line(const FlatPlane &plane, int line, int crossings, Findings &findings) {
    findings_ = &findings;
    reserve(1 + crossings);
    double error = 0;
    for (int i = 0; i < crossings; ++i)
        error = std::max(error, plane.lambda_error(i));
    const bool known = prepare(plane, line, error);
    const auto exactly = [&](int other) {
        std::vector<int> basis{line, other};
        for (const int k : plane.hyperplanes())
            basis.push_back(plane.basis()[k - 1]);
        return add_exactly(std::move(basis));
    };
    const int low = plane.end_facet(line, false);
    if (!(known && add_crossing(plane, line, low, 0)) && !exactly(low))
        exactly(plane.end_facet(line, true));
    for (int i = 0; i < crossings; ++i)
        if (!(known && add_crossing(plane, line, plane.crossing(i), plane.lambda(i))))
            exactly(plane.crossing(i));
    trim();
}

/// The region above the point of a line where row `other` vanishes. False when floats prove too little.
bool FlatListing::add_crossing(const FlatPlane &plane, int line, int other, double lambda) {
    const double drop = row(1)[other], size = std::fabs(drop);
    const double margin = row(2)[other];
    if (!(std::fabs(row(0)[other] - lambda * drop) <= margin))
        return false;
    // The edge of side m is m + (row along m) / drop * line.
    double rates = 0;
    bool sure = true;
    const double line_slope = along_.slope * std::copysign(1.0, drop);
    for (int m = 0; m < n_sides_; ++m) {
        const double rate = row(first_side + m)[other];
        const double slope = slopes_[m] = sides_[m].slope * size + rate * line_slope;
        sure = sure & (std::fabs(slope) > sides_[m].unsure); // without branches: signs are not predictable
        rates += rate * std::copysign(1.0, slope);
    }
    if (!sure)
        return false;
    const double rho = (1 + rates * std::copysign(1.0, drop)) / size;
    const NearestRow nearest = kernels.vertex(view_, lambda, signs_.data());
    // All rows move by less than half of their values. Those through the vertex grow at rate 1, up to what the
    // directions are off by. The row itself is unsure, as seen above, and must be the only one.
    const double speed = std::fabs(rho) * inverse_weight_;
    const double length = 0.499 * nearest.distance / (speed > 1 ? speed : 1.0);
    const double off = std::fabs(rho) * along_.shift + sides_shift_, way = std::fabs(rho) * along_.size + sides_size_;
    if ((nearest.unsure != 1) | !(length > 16 * std::max(own_margin_, margin)) | !(length * way <= 2 * plane_size_) |
        !(rows_.most_norm * off < 0.25) | !(std::fabs(rho) * size < 1e6))
        return false;
    for (int m = 0; m < n_sides_; ++m)
        steps_[m] = std::copysign(length, slopes_[m]);
    kernels.point(view_, padded(rows_.dimension), lambda + length * rho, n_sides_, steps_.data(), point());
    set_sign(line, slopes_[0] > 0);
    for (int m = 1; m < n_sides_; ++m)
        set_sign(plane.basis()[plane.hyperplanes()[m - 1] - 1], slopes_[m] > 0);
    set_sign(other, drop < 0);
    if (!inside_domain())
        return false;
    write(false);
    return true;
}

void FlatListing::add_corner(const FlatFrame &frame, const std::vector<int> &basis, Findings &findings) {
    findings_ = &findings;
    reserve(1);
    const int d = rows_.dimension;
    double way = 0, off = 0;
    bool sure = true;
    std::ranges::fill(direction_, 0.0);
    for (int k = 1; k <= d; ++k) {
        const double slope = frame.slope(k);
        sure = sure && std::fabs(slope) > frame.slope_error(k);
        for (int i = 0; i < d; ++i)
            direction_[i] += slope > 0 ? frame.column(k)[i] : -frame.column(k)[i];
        way += frame.size(k);
        off += frame.error(k) + (4 * d + 16) * 0x1p-53 * frame.size(k);
    }
    const double size = frame.size(0) + way;
    kernels.affine(rows_.entries.data(), rows_.count, 0, rows_.count, d, frame.column(0), true, row(0));
    kernels.affine(rows_.entries.data(), rows_.count, 0, rows_.count, d, direction_.data(), false, row(first_side));
    std::fill_n(row(1), stride_, 0.0);
    for (int p = 0; p < rows_.count; ++p)
        row(2)[p] =
            20 * (rows_.constant_slack[p] + rows_.slope_slack[p] * size + rows_.norm[p] * frame.error(0)) + tiny;
    double margin = 0;
    for (const int p : basis) {
        margin = std::max(margin, row(2)[p]);
        row(0)[p] = 1; // a dummy
        row(2)[p] = row(first_side)[p] = 0;
    }
    for (int p = 0; p < rows_.count; ++p)
        row(3)[p] = 1 / std::fabs(row(first_side)[p]);
    const NearestRow nearest = kernels.vertex(view_, 0, signs_.data());
    const double length = 0.499 * nearest.distance;
    sure = sure && nearest.unsure == 0 && length > 16 * margin && length * way <= size && rows_.most_norm * off < 0.25;
    for (int i = 0; i < d; ++i)
        point()[i] = frame.column(0)[i] + length * direction_[i];
    for (int k = 1; k <= d; ++k)
        set_sign(basis[k - 1], frame.slope(k) > 0);
    if (sure && inside_domain())
        write(false);
    else
        add_exactly(basis);
    trim();
}

void FlatListing::set_sign(int position, bool positive) {
    const int shift = position % 64;
    signs_[position / 64] = (signs_[position / 64] & ~(1ULL << shift)) | static_cast<unsigned long long>(positive)
                                                                             << shift;
}

/// The signs of all facets, and of what is behind them, are positive.
bool FlatListing::inside_domain() const {
    std::size_t w = rows_.first_facet / 64;
    bool inside = (~signs_[w] >> (rows_.first_facet % 64)) == 0;
    for (++w; w < signs_.size(); ++w)
        inside = inside && ~signs_[w] == 0;
    return inside;
}

/// Room for so many regions more, all of which are then written.
void FlatListing::reserve(int regions) {
    Regions &out = findings_->regions;
    next_ = out.size();
    const std::size_t n = next_ + static_cast<std::size_t>(regions);
    // Some entries more, so that whole words may be written.
    out.patterns.resize(n * pattern_none_.size() + 8);
    out.points.resize(n * static_cast<std::size_t>(problem_.inputs) + padded(rows_.dimension));
    out.inexact.resize(n);
}

void FlatListing::trim() {
    Regions &out = findings_->regions;
    out.patterns.resize(next_ * pattern_none_.size());
    out.points.resize(next_ * static_cast<std::size_t>(problem_.inputs));
}

/// The region of `signs_` with the point that was put at `point()`.
void FlatListing::write(bool rounded) {
    Regions &out = findings_->regions;
    const std::size_t bytes = pattern_none_.size();
    std::uint8_t *pattern = out.patterns.data() + next_ * bytes;
    if (pattern_change_.empty()) {
        for (std::size_t b = 0; b < bytes; b += 8)
            std::memcpy(pattern + b, signs_.data() + b / 8, 8);
        if (problem_.units % 8 != 0)
            pattern[bytes - 1] &= static_cast<std::uint8_t>((1U << (problem_.units % 8)) - 1);
    } else {
        std::ranges::copy(pattern_none_, pattern);
        for (std::size_t c = 0; c < pattern_change_.size(); ++c)
            if ((signs_[c / 64] >> (c % 64) & 1) != 0)
                for (std::size_t b = 0; b < bytes; ++b)
                    pattern[b] ^= pattern_change_[c][b];
    }
    if (problem_.inputs != problem_.dimension) {
        const bool moved = points_.embed({point(), static_cast<std::size_t>(rows_.dimension)}, input_);
        std::ranges::copy(input_, out.points.data() + next_ * static_cast<std::size_t>(problem_.inputs));
        rounded = rounded || moved;
    }
    out.inexact[next_++] = rounded;
    ++(rounded ? findings_->effort.exact_witnesses : findings_->effort.float_witnesses);
}

} // namespace splinex
