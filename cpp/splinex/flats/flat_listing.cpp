#include "splinex/flats/flat_listing.hpp"

#include "splinex/row_roles.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace splinex {

namespace {

constexpr double tiny = 1e-280;
constexpr std::size_t some_regions = 1024; // for which room is made at once
constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

FlatListing::FlatListing(const Problem &problem, Rows &exact_rows, const FlatRows &rows)
    : problem_(problem), exact_rows_(exact_rows), rows_(rows), points_(problem),
      stride_(rows.count + padded(rows.dimension)), n_sides_(rows.dimension - 1), words_((rows.count + 63) / 64),
      arrays_((4 + n_sides_) * stride_, 0.0), sides_(n_sides_), at_line_(n_sides_), slopes_(n_sides_),
      unsure_(n_sides_), side_rows_(n_sides_), positive_(words_, 0), signs_(words_),
      line_signs_(static_cast<std::size_t>(rows.count + 1) * words_), proven_(rows.count + 1),
      scratch_((n_sides_ + words_) * lanes), direction_(padded(rows.dimension)),
      view_{rows.count, stride_, row(0), row(1), row(2), row(3), row(first_side)} {
    for (int p = rows.first_facet; p < rows.count; ++p)
        positive_[p / 64] |= 1ULL << p % 64;
    // Units without a row of their own follow their masters: what turns one candidate on flips these bits.
    const ReducedLayer &layer = problem.layers[0];
    const auto pattern = [&](int candidate) {
        std::vector<std::uint8_t> states(layer.exact.rows, off), bits((problem.bits + 7) / 8, 0);
        if (candidate >= 0)
            states[candidate] = on;
        follow_masters(layer, states);
        for (int k = 0; k < problem.bits; ++k)
            bits[k / 8] |= static_cast<std::uint8_t>((states[k] == on) << (k % 8));
        return bits;
    };
    pattern_none_ = pattern(-1);
    if (rows.units == problem.bits)
        return;
    for (const int unit : layer.candidates) {
        auto &change = pattern_change_.emplace_back(pattern(unit));
        for (std::size_t b = 0; b < change.size(); ++b)
            change[b] ^= pattern_none_[b];
    }
}

void FlatListing::add_corner(const FlatFrame &frame, const std::vector<int> &basis) {
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
        write(signs_.data(), 1, false);
    else
        add_exactly(basis);
}

void FlatListing::set_sign(int position, bool positive) {
    const int shift = position % 64;
    signs_[position / 64] = (signs_[position / 64] & ~(1ULL << shift)) | static_cast<unsigned long long>(positive)
                                                                             << shift;
}

bool FlatListing::inside_domain() const {
    bool inside = true;
    for (int w = 0; w < words_; ++w)
        inside = inside && (~signs_[w] & positive_[w]) == 0;
    return inside;
}

void FlatListing::start(Findings &findings) {
    findings_ = &findings;
    next_ = room_ = findings.regions.size();
}

void FlatListing::finish() {
    resize(next_, 0);
    findings_ = nullptr;
}

/// Room for so many regions more.
void FlatListing::reserve(int regions) {
    if (next_ + static_cast<std::size_t>(regions) > room_)
        resize(next_ + static_cast<std::size_t>(regions) + some_regions, 1);
}

/// `spare`: with some entries more, so that whole words may be written.
void FlatListing::resize(std::size_t regions, std::size_t spare) {
    Regions &out = findings_->regions;
    room_ = regions;
    out.patterns.resize(regions * pattern_none_.size() + spare * 8);
    out.points.resize(regions * static_cast<std::size_t>(problem_.inputs) + spare * padded(rows_.dimension));
    out.inexact.resize(regions);
}

/// The n regions of these signs with the points that were put at `point()` and behind.
void FlatListing::write(const unsigned long long *signs, int n, bool rounded) {
    Regions &out = findings_->regions;
    const std::size_t bytes = pattern_none_.size(), inputs = static_cast<std::size_t>(problem_.inputs);
    std::fill_n(out.inexact.begin() + static_cast<std::ptrdiff_t>(next_), n, static_cast<std::uint8_t>(rounded));
    (rounded ? findings_->effort.exact_witnesses : findings_->effort.float_witnesses) += n;
    std::uint8_t *pattern = out.patterns.data() + next_ * bytes;
    if (pattern_change_.empty()) {
        const int words = words_, last = (problem_.bits - 1) / 64;
        const unsigned long long units = ~0ULL >> (64 * (last + 1) - problem_.bits);
        for (int i = 0; i < n; ++i, signs += words, pattern += bytes) {
            for (int w = 0; w < last; ++w)
                std::memcpy(pattern + 8 * w, signs + w, 8);
            const unsigned long long word = signs[last] & units;
            std::memcpy(pattern + 8 * last, &word, 8);
        }
    } else {
        for (int i = 0; i < n; ++i, signs += words_, pattern += bytes) {
            std::ranges::copy(pattern_none_, pattern);
            for (std::size_t c = 0; c < pattern_change_.size(); ++c)
                if ((signs[c / 64] >> (c % 64) & 1) != 0)
                    for (std::size_t b = 0; b < bytes; ++b)
                        pattern[b] ^= pattern_change_[c][b];
        }
    }
    if (problem_.inputs == problem_.dimension) {
        next_ += static_cast<std::size_t>(n);
        return;
    }
    for (int i = 0; i < n; ++i, ++next_) {
        const bool moved = points_.embed({point(), static_cast<std::size_t>(rows_.dimension)}, input_);
        std::ranges::copy(input_, out.points.data() + next_ * inputs);
        if (moved && !rounded) {
            out.inexact[next_] = true;
            --findings_->effort.float_witnesses;
            ++findings_->effort.exact_witnesses;
        }
    }
}

} // namespace splinex
