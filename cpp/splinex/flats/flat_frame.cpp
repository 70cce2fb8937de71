#include "splinex/flats/flat_frame.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr double room = 1.001; // for the rounding of the bounds themselves
constexpr double tiny = 1e-280;

} // namespace

FlatFrame::FlatFrame(const FlatRows &rows)
    : rows_(rows), width_(padded(rows.dimension)), lanes_(padded(rows.dimension + 1)),
      columns_((rows.dimension + 1) * width_, 0.0), transposed_(rows.dimension * lanes_, 0.0), residual_(lanes_),
      pointers_(rows.dimension), size_(lanes_), slope_(lanes_), error_(rows.dimension + 1) {}

/// Let A be the exact rows, X the float edges, R = I - A X and k >= its 1-norm. If k < 1, A is nonsingular and
/// A^-1 - X = X (I - R)^-1 R, p - p* = X (I - R)^-1 (A p + b).
bool FlatFrame::certify(std::span<const int> basis, std::span<const double *const> columns) {
    const int d = rows_.dimension;
    double slope_slack = 0, constant_slack = 0, most = 0, contraction = 0;
    for (int i = 0; i < d; ++i) {
        slope_slack += rows_.slope_slack[basis[i]];
        constant_slack += rows_.constant_slack[basis[i]];
        pointers_[i] = rows_.by_row[basis[i]];
    }
    for (int k = 0; k <= d; ++k) {
        std::copy(columns[k], columns[k] + d, columns_.begin() + static_cast<long>(k) * width_);
        for (int i = 0; i < d; ++i)
            transposed_[i * lanes_ + k] = columns[k][i];
    }
    kernels.frame({d, lanes_, transposed_.data()}, pointers_.data(), rows_.height.data(), size_.data(), slope_.data(),
                  residual_.data());
    for (int k = 0; k <= d; ++k) {
        const double off = residual_[k] + slope_slack * size_[k] + (k == 0 ? constant_slack : 0) + tiny;
        error_[k] = off;
        if (!(off < 1e280) || !(size_[k] < 1e280))
            return false;
        if (k > 0) {
            most = std::max(most, size_[k]);
            contraction = std::max(contraction, off);
        }
    }
    if (!(contraction < 0.5))
        return false;
    for (double &e : error_)
        e = room * most * e / (1 - contraction) + tiny;
    return true;
}

double FlatFrame::slope_error(int k) const {
    return rows_.height_norm * (error_[k] + (rows_.dimension + 2) * 0x1p-53 * size_[k]) * room + tiny;
}

} // namespace splinex
