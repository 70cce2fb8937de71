#include "splinex/geometry/inscribed_balls.hpp"

#include "splinex/region_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace splinex {

namespace {

/// Maximises r where a_i u + r <= t_i for unit vectors a_i and t_i >= 0: the primal simplex method from u = 0, on rows
/// s_i = t_i - sum of T_ij x_j. Coordinates of u may go either way and never come back. Rounding may make it stop
/// early; no more is asked of it.
class BallProgram {
public:
    BallProgram(int dimension) : dimension_(dimension), width_(dimension + 2) {}

    /// `rows`: (n, dimension + 1) of [a | t]. The best u.
    const std::vector<double> &solve(std::span<const double> rows) {
        const auto n = static_cast<int>(rows.size()) / (dimension_ + 1);
        table_.assign(static_cast<std::size_t>(n) * width_, 0.0);
        basic_.resize(n);
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < dimension_; ++j)
                at(i, j) = rows[i * (dimension_ + 1) + j];
            at(i, dimension_) = 1;
            at(i, dimension_ + 1) = rows[i * (dimension_ + 1) + dimension_];
            basic_[i] = slack;
        }
        nonbasic_.resize(dimension_ + 1);
        for (int j = 0; j <= dimension_; ++j)
            nonbasic_[j] = j;
        u_.assign(dimension_, 0.0);
        if (n == 0)
            return u_;
        objective_ = leaving(dimension_);
        pivot(objective_, dimension_);
        for (int step = 0; step < 50 * (n + width_); ++step) {
            const int column = entering();
            const int row = column < 0 ? -1 : leaving(column);
            if (row < 0)
                break;
            pivot(row, column);
        }
        for (int i = 0; i < n; ++i)
            if (basic_[i] >= 0 && basic_[i] < dimension_)
                u_[basic_[i]] = at(i, dimension_ + 1);
        return u_;
    }

private:
    static constexpr int slack = -1;
    static constexpr double flat = 1e-12; // smaller entries count as zero

    double &at(int row, int column) { return table_[static_cast<std::size_t>(row) * width_ + column]; }

    /// The steepest way up; a free coordinate that goes down is turned round in place.
    int entering() {
        int best = -1;
        double most = flat;
        for (int j = 0; j <= dimension_; ++j) {
            const double slope = nonbasic_[j] == slack ? -at(objective_, j) : std::fabs(at(objective_, j));
            if (slope > most) {
                most = slope;
                best = j;
            }
        }
        if (best >= 0)
            downwards_ = at(objective_, best) > 0;
        return best;
    }

    int leaving(int column) {
        int best = -1;
        double least = std::numeric_limits<double>::infinity(), size = 0;
        for (int i = 0; i < static_cast<int>(basic_.size()); ++i) {
            const double entry = downwards_ ? -at(i, column) : at(i, column);
            if (basic_[i] != slack || !(entry > flat))
                continue;
            const double ratio = std::max(at(i, dimension_ + 1), 0.0) / entry;
            if (ratio < least || (ratio == least && entry > size)) {
                least = ratio;
                size = entry;
                best = i;
            }
        }
        return best;
    }

    void pivot(int row, int column) {
        const double scale = 1 / at(row, column);
        for (int j = 0; j < width_; ++j)
            at(row, j) *= j == column ? 1 : scale;
        at(row, column) = scale;
        for (int i = 0; i < static_cast<int>(basic_.size()); ++i) {
            const double factor = at(i, column);
            if (i == row || factor == 0)
                continue;
            for (int j = 0; j < width_; ++j)
                if (j != column)
                    at(i, j) -= factor * at(row, j);
            at(i, column) = -factor * scale;
        }
        std::swap(basic_[row], nonbasic_[column]);
        downwards_ = false;
    }

    int dimension_, width_;
    int objective_ = 0;
    bool downwards_ = false;
    std::vector<double> table_, u_;
    std::vector<int> basic_, nonbasic_; // coordinates of u, r = dimension, or a slack
};

class BallFinder {
public:
    explicit BallFinder(const HalfSpaceColumns &all) : all_(all), program_(all.dimension) {}

    void find(std::size_t i, Balls &out) {
        const int d = all_.dimension;
        centre_.assign(all_.points.data() + i * d, all_.points.data() + (i + 1) * d);
        begin_ = i > 0 ? all_.ends[i - 1] : 0;
        end_ = all_.ends[i];
        if (all_.spacious[i]) {
            out.centres.insert(out.centres.end(), d, std::numeric_limits<double>::quiet_NaN());
            out.radii.push_back(std::numeric_limits<double>::infinity());
            return;
        }
        // Once more from the centre, where rounding is smaller.
        double radius = distances();
        for (int round = 0; round < 2; ++round) {
            const std::vector<double> before = centre_;
            const std::vector<double> &u = program_.solve(rows_);
            for (int k = 0; k < d; ++k)
                centre_[k] += u[k];
            const double found = distances();
            if (!(found >= radius)) {
                centre_ = before;
                break;
            }
            radius = found;
        }
        out.centres.insert(out.centres.end(), centre_.begin(), centre_.end());
        out.radii.push_back(std::max(radius, 0.0));
    }

private:
    /// Fills the rows, and returns the least distance from the centre.
    double distances() {
        const int d = all_.dimension;
        rows_.clear();
        double least = d == 0 ? 0 : std::numeric_limits<double>::infinity();
        for (std::int64_t k = begin_; k < end_; ++k) {
            const double *row = all_.entries.data() + k * (d + 1);
            double norm = 0, value = row[d];
            for (int j = 0; j < d; ++j) {
                norm += row[j] * row[j];
                value -= row[j] * centre_[j];
            }
            norm = std::sqrt(norm);
            for (int j = 0; j < d; ++j)
                rows_.push_back(row[j] / norm);
            rows_.push_back(std::max(value / norm, 0.0));
            least = std::min(least, value / norm);
        }
        return least;
    }

    const HalfSpaceColumns &all_;
    BallProgram program_;
    std::int64_t begin_ = 0, end_ = 0;
    std::vector<double> rows_, centre_;
};

} // namespace

void Balls::append(const Balls &from) {
    centres.insert(centres.end(), from.centres.begin(), from.centres.end());
    radii.insert(radii.end(), from.radii.begin(), from.radii.end());
}

Balls find_balls(const HalfSpaceColumns &polyhedra, int threads, Monitor &monitor) {
    return in_blocks<Balls, BallFinder>(polyhedra.ends.size(), threads, monitor,
                                        [&] { return std::make_unique<BallFinder>(polyhedra); });
}

} // namespace splinex
