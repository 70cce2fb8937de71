#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/rows.hpp"

#include <optional>
#include <span>
#include <vector>

namespace splinex {

/// Proofs that a cell has no points beyond a row: some of its walls and the row, of which a combination with
/// nonnegative multipliers, unique up to a factor, is a constant that is not positive.
///
/// A simplex dictionary in floats proposes the walls, integers verify them; what floats do not find is left to an exact
/// linear program.
class CellEmptiness {
public:
    CellEmptiness(const Problem &problem, Rows &rows);

    /// Turns to the open cell where the walls are positive. `near` is a point of it, up to rounding; `finite`: the rows
    /// are, as floats.
    void enter(std::span<const SignedRow> walls, std::span<const double> near, bool finite);

    /// Walls and, last, `beyond`: no point of the cell has it positive. Empty when there is such a point, or none of
    /// the rows alone excludes it: with `single` only floats are asked.
    std::vector<SignedRow> exclude(SignedRow beyond, bool single);
    /// The same of several rows, not all of which are positive at any point of the cell; exact.
    std::vector<SignedRow> exclude(std::span<const SignedRow> beyond);

private:
    bool start();
    bool minimise(double sign);
    void load(int row);
    std::vector<SignedRow> support(double sign, double least) const;
    bool verified(std::span<const SignedRow> rows);

    const Problem &problem_;
    Rows &rows_;
    std::vector<SignedRow> walls_;
    std::vector<double> near_;
    bool finite_ = false;
    enum class Start : char { none, there, failed } started_ = Start::none;
    int pointed_ = 0; // columns before this one are of walls; along the others the cell is a product with a line
    Dictionary<double> t_;
};

} // namespace splinex
