#pragma once

#include "splinex/flats/flat_rows.hpp"

#include <span>
#include <vector>

namespace splinex {

/// The vertex where d rows vanish and the edges along which one of them grows at rate 1, in floats, with proven
/// distances to the exact ones.
class FlatFrame {
public:
    explicit FlatFrame(const FlatRows &rows);

    /// `columns[0]` is the vertex, `columns[k]` the edge of basis[k - 1]. False when nothing is proven of them.
    bool certify(std::span<const int> basis, std::span<const double *const> columns);

    const double *column(int k) const { return columns_.data() + static_cast<long>(k) * width_; }
    /// Largest coordinate, and largest error of one.
    double size(int k) const { return size_[k]; }
    double error(int k) const { return error_[k]; }

    /// Rates at which the height grows along edge k, and their errors.
    double slope(int k) const { return slope_[k]; }
    double slope_error(int k) const;

private:
    const FlatRows &rows_;
    int width_, lanes_;
    Buffer<double> columns_, transposed_, residual_;
    std::vector<const double *> pointers_;
    Buffer<double> size_, slope_;
    std::vector<double> error_;
};

} // namespace splinex
