#pragma once

#include "splinex/rows.hpp"
#include "splinex/tableau.hpp"

#include <optional>
#include <vector>

namespace splinex {

/// Proofs in floats that a candidate keeps one side on a cell (docs/exactness.md has the arguments). They read the multipliers
/// from the tableau, and everything else from the original rows with their error bounds.
class Certifier {
  public:
    Certifier(const Problem &problem, const Rows &rows, std::optional<SignedRow> slice);

    /// Is side * (candidate i) > 0 on the whole closed cell, proven? `layer` is the candidate's.
    bool keeps_side(const Tableau<double> &t, int i, int side, int layer);

    /// To be called whenever the basis changed.
    void basis_changed() { inverse_known_ = false; }
    void set_slice(std::optional<SignedRow> slice) { slice_ = slice; }

  private:
    bool bounded_proof(const Tableau<double> &t, int i, int side);
    bool enclosure_proof(const Tableau<double> &t, int i, int side, int layer);
    void gather(const Tableau<double> &t);
    void invert(const Tableau<double> &t);
    bool vanishes(int j, int layer_span) const;

    const Problem &problem_;
    const Rows &rows_;
    std::optional<SignedRow> slice_;
    // The nonbasic rows of the current basis (the slice's first), and how well the tableau inverts them.
    std::vector<int> ids_;
    std::vector<double> signs_;
    std::vector<const double *> pointers_;
    std::vector<const double *> x_columns_;
    std::vector<double> multipliers_;
    std::vector<double> column_norms_;
    Buffer<double> residual_, column_sums_;
    double contraction_ = 0;
    bool inverse_known_ = false;
};

} // namespace splinex
