#include "splinex/flat_frame.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr double room = 1.001; // for the rounding of the bounds themselves
constexpr double tiny = 1e-280;

} // namespace

FlatFrame::FlatFrame(const FlatRows &rows)
    : rows_(rows), width_(padded(rows.dimension)), columns_((rows.dimension + 1) * width_, 0.0),
      matrix_((rows.dimension + 1) * width_, 0.0), residual_(width_), size_(rows.dimension + 1),
      error_(rows.dimension + 1), slope_(rows.dimension + 1) {
    for (int i = 0; i <= rows.dimension; ++i)
        pointers_.push_back(matrix_.data() + static_cast<long>(i) * width_);
}

/// Let A be the exact rows, X the float edges, R = I - A X and k >= its 1-norm. If k < 1, A is nonsingular and
/// A^-1 - X = X (I - R)^-1 R, p - p* = X (I - R)^-1 (A p + b).
bool FlatFrame::certify(std::span<const int> basis, std::span<const double *const> columns) {
    const int d = rows_.dimension;
    double slope_slack = 0, constant_slack = 0, most = 0, contraction = 0;
    for (int i = 0; i < d; ++i) {
        slope_slack += rows_.slope_slack[basis[i]];
        constant_slack += rows_.constant_slack[basis[i]];
        for (int l = 0; l <= d; ++l)
            matrix_[static_cast<long>(l) * width_ + i] = rows_.entries[static_cast<long>(l) * rows_.count + basis[i]];
    }
    for (int k = 0; k <= d; ++k) {
        std::copy(columns[k], columns[k] + d, columns_.begin() + static_cast<long>(k) * width_);
        const double *x = column(k);
        size_[k] = slope_[k] = 0;
        for (int i = 0; i < d; ++i) {
            size_[k] = std::max(size_[k], std::fabs(x[i]));
            slope_[k] += rows_.height[i] * x[i];
        }
        if (k > 0)
            most = std::max(most, size_[k]);
        if (k > 0) {
            std::ranges::fill(residual_, 0.0);
            residual_[k - 1] = 1;
        } else {
            for (int i = 0; i < width_; ++i)
                residual_[i] = -matrix_[i];
        }
        kernels.combine(pointers_.data() + 1, x, d, width_, residual_.data());
        double off = slope_slack * size_[k] + (k == 0 ? constant_slack : 0) + tiny;
        for (int i = 0; i < d; ++i)
            off += std::fabs(residual_[i]);
        error_[k] = off;
        if (k > 0)
            contraction = !(off <= contraction) ? off : contraction;
    }
    if (!(contraction < 0.5) || !(error_[0] < 1e280))
        return false;
    for (double &e : error_)
        e = room * most * e / (1 - contraction) + tiny;
    return most < 1e280;
}

double FlatFrame::slope_error(int k) const {
    return rows_.height_norm * (error_[k] + (rows_.dimension + 2) * 0x1p-53 * size_[k]) * room + tiny;
}

} // namespace splinex
