#pragma once

#include "splinex/dictionary.hpp"
#include "splinex/rows.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace splinex {

/// Proofs in floats that a candidate keeps one side on a cell (docs/exactness.md has the arguments). They read the
/// multipliers from the dictionary, and everything else from the original rows with their error bounds.
class Certifier {
public:
    Certifier(const Problem &problem, const Rows &rows);

    /// Is side * (candidate i) > 0 on the whole closed cell, proven? `layer` is that of all candidates.
    bool keeps_side(const Dictionary<double> &t, int i, int side, int layer);

    /// By how many nonbasic rows side * (candidate i) grows, and by no other does it fall: its exact multipliers are
    /// proven to be positive, or zero by structure. 0 without a proof.
    int positive_multipliers(const Dictionary<double> &t, int i, int side, int layer);

    /// Turns to another dictionary; `slice` is the row that it fixes at one, if any.
    void enter(std::optional<SignedRow> slice) {
        slice_ = slice;
        basis_changed();
    }
    /// To be called whenever the basis changed.
    void basis_changed() { inverse_known_ = false; }

private:
    bool bounded_proof(const Dictionary<double> &t, int i, int side);
    bool enclosure_proof(const Dictionary<double> &t, int i, int side, int layer);
    /// What enclosed multipliers leave: how many are positive, and what their errors take from the constant.
    struct Enclosure {
        int positive = 0;
        double lost = 0, constant_slack = 0;
    };
    bool enclose(const Dictionary<double> &t, int i, int side, int layer, Enclosure &found);
    void gather(const Dictionary<double> &t);
    void invert(const Dictionary<double> &t);
    void find_vanishing(int layer);

    const Problem &problem_;
    const Rows &rows_;
    std::optional<SignedRow> slice_;
    // The nonbasic rows of the current basis (the slice's first), and how well the dictionary inverts them.
    std::vector<int> ids_;
    std::vector<double> signs_;
    std::vector<const double *> pointers_;
    std::vector<const double *> x_columns_;
    std::vector<double> multipliers_;
    std::vector<double> column_norms_;
    std::vector<std::uint8_t> vanishes_;
    Buffer<double> residual_, column_sums_;
    double contraction_ = 0;
    bool inverse_known_ = false;
};

} // namespace splinex
