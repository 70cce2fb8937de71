#include "splinex/flats/flat_node.hpp"

#include "splinex/exact_lp.hpp"
#include "splinex/loading.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr double threshold = 1e-10; // steers only
constexpr double room = 1.0001;
constexpr double tiny = 1e-280;

} // namespace

FlatStepper::FlatStepper(const Problem &problem, Rows &rows, const FlatRows &flat_rows)
    : problem_(problem), exact_rows_(rows), rows_(flat_rows),
      stride_(flat_rows.count + padded(flat_rows.dimension) + lanes), factor_(flat_rows.dimension + 1),
      pointers_(flat_rows.dimension), residual_(rows.width()) {}

void FlatStepper::pivot(FlatNode &node, int row, int k) {
    const int n = rows_.dimension + 1;
    for (int i = 0; i < n; ++i)
        factor_[i] = column(node, i)[row];
    const double inverse = 1.0 / factor_[k];
    for (int i = 0; i < n; ++i)
        factor_[i] *= inverse;
    const Extent extent{0, static_cast<int>(stride_)};
    kernels.eliminate(node.data.data(), stride_, n, row, k, factor_.data(), inverse, &extent, 1);
    std::swap(node.at[row], node.columns[k - 1]);
}

std::optional<FlatNode> FlatStepper::whole() {
    std::vector<int> basis;
    if (problem_.domain_rows.rows == 0) {
        basis = problem_.basis; // a corner of the box
    } else {
        std::vector<SignedRow> walls, start;
        for (int r = 0; r < problem_.n_domain_rows(); ++r)
            walls.push_back({r, false});
        for (int r : problem_.basis)
            start.push_back({r, false});
        Dictionary<BigInt> t;
        Effort effort;
        if (!splinex::load<BigArithmetic>(t, exact_rows_, rows_.dimension, {{}, walls, start}) ||
            !make_feasible(t, effort))
            return std::nullopt;
        for (const SignedRow &r : t.nonbasic)
            basis.push_back(r.row);
    }
    FlatNode node;
    node.last = rows_.units;
    if (!load(node, basis) || !descend(node))
        return std::nullopt;
    return node;
}

/// The dictionary where the given rows of the domain vanish.
bool FlatStepper::load(FlatNode &node, const std::vector<int> &basis) {
    const int d = rows_.dimension;
    node.data.assign((d + 1) * stride_, 0.0);
    node.columns.assign(d, -1);
    node.at.resize(rows_.count);
    for (int p = 0; p < rows_.count; ++p)
        node.at[p] = rows_.ids[p] < 0 ? -1 : p;
    for (int k = 0; k <= d; ++k) {
        double *c = column(node, k);
        std::copy_n(rows_.entries.data() + static_cast<long>(k) * rows_.count, rows_.count, c);
        if (k > 0) {
            c[rows_.count + k - 1] = 1;
            c[stride_ - lanes] = rows_.height[k - 1];
        }
    }
    for (const int id : basis) {
        const int row = rows_.first_facet + id;
        int best = 0;
        for (int k = 1; k <= d; ++k)
            if (node.columns[k - 1] < 0 &&
                (best == 0 || std::fabs(column(node, k)[row]) > std::fabs(column(node, best)[row])))
                best = k;
        if (best == 0 || !(std::fabs(column(node, best)[row]) > threshold))
            return false;
        pivot(node, row, best);
        for (int k = 0; k <= d; ++k)
            column(node, k)[row] = 0; // was a coordinate, which has a row of its own
    }
    return true;
}

/// Primal pivots from a vertex of the domain to its lowest one.
bool FlatStepper::descend(FlatNode &node) {
    const int d = rows_.dimension;
    for (int left = 100 + 10 * (d + rows_.facets); left > 0; --left) {
        int best = 1;
        for (int k = 2; k <= d; ++k)
            if (slope(node, k) < slope(node, best))
                best = k;
        if (slope(node, best) > 0)
            return true;
        int row = -1;
        double nearest = 0;
        list_facet_rows(node);
        for (const int r : facet_rows_) {
            const double t = column(node, best)[r];
            const double distance = std::max(column(node, 0)[r], 0.0) / -t;
            if (t < -threshold && (row < 0 || distance < nearest)) {
                row = r;
                nearest = distance;
            }
        }
        if (row < 0)
            return false;
        pivot(node, row, best);
    }
    return false;
}

/// The rows of basic facets: those of facets, and those of hyperplanes that a facet made room for.
void FlatStepper::list_facet_rows(const FlatNode &node) {
    facet_rows_.clear();
    for (int r = rows_.first_facet; r < rows_.first_facet + rows_.facets; ++r)
        if (node.at[r] >= 0)
            facet_rows_.push_back(r);
    for (const int r : node.units)
        if (rows_.is_facet(node.at[r]))
            facet_rows_.push_back(r);
}

/// The facet to leave when `row` is to grow (side 1) or to fall (-1) and the slopes of the height are to stay positive;
/// 0 when there is none.
int FlatStepper::dual_column(const FlatNode &node, int row, int side) const {
    int best = 0;
    double least = 0;
    for (int k = 1; k <= rows_.dimension; ++k) {
        const double t = side * column(node, k)[row];
        if (!rows_.is_facet(node.columns[k - 1]) || !(t > threshold))
            continue;
        const double ratio = slope(node, k) / t;
        if (best == 0 || ratio < least) {
            best = k;
            least = ratio;
        }
    }
    return best;
}

FlatStepper::Outcome FlatStepper::add(const FlatNode &flat, int unit, FlatNode &out) {
    const int side = column(flat, 0)[unit] > 0 ? 1 : -1;
    const int entering = dual_column(flat, unit, -side);
    if (entering == 0)
        return excluded(flat, unit, side);
    out.units = flat.units;
    out.columns = flat.columns;
    out.at = flat.at;
    out.data = flat.data;
    out.next = unit + 1;
    out.last = rows_.units;
    out.entered = false;
    pivot(out, unit, entering);
    out.units.push_back(unit);
    list_facet_rows(out);
    for (int left = 20 + 2 * rows_.facets; left > 0; --left) {
        int worst = -1;
        for (const int r : facet_rows_)
            if (column(out, 0)[r] < (worst < 0 ? -threshold : column(out, 0)[worst]))
                worst = r;
        if (worst < 0)
            return inside;
        const int k = dual_column(out, worst, 1);
        if (k == 0)
            return excluded(out, worst, -1);
        pivot(out, worst, k);
    }
    return unsure;
}

/// side * row > 0 on the flat within the domain: with y_j >= 0 where N_j is a facet, and any y_j where N_j vanishes on
/// the flat, side * row >= side * row - sum y_j N_j = r_0 + r x >= r_0 - sum |r_i| R_i.
FlatStepper::Outcome FlatStepper::excluded(const FlatNode &node, int row, int side) {
    const int id = rows_.ids[node.at[row]];
    double slack = exact_rows_.box_slack(id);
    int n = 0;
    for (int k = 1; k <= rows_.dimension; ++k) {
        const int position = node.columns[k - 1];
        const double y = side * column(node, k)[row];
        if (y == 0 || (rows_.is_facet(position) && !(y > 0)))
            continue;
        pointers_[n] = exact_rows_.row(rows_.ids[position]);
        factor_[n++] = y;
        slack += std::fabs(y) * exact_rows_.box_slack(rows_.ids[position]);
    }
    const double *h = exact_rows_.row(id);
    for (int k = 0; k < exact_rows_.width(); ++k)
        residual_[k] = side * h[k];
    kernels.combine(pointers_.data(), factor_.data(), n, exact_rows_.width(), residual_.data());
    double bound = residual_[rows_.dimension];
    for (int k = 0; k < rows_.dimension; ++k)
        bound -= std::fabs(residual_[k]) * problem_.radius[k];
    const bool proven = bound > room * slack + tiny && bound < std::numeric_limits<double>::infinity();
    return proven ? outside : unsure;
}

} // namespace splinex
