#pragma once

#include <span>
#include <vector>

namespace splinex {

class WallRows;

/// The inverse R of some walls' coefficients A in some columns, as many of each, in floats, with what proves it: where
/// every row of |I - R A| adds up to less than 1, A is regular, and A^-1 = (I - R A)^-1 R.
class CertifiedInverse {
public:
    /// Chooses independent walls with large pivots among the given ones. False when floats cannot prove that there are
    /// enough.
    bool choose(const WallRows &walls, std::span<const int> among, std::span<const int> columns);

    /// Of the chosen walls, row by row of the inverse: its columns belong to them.
    const std::vector<int> &chosen() const { return chosen_; }

    /// Columns of the inverse are rays. Writes one with its largest entry 1 in magnitude, and returns a bound on the
    /// error of every entry.
    double column(int j, double *out) const;

    /// The point where the chosen walls vanish, with a bound on the error of every coordinate.
    double point(const WallRows &walls, std::vector<double> &x);

    /// The same point with every coordinate correctly rounded. False when it cannot be told.
    bool round(const WallRows &walls, std::vector<double> &x);

private:
    bool invert(const WallRows &walls);
    bool told_by_one_wall(const WallRows &walls, int i, double &x) const;
    void refine(const WallRows &walls, std::span<const double> x);

    int size_ = 0;
    std::vector<int> chosen_, columns_;
    std::vector<double> work_, inverse_; // (size, size), (size, size)
    std::vector<double> rest_;           // a bound on each row sum of |I - R A|
    double most_rest_ = 0;
    std::vector<double> residual_, slack_;  // of the chosen walls at a point
    std::vector<double> step_, step_error_; // from that point to the one where they vanish
};

} // namespace splinex
