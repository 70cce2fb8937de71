#include "splinex/geometry/certified_inverse.hpp"

#include "splinex/geometry/wall_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace splinex {

namespace {

constexpr double unit_roundoff = 0x1p-53;
/// Smaller pivots are left to integers.
constexpr double smallest_pivot = 0x1p-30;
/// Of the inverse: what products lose by underflow stays far below `underflow` then.
constexpr double largest_entry = 0x1p100, underflow = 1e-280;

} // namespace

bool CertifiedInverse::choose(const WallRows &walls, std::span<const int> among, std::span<const int> columns) {
    size_ = static_cast<int>(columns.size());
    columns_.assign(columns.begin(), columns.end());
    chosen_.clear();
    if (static_cast<int>(among.size()) < size_)
        return false;
    if (static_cast<int>(among.size()) == size_) { // nothing to choose
        chosen_.assign(among.begin(), among.end());
        return std::ranges::all_of(among, [&](int wall) { return walls.usual(wall); }) && invert(walls);
    }
    std::vector<int> left(among.begin(), among.end()), open(size_);
    work_.resize(left.size() * size_);
    for (std::size_t k = 0; k < left.size(); ++k)
        for (int i = 0; i < size_; ++i)
            work_[k * size_ + i] = walls.high(left[k])[columns[i]];
    for (int i = 0; i < size_; ++i)
        open[i] = i;
    for (int done = 0; done < size_; ++done) {
        std::size_t row = 0;
        int place = 0;
        double best = 0;
        for (std::size_t k = done; k < left.size(); ++k)
            for (int i = done; i < size_; ++i)
                if (const double size = std::fabs(work_[k * size_ + open[i]]); size > best && walls.usual(left[k])) {
                    best = size;
                    row = k;
                    place = i;
                }
        if (!(best > smallest_pivot))
            return false;
        std::swap(left[row], left[done]);
        std::swap(open[place], open[done]);
        std::swap_ranges(work_.begin() + row * size_, work_.begin() + (row + 1) * size_, work_.begin() + done * size_);
        const double *pivot = work_.data() + done * size_;
        for (std::size_t k = done + 1; k < left.size(); ++k) {
            const double factor = work_[k * size_ + open[done]] / pivot[open[done]];
            for (int i = done; i < size_; ++i)
                work_[k * size_ + open[i]] -= factor * pivot[open[i]];
        }
    }
    chosen_.assign(left.begin(), left.begin() + size_);
    return invert(walls);
}

/// Gauss and Jordan with partial pivoting; the proof does not depend on how the inverse was found.
bool CertifiedInverse::invert(const WallRows &walls) {
    const int n = size_;
    work_.resize(static_cast<std::size_t>(n) * n);
    inverse_.assign(static_cast<std::size_t>(n) * n, 0.0);
    std::vector<int> place(n); // in which row the pivot of a column is
    for (int k = 0; k < n; ++k) {
        for (int i = 0; i < n; ++i)
            work_[k * n + i] = walls.high(chosen_[k])[columns_[i]];
        inverse_[k * n + k] = 1;
    }
    for (int c = 0; c < n; ++c) {
        int pivot = c;
        for (int k = c + 1; k < n; ++k)
            if (std::fabs(work_[k * n + c]) > std::fabs(work_[pivot * n + c]))
                pivot = k;
        if (work_[pivot * n + c] == 0)
            return false;
        for (int i = 0; i < n && pivot != c; ++i) {
            std::swap(work_[pivot * n + i], work_[c * n + i]);
            std::swap(inverse_[pivot * n + i], inverse_[c * n + i]);
        }
        const double scale = 1 / work_[c * n + c];
        for (int i = 0; i < n; ++i) {
            work_[c * n + i] *= scale;
            inverse_[c * n + i] *= scale;
        }
        for (int k = 0; k < n; ++k) {
            const double factor = work_[k * n + c];
            if (k == c || factor == 0)
                continue;
            for (int i = 0; i < n; ++i) {
                work_[k * n + i] -= factor * work_[c * n + i];
                inverse_[k * n + i] -= factor * inverse_[c * n + i];
            }
        }
    }
    rest_.assign(n, 0.0);
    most_rest_ = 0;
    for (int i = 0; i < n; ++i) {
        double sum = 0, size = 0;
        for (int j = 0; j < n; ++j) {
            double entry = i == j ? -1 : 0;
            for (int k = 0; k < n; ++k) {
                const double product = inverse_[i * n + k] * walls.high(chosen_[k])[columns_[j]];
                entry += product;
                size += std::fabs(product);
            }
            sum += std::fabs(entry);
        }
        // Of the walls themselves, and of the sums, half an ulp each.
        rest_[i] = 1.01 * (sum + (n + 4) * unit_roundoff * (size + 1));
        most_rest_ = std::max(most_rest_, rest_[i]);
    }
    const bool usual = std::ranges::all_of(inverse_, [](double r) { return std::fabs(r) < largest_entry; });
    return usual && most_rest_ < 0.5;
}

double CertifiedInverse::column(int j, double *out) const {
    double most = 0;
    for (int i = 0; i < size_; ++i) {
        out[i] = inverse_[i * size_ + j];
        most = std::max(most, std::fabs(out[i]));
    }
    for (int i = 0; i < size_; ++i)
        out[i] /= most;
    return 1.01 * most_rest_ / (1 - most_rest_) + unit_roundoff;
}

/// Where `residual_` is the walls' value at x up to `slack_`, x - R residual is off by (I - R A) (x - exact) and
/// R slack, and no entry of x - exact is larger than those of R residual over 1 - most_rest_.
void CertifiedInverse::refine(const WallRows &walls, std::span<const double> x) {
    const int n = size_;
    residual_.resize(n);
    slack_.resize(n);
    for (int k = 0; k < n; ++k) {
        const double *high = walls.high(chosen_[k]), *low = walls.low(chosen_[k]);
        const int constant = walls.dimension();
        // A dot product with all errors of products and sums gathered (Ogita, Rump and Oishi 2005, Dot2).
        double sum = high[constant], lost = low[constant], size = std::fabs(sum);
        for (int i = 0; i < n; ++i) {
            const double a = high[columns_[i]];
            const double product = a * x[i], error = std::fma(a, x[i], -product);
            const double total = sum + product, back = total - sum;
            lost += (sum - (total - back)) + (product - back) + error + low[columns_[i]] * x[i];
            sum = total;
            size += std::fabs(product);
        }
        residual_[k] = sum + lost;
        slack_[k] = 2 * unit_roundoff * std::fabs(residual_[k]) +
                    1.01 * ((n + 4) * (n + 4) * 0x1p-104 + 2 * Split::error) * size;
    }
    step_.resize(n);
    step_error_.resize(n);
    double most = 0;
    for (int i = 0; i < n; ++i) {
        double sum = 0, size = 0, slack = 0;
        for (int k = 0; k < n; ++k) {
            sum -= inverse_[i * n + k] * residual_[k];
            size += std::fabs(inverse_[i * n + k]) * std::fabs(residual_[k]);
            slack += std::fabs(inverse_[i * n + k]) * slack_[k];
        }
        step_[i] = sum;
        step_error_[i] = slack + (n + 2) * unit_roundoff * size;
        most = std::max(most, size + slack);
    }
    for (int i = 0; i < n; ++i)
        step_error_[i] = 1.01 * (step_error_[i] + rest_[i] * most / (1 - most_rest_)) + underflow;
}

double CertifiedInverse::point(const WallRows &walls, std::vector<double> &x) {
    x.assign(size_, 0.0);
    refine(walls, x);
    double error = 0, most = 0;
    for (int i = 0; i < size_; ++i) {
        x[i] = step_[i];
        most = std::max(most, std::fabs(x[i]));
        error = std::max(error, step_error_[i]);
    }
    return most < 1e290 ? error : std::numeric_limits<double>::infinity();
}

bool CertifiedInverse::round(const WallRows &walls, std::vector<double> &x) {
    if (!(point(walls, x) < 1e280))
        return false;
    refine(walls, x);
    for (int i = 0; i < size_; ++i) {
        if (!(std::fabs(x[i]) < 1e280 && step_error_[i] < 1e280))
            return false;
        const double low = step_[i] - step_error_[i], high = step_[i] + step_error_[i];
        const double slack = 2 * unit_roundoff * std::max(std::fabs(low), std::fabs(high));
        const double least = x[i] + (low - slack), most = x[i] + (high + slack);
        if (least != most && !told_by_one_wall(walls, i, x[i]))
            return false;
        if (least == most)
            x[i] = least;
    }
    return true;
}

/// A wall on which no other coordinate counts: its largest coefficient is 1, so its constant is the coordinate.
bool CertifiedInverse::told_by_one_wall(const WallRows &walls, int i, double &x) const {
    for (const int wall : chosen_) {
        const double *row = walls.high(wall);
        const bool alone = std::ranges::all_of(columns_, [&](int c) { return (row[c] != 0) == (c == columns_[i]); });
        if (!alone || std::fabs(row[columns_[i]]) != 1 || walls.low(wall)[columns_[i]] != 0)
            continue;
        x = 0.0 - row[columns_[i]] * row[walls.dimension()];
        return true;
    }
    return false;
}

} // namespace splinex
