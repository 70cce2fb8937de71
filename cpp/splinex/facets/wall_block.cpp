#include "splinex/facets/wall_block.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

void WallBlock::fill(const Rows &rows, int dimension, std::span<const SignedRow> walls) {
    dimension_ = dimension;
    count_ = static_cast<int>(walls.size());
    stride_ = padded(count_);
    entries_.assign((dimension + 1) * stride_, 0.0);
    constant_.assign(stride_, 0.0);
    slope_.assign(stride_, 0.0);
    asked_.assign(stride_, open);
    norms_.resize(count_);
    for (int w = 0; w < count_; ++w) {
        const SignedRow &wall = walls[w];
        const double *row = rows.row(wall.row);
        double square = 0;
        for (int i = 0; i <= dimension; ++i) {
            const double entry = row[i == 0 ? dimension : i - 1];
            entries_[i * stride_ + w] = wall.negated ? -entry : entry;
            square += i == 0 ? 0 : entry * entry;
        }
        norms_[w] = std::sqrt(square);
        asked_[w] = on;
        constant_[w] = rows.witness_constant(wall.row);
        slope_[w] = rows.witness_slope(wall.row);
    }
}

double WallBlock::growth(int wall, std::span<const double> v) const {
    double sum = 0;
    for (int i = 0; i < dimension_; ++i)
        sum += entries_[(i + 1) * stride_ + wall] * v[i];
    return sum;
}

void WallBlock::project(int wall, std::span<double> x) const {
    const double down = at(wall, x) / (norms_[wall] * norms_[wall]);
    for (int i = 0; i < dimension_; ++i)
        x[i] -= down * entries_[(i + 1) * stride_ + wall];
}

bool WallBlock::pierces(int wall, std::span<const double> x) {
    double size = 0, norm = 0;
    for (int i = 0; i < dimension_; ++i) {
        if (!(std::fabs(x[i]) < 1e300))
            return false;
        size = std::max(size, std::fabs(x[i]));
        norm += std::fabs(entries_[(i + 1) * stride_ + wall]);
    }
    asked_[wall] = open;
    double room = kernels.room(entries_.data(), stride_, dimension_, static_cast<int>(stride_), asked_.data(),
                               constant_.data(), slope_.data(), x.data(), size);
    asked_[wall] = on;
    room = std::min(room, std::max(1.0, size)); // there may be no other wall
    // In the corners of the box where the wall is largest and smallest it is its value here +- room * norm.
    const double bound = constant_[wall] + slope_[wall] * (size + room);
    return 0.999 * room * norm > 1.001 * (std::fabs(at(wall, x)) + bound) + 1e-280;
}

bool WallBlock::blurred(int wall, std::span<const double> x) const {
    constexpr double sharp = 1e-12; // relative: of the reported points, nothing else
    double size = 0;
    for (const double v : x)
        size = std::max(size, std::fabs(v));
    return constant_[wall] + slope_[wall] * size > sharp * (std::fabs(entries_[wall]) + norms_[wall] * size);
}

/// The scalar product of two walls' normals.
double WallBlock::slope(int wall, int other) const {
    double sum = 0;
    for (int i = 1; i <= dimension_; ++i)
        sum += entries_[i * stride_ + wall] * entries_[i * stride_ + other];
    return sum;
}

/// The nearest of the other walls, and how far it is; negative beyond it.
int WallBlock::worst(int wall, std::span<const double> x, double &least) const {
    int result = -1;
    least = std::numeric_limits<double>::infinity();
    for (int w = 0; w < count_; ++w)
        if (w != wall && norms_[w] > 0)
            if (const double distance = at(w, x) / norms_[w]; distance < least) {
                least = distance;
                result = w;
            }
    return result;
}

bool WallBlock::approach(int wall, std::span<const double> inside, std::vector<double> &x) const {
    constexpr int most_steps = 60;
    if (!(norms_[wall] > 0))
        return false;
    double margin = 0;
    if (worst(wall, inside, margin) < 0)
        margin = 1;
    margin = std::min(margin, at(wall, inside) / norms_[wall]) / 8;
    x.assign(inside.begin(), inside.end());
    for (int step = 0; step < most_steps; ++step) {
        project(wall, x);
        double least = 0;
        const int other = worst(wall, x, least);
        if (other < 0 || least > margin)
            return true;
        // Away from the other wall within this one.
        const double along = slope(wall, other) / (norms_[wall] * norms_[wall]);
        const double square = norms_[other] * norms_[other] - along * slope(wall, other);
        if (!(square > 1e-12 * norms_[other] * norms_[other]))
            return false;
        const double way = (2 * margin - least) * norms_[other] / square;
        for (int i = 1; i <= dimension_; ++i)
            x[i - 1] += way * (entries_[i * stride_ + other] - along * entries_[i * stride_ + wall]);
        margin *= 0.93;
    }
    return false;
}

bool WallBlock::recedes(std::span<const double> start) const {
    constexpr int most_steps = 60;
    std::vector<double> v(start.begin(), start.end());
    double margin = 0.02;
    for (int step = 0; step < most_steps; ++step) {
        double square = 0, size = 0, least = std::numeric_limits<double>::infinity();
        for (const double x : v) {
            square += x * x;
            size = std::max(size, std::fabs(x));
        }
        const double wanted = margin * std::sqrt(square);
        int other = -1;
        bool proven = size < 1e300;
        for (int w = 0; w < count_; ++w) {
            const double value = growth(w, v);
            proven = proven && value > 1.001 * slope_[w] * size + 1e-280;
            if (const double sine = value / norms_[w]; sine < least) {
                least = sine;
                other = w;
            }
        }
        if (proven || other < 0)
            return proven;
        for (int i = 0; i < dimension_; ++i)
            v[i] += (2 * wanted - least) * entries_[(i + 1) * stride_ + other] / norms_[other];
        margin *= 0.93;
    }
    return false;
}

} // namespace splinex
