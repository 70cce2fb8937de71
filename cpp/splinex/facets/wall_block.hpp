#pragma once

#include "splinex/buffer.hpp"
#include "splinex/rows.hpp"
#include "splinex/signed_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The walls of a cell as floats with their slacks, coefficient by coefficient as the kernels take them, each >= 0 on
/// the cell.
class WallBlock {
public:
    void fill(const Rows &rows, int dimension, std::span<const SignedRow> walls);

    int count() const { return count_; }
    /// Coefficient i of all walls, i = 0 the constants.
    const double *coefficients(int i) const { return entries_.data() + i * stride_; }
    double at(int wall, std::span<const double> x) const { return entries_[wall] + growth(wall, x); }

    /// Moves x to the nearest point on the wall's hyperplane.
    void project(int wall, std::span<double> x) const;

    /// Proven: the other walls are positive on a box around x, and this one has both signs there. So its hyperplane
    /// meets the cell in a facet on which the others are positive somewhere.
    bool pierces(int wall, std::span<const double> x);
    /// The float row may be off by more than rounding would be, near the point.
    bool blurred(int wall, std::span<const double> x) const;

    /// A point on a wall where the others look positive, from a point of the interior: step after step off the wall
    /// that is worst (relaxation, as FloatWitness). False when it takes too long.
    bool approach(int wall, std::span<const double> inside, std::vector<double> &x) const;

    /// Proven: all walls grow along some direction near v, so the cell is unbounded.
    bool recedes(std::span<const double> v) const;

private:
    double growth(int wall, std::span<const double> v) const;
    double slope(int wall, int other) const;
    int worst(int wall, std::span<const double> x, double &least) const;

    int dimension_ = 0, count_ = 0;
    long stride_ = 0;
    Buffer<double> entries_, constant_, slope_;
    std::vector<double> norms_; // Euclidean
    std::vector<std::uint8_t> asked_;
};

} // namespace splinex
