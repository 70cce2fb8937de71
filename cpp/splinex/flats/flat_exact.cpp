#include "splinex/flats/flat_listing.hpp"

#include <algorithm>
#include <ranges>

namespace splinex {

namespace {

/// The sign of height . x in integers. Where it is zero an infinitely small turn of the height decides: the sign of the
/// first coordinate that is not.
int height_sign(const std::vector<double> &height, const BigInt *x) {
    int shift = 0;
    for (const double h : height)
        shift = std::max(shift, -dyadic(h).exponent);
    BigInt sum = 0;
    for (std::size_t i = 0; i < height.size(); ++i)
        sum += scaled_integer(height[i], shift) * x[i];
    for (std::size_t i = 0; i < height.size() && sum == 0; ++i)
        sum = x[i];
    return sum.sign();
}

} // namespace

/// The region above the vertex where the rows at these positions vanish, in integers. False when it is not above: a
/// facet among them is left downwards.
bool FlatListing::add_exactly(std::vector<int> basis) {
    const int d = rows_.dimension;
    std::vector<SignedRow> start;
    std::vector<int> others;
    for (const int p : basis)
        start.push_back({rows_.ids[p], false});
    for (int p = 0; p < rows_.units; ++p)
        if (std::ranges::find(basis, p) == basis.end())
            others.push_back(rows_.ids[p]);
    Dictionary<BigInt> t;
    const bool loaded = load<BigArithmetic>(t, exact_rows_, d, {others, {}, start});
    const auto vanishes = [&](std::size_t i) { return t.column(0)[t.at_candidate(static_cast<int>(i))] == 0; };
    if (!loaded || std::ranges::any_of(std::views::iota(std::size_t{0}, others.size()), vanishes)) {
        failed_ = true;
        return true;
    }
    ++findings_->effort.exact_lps;

    const auto position = [&](int id) {
        return static_cast<int>(std::ranges::find(rows_.ids, id) - rows_.ids.begin());
    };
    for (std::size_t i = 0; i < others.size(); ++i)
        set_sign(position(t.candidates[i]), t.column(0)[t.at_candidate(static_cast<int>(i))] > 0);
    for (int k = 1; k <= d; ++k) {
        const int p = position(t.nonbasic[k - 1].row);
        const bool positive = height_sign(rows_.height, t.column(k) + t.x_begin) > 0;
        if (rows_.is_facet(p) && !positive)
            return false;
        set_sign(p, positive);
    }
    std::vector<SignedRow> walls;
    for (int r = 0; r < rows_.facets; ++r)
        walls.push_back({r, false});
    for (int p = 0; p < rows_.units; ++p)
        walls.push_back({rows_.ids[p], (signs_[p / 64] >> (p % 64) & 1) == 0});
    const auto point = interior_point(exact_rows_, d, walls);
    if (!point) {
        failed_ = true;
        return true;
    }
    const std::vector<double> y = nearest(*point);
    std::ranges::copy(y, this->point());
    write(signs_.data(), 1, !strictly_inside(exact_rows_, walls, y));
    return true;
}

} // namespace splinex
