#include "splinex/explorer.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

/// More rows than that rarely have all sign vectors on a cell.
constexpr int promising = 3;

/// At the point x, every row of the layer that is still open is within a ball of that radius, in the maximum norm,
/// around which the cell has points; and the columns from `first` on change one of them at unit rate each. Then all
/// their sign vectors occur: with Y those columns and M the exact rows, x + t Y s has the signs s as soon as t (1 - e)
/// exceeds what the rows are at x, where e bounds the row sums of |M Y - I|.
bool reaches_all_signs(const Dictionary<double> &t, int first, const Rows &rows, const std::vector<double> &x,
                       double radius) {
    const int n = t.columns() - first, d = t.dimension;
    double size = 0, reach = 0; // of x; of the steps Y s
    for (int i = 0; i < d; ++i) {
        double sum = 0;
        for (int k = first; k < t.columns(); ++k)
            sum += std::fabs(t.column(k)[t.x_begin + i]);
        reach = std::max(reach, sum);
        size = std::max(size, std::fabs(x[i]));
    }
    const double step = radius / (1.001 * reach);
    for (int j = 0; j < n; ++j) {
        const int id = t.nonbasic[first + j - 1].row;
        const double sign = t.nonbasic[first + j - 1].negated ? -1 : 1;
        const double *row = rows.row(id);
        double error = 0;
        for (int k = 0; k < n; ++k) {
            double product = 0, length = 0;
            for (int i = 0; i < d; ++i) {
                const double y = t.column(first + k)[t.x_begin + i];
                product += sign * row[i] * y;
                length += std::fabs(y);
            }
            error += std::fabs(product - (j == k)) + rows.coefficient_slack(id) * length;
        }
        double height = row[d];
        for (int i = 0; i < d; ++i)
            height += row[i] * x[i];
        const double most = std::fabs(height) + rows.witness_constant(id) + rows.witness_slope(id) * size;
        if (!(error < 0.5 && 0.5 * step > 1.001 * most + 1e-280 && most < 1e300))
            return false;
    }
    return true;
}

} // namespace

/// All that is left to decide of the last layer, and nobody wants the cells: the row that was just cut by, and the open
/// candidates. If each cuts the section of the cell by those before it, all their sign vectors occur.
template <class A> bool Explorer::saturates(Node &node, int row) {
    auto &t = node.dictionary<typename A::Number>();
    const int n = t.n_candidates() + 1;
    if (n > promising || n >= t.columns())
        return false;
    Dictionary<typename A::Number> &section = n == 1 ? t : sections_of<typename A::Number>();
    if (n > 1)
        section.copy_from(t);
    int movable = section.columns();
    section.swap_columns(section.column_of(row), --movable);
    while (section.n_candidates() > 0) {
        const Sweep seen = sweep<A>(section, score_);
        if (seen.free > 0)
            return false;
        const Walk w = walk<A>(section, seen.best, movable, effort());
        if (w.verdict != Verdict::cut)
            return false;
        ++effort().pivots;
        if (!enter_candidate<A>(section, seen.best, w.column))
            return false;
        section.swap_columns(w.column, --movable);
    }
    if constexpr (!A::exact) {
        const double radius = witness_.find_room(section, movable, node.layer, node.states);
        if (!(radius > 0) || !reaches_all_signs(section, movable, rows_, witness_.point(), radius))
            return false;
    }
    const long long cells = 1LL << n;
    effort().cuts += cells - 1;
    (A::exact ? effort().exact_witnesses : effort().float_witnesses) += cells;
    findings_->share += node.share;
    findings_->counts[node.layer] += cells;
    pop();
    return true;
}

template bool Explorer::saturates<FloatArithmetic>(Node &, int);
template bool Explorer::saturates<SmallArithmetic>(Node &, int);
template bool Explorer::saturates<BigArithmetic>(Node &, int);

} // namespace splinex
