#pragma once

#include "splinex/rows.hpp"
#include "splinex/signed_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// A quotient as the sum of the nearest double and another one, to a relative error below `error`.
struct Split {
    static constexpr double error = 0x1p-100;

    double high, low;
    bool usual; // zero, or so far from both ends of the range that products of many are too; else low is 0
};
Split split(const BigInt &numerator, const BigInt &denominator);

/// The walls of the entered cell as functions of the problem's coordinates, each >= 0 on it and divided by its largest
/// coefficient. Rounded from the exact rows, once for every parent.
class WallRows {
public:
    WallRows(const Problem &problem, Rows &rows);

    void take(std::span<const SignedRow> walls);

    int count() const { return static_cast<int>(walls_.size()); }
    int dimension() const { return dimension_; }
    /// Coefficients 0 to dimension - 1, then the constant: the nearest doubles (infinite beyond the largest), and what
    /// they leave.
    const double *high(int wall) const { return high_.data() + static_cast<std::size_t>(wall) * (dimension_ + 1); }
    const double *low(int wall) const { return low_.data() + static_cast<std::size_t>(wall) * (dimension_ + 1); }
    /// Whether all its entries are (Split::usual).
    bool usual(int wall) const { return usual_[wall] != 0; }
    /// The same row as coprime integers.
    std::vector<BigInt> exact(int wall);

private:
    struct Known {
        long long parent = -2; // no parent
        bool usual = false;
    };
    void round(int id, long long parent);

    const Problem &problem_;
    Rows &rows_;
    int dimension_;
    std::vector<Known> known_;                   // of each row id
    std::vector<double> known_high_, known_low_; // (row ids, dimension + 1)
    std::vector<SignedRow> walls_;
    std::vector<double> high_, low_;
    std::vector<std::uint8_t> usual_;
};

/// The double nearest to a quotient with a positive denominator, infinite beyond the largest.
double rounded(const BigInt &numerator, const BigInt &denominator);

} // namespace splinex
