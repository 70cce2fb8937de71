#include "splinex/certificates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

constexpr double room = 1.0001; // for the rounding of the bounds themselves: a few dozen operations
constexpr double tiny = 1e-280; // for underflow
constexpr double infinity = std::numeric_limits<double>::infinity(); // an overflow is never a proof

} // namespace

Certifier::Certifier(const Problem &problem, const Rows &rows)
    : problem_(problem), rows_(rows), residual_(rows.width()), column_sums_(rows.width()) {
    const auto n = static_cast<std::size_t>(problem.dimension);
    ids_.resize(n);
    signs_.resize(n);
    pointers_.resize(n);
    x_columns_.resize(n);
    multipliers_.resize(n);
    column_norms_.resize(n);
    vanishes_.resize(n);
}

bool Certifier::keeps_side(const Dictionary<double> &t, int i, int side, int layer) {
    return problem_.bounded ? bounded_proof(t, i, side) : enclosure_proof(t, i, side, layer);
}

/// For x in the cell and y >= 0, side * h(x) >= side * h(x) - sum y_j N_j(x) = r x + r_0 >= r_0 - sum |r_i| R_i.
bool Certifier::bounded_proof(const Dictionary<double> &t, int i, int side) {
    const int candidate = t.candidates[i];
    double slack = rows_.box_slack(candidate);
    int n = 0;
    for (int k = 1; k < t.columns(); ++k) {
        const double y = side * t.column(k)[i];
        if (!(y > 0))
            continue;
        const SignedRow &row = t.nonbasic[k - 1];
        pointers_[n] = rows_.row(row.row);
        multipliers_[n++] = row.negated ? -y : y;
        slack += y * rows_.box_slack(row.row);
    }
    const double *h = rows_.row(candidate);
    for (int k = 0; k < rows_.width(); ++k)
        residual_[k] = side * h[k];
    kernels.combine(pointers_.data(), multipliers_.data(), n, rows_.width(), residual_.data());
    double bound = residual_[problem_.dimension];
    for (int k = 0; k < problem_.dimension; ++k)
        bound -= std::fabs(residual_[k]) * problem_.radius[k];
    return bound > room * slack + tiny && bound < infinity;
}

void Certifier::gather(const Dictionary<double> &t) {
    int n = 0;
    const auto add = [&](const SignedRow &row, const double *column) {
        ids_[n] = row.row;
        signs_[n] = row.negated ? -1 : 1;
        pointers_[n] = rows_.row(row.row);
        x_columns_[n++] = column + t.x_begin;
    };
    if (slice_)
        add(*slice_, t.column(0));
    for (int k = 1; k < t.columns(); ++k)
        add(t.nonbasic[k - 1], t.column(k));
}

/// contraction >= ||I - X A_N||_1 with X the dictionary's inverse of the nonbasic rows A_N, and the 1-norms of X's
/// columns.
void Certifier::invert(const Dictionary<double> &t) {
    gather(t);
    inverse_known_ = true;
    const int d = problem_.dimension;
    double slip = 0;
    for (int j = 0; j < d; ++j) {
        double norm = 0;
        for (int i = 0; i < d; ++i)
            norm += std::fabs(x_columns_[j][i]);
        column_norms_[j] = norm * room;
        slip += column_norms_[j] * rows_.coefficient_slack(ids_[j]);
    }
    std::ranges::fill(column_sums_, 0.0);
    for (int i = 0; i < d; ++i) {
        std::ranges::fill(residual_, 0.0);
        residual_[i] = 1;
        for (int j = 0; j < d; ++j)
            multipliers_[j] = signs_[j] * x_columns_[j][i];
        kernels.combine(pointers_.data(), multipliers_.data(), d, rows_.width(), residual_.data());
        for (int k = 0; k < d; ++k)
            column_sums_[k] += std::fabs(residual_[k]);
    }
    double most = 0;
    for (int k = 0; k < d; ++k)
        most = column_sums_[k] > most ? column_sums_[k] : most;
    const double unit = d * (d + 8) * 0x1p-53;
    contraction_ = room * (most + slip) + unit;
    // A norm that is not a number never passes the test below; `most` would hide it.
    for (int k = 0; k < d; ++k)
        if (!(column_sums_[k] < infinity))
            contraction_ = infinity;
}

/// Nonbasic rows that lie in the span of layer m and whose number reaches its dimension are a basis of it: any row of
/// the span, and so of layer `layer` >= m, has multiplier exactly zero on the others.
void Certifier::find_vanishing(int layer) {
    std::ranges::fill(vanishes_, false);
    for (int m = layer; m > 0; --m) { // the innermost layer whose span the nonbasic rows fill says most
        int inside = 0;
        for (int id : ids_)
            inside += rows_.spans(id, m);
        if (inside < rows_.rank_bound(m))
            continue;
        for (std::size_t j = 0; j < ids_.size(); ++j)
            vanishes_[j] = !rows_.spans(ids_[j], m);
        return;
    }
}

/// The exact multipliers y* of h on the nonbasic rows lie within column_norms * |residual| / (1 - contraction) of the
/// computed ones. True when they are all positive, or zero by structure; residual_ then holds what is left of h.
bool Certifier::enclose(const Dictionary<double> &t, int i, int side, int layer, Enclosure &found) {
    if (!inverse_known_) {
        invert(t);
        find_vanishing(layer);
    }
    if (!(contraction_ < 0.5))
        return false;
    const int d = problem_.dimension;
    const int candidate = t.candidates[i];
    const int first = slice_ ? 1 : 0;
    double slack = rows_.coefficient_slack(candidate);
    found = {0, 0, rows_.constant_slack(candidate)};
    std::vector<double> &y = multipliers_;
    for (int j = 0; j < d; ++j) {
        const double value = vanishes_[j] ? 0.0 : side * (j < first ? t.column(0)[i] : t.column(j + 1 - first)[i]);
        slack += std::fabs(value) * rows_.coefficient_slack(ids_[j]);
        found.constant_slack += std::fabs(value) * rows_.constant_slack(ids_[j]);
        y[j] = signs_[j] * value;
    }
    const double *h = rows_.row(candidate);
    for (int k = 0; k < rows_.width(); ++k)
        residual_[k] = side * h[k];
    kernels.combine(pointers_.data(), y.data(), d, rows_.width(), residual_.data());
    double off = 0;
    for (int k = 0; k < d; ++k)
        off = std::fabs(residual_[k]) > off || residual_[k] != residual_[k] ? std::fabs(residual_[k]) : off;
    const double reach = room * (off + room * slack + tiny) / (1 - contraction_);
    for (int j = 0; j < d; ++j) {
        if (vanishes_[j])
            continue;
        const double margin = room * column_norms_[j] * reach;
        if (!(signs_[j] * y[j] > margin))
            return false;
        ++found.positive;
        found.lost += margin * (std::fabs(pointers_[j][d]) + rows_.constant_slack(ids_[j]));
    }
    return true;
}

/// If the multipliers leave a positive constant, h is positive on the cell.
bool Certifier::enclosure_proof(const Dictionary<double> &t, int i, int side, int layer) {
    Enclosure found;
    if (!enclose(t, i, side, layer, found))
        return false;
    if (slice_) // homogeneous: the multiplier of the slice, just proven positive, is the value there
        return !vanishes_[0];
    const double constant = residual_[problem_.dimension];
    return constant > room * (found.lost + found.constant_slack) + tiny && constant < infinity;
}

int Certifier::positive_multipliers(const Dictionary<double> &t, int i, int side, int layer) {
    Enclosure found;
    return enclose(t, i, side, layer, found) ? found.positive : 0;
}

} // namespace splinex
