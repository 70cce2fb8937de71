#include "splinex/double_description.hpp"

#include "splinex/errors.hpp"
#include "splinex/independence.hpp"
#include "splinex/kernel_vector.hpp"

#include <algorithm>
#include <bit>
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
/// Of one cell: more are not found in a moment, and fill the memory.
constexpr std::size_t most_rays = 1 << 17;
constexpr long long most_work = 5'000'000'000;

BigInt product(const std::vector<BigInt> &a, const std::vector<BigInt> &b) {
    BigInt sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != 0 && b[i] != 0)
            sum += a[i] * b[i];
    return sum;
}

void reverse(std::vector<BigInt> &v) {
    for (BigInt &entry : v)
        entry = -entry;
}

/// Divides by the greatest common divisor.
void reduce(std::vector<BigInt> &v) {
    BigInt divisor = 0;
    for (const BigInt &entry : v)
        divisor = gcd(divisor, entry);
    if (divisor > 1)
        for (BigInt &entry : v)
            entry /= divisor;
}

} // namespace

void DoubleDescription::find(WallRows &walls) {
    walls_ = &walls;
    alive_.clear();
    free_.clear();
    errors_.clear();
    rays_.clear();
    sets_.clear();
    exact_.clear();
    work_ = 0;
    words_ = walls.count() / 64 + 1;
    columns_.resize(walls.dimension());
    std::iota(columns_.begin(), columns_.end(), 0);
    find_parallels();
    const bool in_floats = choose();
    width_ = static_cast<int>(columns_.size()) + 1;
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
    const int infinity = walls_->count();
    const int n = width_ - 1;
    for (int j = 0; j <= n; ++j) {
        const int k = fresh();
        alive_.push_back(k);
        double *out = ray(k);
        if (j < n) {
            out[0] = 0;
            errors_[k] = inverse_.column(j, out + 1);
        } else {
            set_point(k, inverse_);
        }
        for (int i = 0; i < n; ++i)
            if (i != j)
                set(k)[basis_[i] / 64] |= std::uint64_t{1} << basis_[i] % 64;
        if (j < n)
            set(k)[infinity / 64] |= std::uint64_t{1} << infinity % 64;
        if (!(errors_[k] < largest_error)) {
            alive_.clear();
            rays_.clear();
            errors_.clear();
            sets_.clear();
            exact_.clear();
            start_exactly();
            return;
        }
    }
}

/// Where the walls that an inverse was found for vanish.
void DoubleDescription::set_point(int k, CertifiedInverse &inverse) {
    const double error = inverse.point(*walls_, point_);
    double most = 1;
    for (const double x : point_)
        most = std::max(most, std::fabs(x));
    double *out = ray(k);
    out[0] = 1 / most;
    for (std::size_t i = 0; i < point_.size(); ++i)
        out[i + 1] = point_[i] / most;
    errors_[k] = error / most + unit_roundoff;
}

void DoubleDescription::start_exactly() {
    const int infinity = walls_->count();
    const int n = width_ - 1;
    for (int j = 0; j <= n; ++j) {
        const int k = fresh();
        alive_.push_back(k);
        std::vector<std::vector<BigInt>> rows;
        for (int i = 0; i <= n; ++i) {
            const int wall = i < n ? basis_[i] : infinity;
            if (i == j)
                continue;
            rows.push_back(row(wall));
            set(k)[wall / 64] |= std::uint64_t{1} << wall % 64;
        }
        std::vector<BigInt> exact = kernel_vector(std::move(rows), width_);
        if (product(row(j < n ? basis_[j] : infinity), exact) < 0)
            reverse(exact);
        set_exact(k, std::move(exact));
    }
}

void DoubleDescription::add(int wall) {
    const double *high = walls_->high(wall);
    const bool usual = walls_->usual(wall);
    double norm = std::fabs(high[walls_->dimension()]);
    for (const int c : columns_)
        norm += std::fabs(high[c]);
    above_.clear();
    below_.clear();
    kept_.clear();
    for (const int k : alive_) {
        const double *r = ray(k);
        double value = high[walls_->dimension()] * r[0];
        for (int i = 1; i < width_; ++i)
            value += high[columns_[i - 1]] * r[i];
        const double slack = usual ? 1.01 * norm * (errors_[k] + (width_ + 4) * unit_roundoff) + underflow : INFINITY;
        const int sign = sign_at(k, wall, value, slack);
        if (sign < 0) {
            below_.push_back({k, value, slack});
            continue;
        }
        kept_.push_back(k);
        if (sign > 0)
            above_.push_back({k, value, slack});
        else
            set(k)[wall / 64] |= std::uint64_t{1} << wall % 64;
    }
    if (below_.empty())
        return;
    spend(static_cast<long long>(above_.size()) * static_cast<long long>(below_.size()));
    for (std::size_t a = 0; a < above_.size(); ++a)
        for (std::size_t b = 0; b < below_.size(); ++b)
            if (adjacent(above_[a].ray, below_[b].ray))
                kept_.push_back(join(a, b, wall));
    for (const Side &side : below_)
        free_.push_back(side.ray);
    alive_.swap(kept_);
}

/// Pairs that are looked at: a few nanoseconds each.
void DoubleDescription::spend(long long pairs) {
    work_ += pairs;
    if (work_ > most_work)
        throw InputError("a region has more vertices than can be listed in a moment; its half-spaces can be had");
}

int DoubleDescription::sign_at(int k, int wall, double value, double slack) {
    if (std::fabs(value) > slack)
        return value > 0 ? 1 : -1;
    if (parallel_[wall] >= 0 && is_on(k, parallel_[wall]) && is_on(k, walls_->count()))
        return 0;
    return product(row(wall), exact_ray(k)).sign();
}

/// Whether both are on an edge of the cone's section: no third ray lies on all walls that they share. An edge of a ray
/// on just as many walls as needed is where all of them but one meet.
bool DoubleDescription::adjacent(int a, int b) {
    const std::uint64_t *of_a = set(a), *of_b = set(b);
    int shared = 0, all_a = 0, all_b = 0;
    for (int w = 0; w < words_; ++w) {
        shared += std::popcount(of_a[w] & of_b[w]);
        all_a += std::popcount(of_a[w]);
        all_b += std::popcount(of_b[w]);
    }
    if (shared < width_ - 2)
        return false;
    if (all_a == width_ - 1 || all_b == width_ - 1)
        return true;
    spend(static_cast<long long>(alive_.size()));
    return std::ranges::none_of(alive_, [&](int c) {
        if (c == a || c == b)
            return false;
        for (int w = 0; w < words_; ++w)
            if (of_a[w] & of_b[w] & ~set(c)[w])
                return false;
        return true;
    });
}

/// The sum of both rays on which the wall vanishes.
int DoubleDescription::join(std::size_t above, std::size_t below, int wall) {
    const int k = fresh();
    const Side &a = above_[above], &b = below_[below];
    for (int w = 0; w < words_; ++w)
        set(k)[w] = set(a.ray)[w] & set(b.ray)[w];
    set(k)[wall / 64] |= std::uint64_t{1} << wall % 64;
    const double high = a.value, low = -b.value;
    double *out = ray(k);
    const double *of_a = ray(a.ray), *of_b = ray(b.ray);
    double most = 0;
    for (int i = 0; i < width_; ++i) {
        out[i] = high * of_b[i] + low * of_a[i];
        most = std::max(most, std::fabs(out[i]));
    }
    for (int i = 0; i < width_; ++i)
        out[i] /= most;
    // No entry of a ray is larger than 1, and no error than 1.
    const double slack = 2 * (a.slack + b.slack) + std::fabs(high) * errors_[b.ray] + std::fabs(low) * errors_[a.ray] +
                         4 * unit_roundoff * (std::fabs(high) + std::fabs(low)) + underflow;
    errors_[k] = 1.01 * slack / most + unit_roundoff;
    const bool certain = high > a.slack && low > b.slack;
    if ((certain && errors_[k] < usual_error) || solve(k, a.ray, b.ray) || (certain && errors_[k] < largest_error))
        return k;
    const std::vector<BigInt> exact_row = row(wall);
    const std::vector<BigInt> &exact_a = exact_ray(a.ray), &exact_b = exact_ray(b.ray);
    const BigInt factor_b = product(exact_row, exact_a), factor_a = -product(exact_row, exact_b);
    std::vector<BigInt> exact(width_);
    for (int i = 0; i < width_; ++i)
        exact[i] = factor_a * exact_a[i] + factor_b * exact_b[i];
    set_exact(k, std::move(exact));
    return k;
}

/// The ray anew from its walls, where what errors may have grown to is too much. A wall through one of the rays that it
/// lies between, but not through the other, is positive there.
bool DoubleDescription::solve(int k, int a, int b) {
    const bool endless = is_on(k, walls_->count());
    among_.clear();
    int positive = -1;
    for (int wall = 0; wall < walls_->count(); ++wall) {
        if (is_on(k, wall))
            among_.push_back(wall);
        else if (endless && positive < 0 && is_on(a, wall) && !is_on(b, wall))
            among_.push_back(positive = wall);
    }
    if (!solver_.choose(*walls_, among_, columns_))
        return false;
    if (!endless) {
        set_point(k, solver_);
    } else {
        ray(k)[0] = 0;
        const auto place = std::ranges::find(solver_.chosen(), positive) - solver_.chosen().begin();
        errors_[k] = solver_.column(static_cast<int>(place), ray(k) + 1);
    }
    return errors_[k] < largest_error;
}

/// The place of another ray, on no walls yet. Pointers to rays are no good after that.
int DoubleDescription::fresh() {
    int k = static_cast<int>(errors_.size());
    if (!free_.empty()) {
        k = free_.back();
        free_.pop_back();
        exact_[k].clear();
    } else {
        if (errors_.size() == most_rays)
            throw InputError("a region has more than 131,072 vertices and rays; its half-spaces can be had");
        errors_.push_back(0);
        exact_.emplace_back();
        rays_.resize(rays_.size() + width_);
        sets_.resize(sets_.size() + words_);
    }
    std::fill_n(set(k), words_, 0);
    return k;
}

void DoubleDescription::set_exact(int k, std::vector<BigInt> exact) {
    reduce(exact);
    BigInt most = 0;
    for (const BigInt &entry : exact)
        if (abs(entry) > most)
            most = abs(entry);
    errors_[k] = underflow;
    for (int i = 0; i < width_; ++i) {
        const Approximation entry = approximate(exact[i], most);
        ray(k)[i] = entry.value;
        errors_[k] = std::max(errors_[k], entry.error);
    }
    exact_[k] = std::move(exact);
}

const std::vector<BigInt> &DoubleDescription::exact_ray(int k) {
    if (!exact_[k].empty())
        return exact_[k];
    std::vector<std::vector<BigInt>> rows;
    for (int wall = 0; wall <= walls_->count(); ++wall)
        if (set(k)[wall / 64] >> wall % 64 & 1)
            rows.push_back(row(wall));
    std::vector<BigInt> exact = kernel_vector(std::move(rows), width_);
    // Floats know which way it points.
    int largest = 0;
    for (int i = 1; i < width_; ++i)
        if (std::fabs(ray(k)[i]) > std::fabs(ray(k)[largest]))
            largest = i;
    if ((exact[largest] > 0) != (ray(k)[largest] > 0))
        reverse(exact);
    exact_[k] = std::move(exact); // its floats stay: values of walls are in their scale
    return exact_[k];
}

/// As a function of (w, x).
std::vector<BigInt> DoubleDescription::row(int wall) {
    std::vector<BigInt> result(width_, BigInt(0));
    if (wall == walls_->count()) {
        result[0] = 1;
        return result;
    }
    std::vector<BigInt> exact = walls_->exact(wall);
    for (int i = 1; i < width_; ++i)
        result[i] = std::move(exact[columns_[i - 1]]);
    result[0] = std::move(exact.back());
    return result;
}

std::vector<int> DoubleDescription::on(int k) const {
    std::vector<int> result;
    for (int w = 0; w < words_; ++w)
        for (std::uint64_t left = set(alive_[k])[w]; left != 0; left &= left - 1)
            if (const int wall = 64 * w + std::countr_zero(left); wall < walls_->count())
                result.push_back(wall);
    return result;
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
        std::vector<BigInt> kernel = kernel_vector(std::move(rows), width_);
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
