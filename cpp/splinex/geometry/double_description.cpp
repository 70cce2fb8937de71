#include "splinex/geometry/double_description.hpp"

#include "splinex/errors.hpp"
#include "splinex/independence.hpp"
#include "splinex/integer_vectors.hpp"
#include "splinex/kernel_vector.hpp"
#include "splinex/monitor.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace splinex {

namespace {

constexpr double unit_roundoff = 0x1p-53;
/// A float ray is used when it is known at least that well.
constexpr double largest_error = 0x1p-10;
/// Where it is known worse than that, another way may be better.
constexpr double usual_error = 0x1p-30;
/// What products of usual numbers lose by underflow, with room to spare.
constexpr double underflow = 1e-280;
/// Pairs of rays, of one cell.
constexpr long long most_work = 5'000'000'000;

} // namespace

void DoubleDescription::find(WallRows &walls) {
    walls_ = &walls;
    alive_.clear();
    work_ = 0;
    columns_.resize(walls.dimension());
    std::iota(columns_.begin(), columns_.end(), 0);
    find_parallels();
    const bool in_floats = choose();
    rays_.start(walls, columns_);
    if (in_floats)
        start_in_floats();
    else
        start_exactly();
    for (int wall = 0; wall < walls.count(); ++wall)
        if (std::ranges::find(basis_, wall) == basis_.end())
            add(wall);
}

/// Opposite sides of a box: on rays at infinity zeros are the rule there, and floats cannot tell them.
void DoubleDescription::find_parallels() {
    const int d = walls_->dimension();
    std::vector<int> side(d, -1);
    parallel_.assign(walls_->count(), -1);
    for (int wall = 0; wall < walls_->count(); ++wall) {
        const double *row = walls_->high(wall);
        const auto zeros = std::count(row, row + d, 0.0);
        if (zeros != d - 1 || !walls_->usual(wall)) // then what is zero in floats is zero
            continue;
        const auto c = std::find_if(row, row + d, [](double a) { return a != 0; }) - row;
        if (side[c] >= 0) {
            parallel_[wall] = side[c];
            parallel_[side[c]] = wall;
        }
        side[c] = wall;
    }
}

/// As many independent walls as there can be, and columns in which they are. True when floats know them.
bool DoubleDescription::choose() {
    std::vector<int> all(walls_->count());
    std::iota(all.begin(), all.end(), 0);
    if (inverse_.choose(*walls_, all, columns_)) {
        basis_ = inverse_.chosen();
        return true;
    }
    ExactMap map{0, walls_->dimension(), {}};
    for (const int wall : all) {
        const std::vector<BigInt> exact = walls_->exact(wall);
        map.entries.insert(map.entries.end(), exact.begin(), exact.end());
        ++map.rows;
    }
    const Independent found = independent_rows(map, columns_);
    basis_ = found.rows;
    columns_ = found.columns;
    std::ranges::sort(columns_);
    if (!inverse_.choose(*walls_, basis_, columns_))
        return false;
    basis_ = inverse_.chosen();
    return true;
}

/// The cone of the chosen walls and w >= 0 is simplicial: a ray for each of them, on all others.
void DoubleDescription::start_in_floats() {
    const int n = rays_.width() - 1;
    for (int j = 0; j <= n; ++j) {
        const int k = rays_.add();
        alive_.push_back(k);
        if (j < n) {
            rays_.entries(k)[0] = 0;
            rays_.error(k) = inverse_.column(j, rays_.entries(k) + 1);
            rays_.put_on(k, rays_.infinity());
        } else {
            set_point(k, inverse_);
        }
        for (int i = 0; i < n; ++i)
            if (i != j)
                rays_.put_on(k, basis_[i]);
        if (!(rays_.error(k) < largest_error)) {
            alive_.clear();
            rays_.clear();
            return start_exactly();
        }
    }
}

/// Where the walls that an inverse was found for vanish.
void DoubleDescription::set_point(int k, CertifiedInverse &inverse) {
    const double error = inverse.point(*walls_, point_);
    double most = 1;
    for (const double x : point_)
        most = std::max(most, std::fabs(x));
    double *out = rays_.entries(k);
    out[0] = 1 / most;
    for (std::size_t i = 0; i < point_.size(); ++i)
        out[i + 1] = point_[i] / most;
    rays_.error(k) = error / most + unit_roundoff;
}

void DoubleDescription::start_exactly() {
    std::vector<int> chosen = basis_;
    chosen.push_back(rays_.infinity());
    for (const int left_out : chosen) {
        const int k = rays_.add();
        alive_.push_back(k);
        std::vector<std::vector<BigInt>> rows;
        for (const int wall : chosen)
            if (wall != left_out) {
                rows.push_back(rays_.row(wall));
                rays_.put_on(k, wall);
            }
        std::vector<BigInt> exact = kernel_vector(std::move(rows), rays_.width());
        if (product(rays_.row(left_out), exact) < 0)
            reverse(exact);
        rays_.set(k, std::move(exact));
    }
}

void DoubleDescription::add(int wall) {
    const int width = rays_.width();
    const double *high = walls_->high(wall);
    const bool usual = walls_->usual(wall);
    double norm = std::fabs(high[walls_->dimension()]);
    for (const int c : columns_)
        norm += std::fabs(high[c]);
    above_.clear();
    below_.clear();
    kept_.clear();
    for (const int k : alive_) {
        const double *r = rays_.entries(k);
        double value = high[walls_->dimension()] * r[0];
        for (int i = 1; i < width; ++i)
            value += high[columns_[i - 1]] * r[i];
        const double slack =
            usual ? 1.01 * norm * (rays_.error(k) + (width + 4) * unit_roundoff) + underflow : INFINITY;
        const int sign = sign_at(k, wall, value, slack);
        if (sign < 0) {
            below_.push_back({k, value, slack});
            continue;
        }
        kept_.push_back(k);
        if (sign > 0)
            above_.push_back({k, value, slack});
        else
            rays_.put_on(k, wall);
    }
    if (below_.empty())
        return;
    spend(static_cast<long long>(above_.size()) * static_cast<long long>(below_.size()));
    for (std::size_t a = 0; a < above_.size(); ++a)
        for (std::size_t b = 0; b < below_.size(); ++b)
            if (adjacent(above_[a].ray, below_[b].ray))
                kept_.push_back(join(a, b, wall));
    for (const Side &side : below_)
        rays_.remove(side.ray);
    alive_.swap(kept_);
}

/// Pairs that are looked at: a few nanoseconds each.
void DoubleDescription::spend(long long pairs) {
    Listening::poll();
    work_ += pairs;
    if (work_ > most_work)
        throw InputError("a region has more vertices than can be listed in a moment; its half-spaces can be had");
}

int DoubleDescription::sign_at(int k, int wall, double value, double slack) {
    if (std::fabs(value) > slack)
        return value > 0 ? 1 : -1;
    if (parallel_[wall] >= 0 && rays_.is_on(k, parallel_[wall]) && rays_.is_on(k, rays_.infinity()))
        return 0;
    return product(rays_.row(wall), rays_.exact(k)).sign();
}

/// Whether both are on an edge of the cone's section: no third ray lies on all walls that they share. An edge of a ray
/// on just as many walls as needed is where all of them but one meet.
bool DoubleDescription::adjacent(int a, int b) {
    const CellRays::Shared walls = rays_.shared(a, b);
    const int needed = rays_.width() - 1;
    if (walls.both < needed - 1)
        return false;
    if (walls.a == needed || walls.b == needed)
        return true;
    spend(static_cast<long long>(alive_.size()));
    return std::ranges::none_of(alive_, [&](int c) { return c != a && c != b && rays_.on_all_shared(c, a, b); });
}

/// The sum of both rays on which the wall vanishes.
int DoubleDescription::join(std::size_t above, std::size_t below, int wall) {
    const int k = rays_.add(), width = rays_.width();
    const Side &a = above_[above], &b = below_[below];
    rays_.put_on_shared(k, a.ray, b.ray);
    rays_.put_on(k, wall);
    const double high = a.value, low = -b.value;
    double *out = rays_.entries(k);
    const double *of_a = rays_.entries(a.ray), *of_b = rays_.entries(b.ray);
    double most = 0;
    for (int i = 0; i < width; ++i) {
        out[i] = high * of_b[i] + low * of_a[i];
        most = std::max(most, std::fabs(out[i]));
    }
    for (int i = 0; i < width; ++i)
        out[i] /= most;
    // No entry of a ray is larger than 1, and no error than 1.
    const double slack = 2 * (a.slack + b.slack) + std::fabs(high) * rays_.error(b.ray) +
                         std::fabs(low) * rays_.error(a.ray) + 4 * unit_roundoff * (std::fabs(high) + std::fabs(low)) +
                         underflow;
    rays_.error(k) = 1.01 * slack / most + unit_roundoff;
    const bool certain = high > a.slack && low > b.slack;
    if ((certain && rays_.error(k) < usual_error) || solve(k, a.ray, b.ray) ||
        (certain && rays_.error(k) < largest_error))
        return k;
    const std::vector<BigInt> row = rays_.row(wall);
    const std::vector<BigInt> &exact_a = rays_.exact(a.ray), &exact_b = rays_.exact(b.ray);
    const BigInt factor_b = product(row, exact_a), factor_a = -product(row, exact_b);
    std::vector<BigInt> exact(width);
    for (int i = 0; i < width; ++i)
        exact[i] = factor_a * exact_a[i] + factor_b * exact_b[i];
    rays_.set(k, std::move(exact));
    return k;
}

/// The ray anew from its walls, where what errors may have grown to is too much. A wall through one of the rays that it
/// lies between, but not through the other, is positive there.
bool DoubleDescription::solve(int k, int a, int b) {
    const bool endless = rays_.is_on(k, rays_.infinity());
    among_.clear();
    int positive = -1;
    for (int wall = 0; wall < walls_->count(); ++wall) {
        if (rays_.is_on(k, wall))
            among_.push_back(wall);
        else if (endless && positive < 0 && rays_.is_on(a, wall) && !rays_.is_on(b, wall))
            among_.push_back(positive = wall);
    }
    if (!solver_.choose(*walls_, among_, columns_))
        return false;
    if (!endless) {
        set_point(k, solver_);
    } else {
        rays_.entries(k)[0] = 0;
        const auto place = std::ranges::find(solver_.chosen(), positive) - solver_.chosen().begin();
        rays_.error(k) = solver_.column(static_cast<int>(place), rays_.entries(k) + 1);
    }
    return rays_.error(k) < largest_error;
}

std::vector<std::vector<BigInt>> DoubleDescription::lines() {
    std::vector<std::vector<BigInt>> result;
    const int d = walls_->dimension();
    for (int c = 0; c < d; ++c) {
        if (std::ranges::binary_search(columns_, c))
            continue;
        std::vector<int> columns = columns_;
        columns.push_back(c);
        std::vector<std::vector<BigInt>> rows;
        for (const int wall : basis_) {
            const std::vector<BigInt> exact = walls_->exact(wall);
            rows.emplace_back();
            for (const int i : columns)
                rows.back().push_back(exact[i]);
        }
        std::vector<BigInt> kernel = kernel_vector(std::move(rows), rays_.width());
        if (kernel.back() < 0)
            reverse(kernel);
        reduce(kernel);
        std::vector<BigInt> line(d, BigInt(0));
        for (std::size_t i = 0; i < columns.size(); ++i)
            line[columns[i]] = kernel[i];
        result.push_back(std::move(line));
    }
    return result;
}

} // namespace splinex
