#include "splinex/arithmetic.hpp"

#include "splinex/monitor.hpp"

namespace splinex {

Effort &Effort::operator+=(const Effort &o) {
    cuts += o.cuts;
    free += o.free;
    floats += o.floats;
    exact += o.exact;
    float_witnesses += o.float_witnesses;
    exact_witnesses += o.exact_witnesses;
    pivots += o.pivots;
    exact_lps += o.exact_lps;
    return *this;
}

namespace {

/// The pivot row, copied out before the columns change. Small enough for the stack in all but the widest problems.
template <class T> struct PivotRow {
    explicit PivotRow(const Dictionary<T> &t, int row) : size(t.columns()) {
        if (size > static_cast<int>(std::size(local))) {
            spare.resize(size);
            values = spare.data();
        }
        for (int k = 0; k < size; ++k)
            values[k] = t.column(k)[row];
    }
    T local[32];
    std::vector<T> spare;
    T *values = local;
    int size;
};

Block first_block(const Dictionary<double> &t, int column, double eps) {
    const int begin = t.constraint_begin;
    const Ratio r = kernels.ratio(t.column(0) + begin, t.column(column) + begin, padded(t.n_constraints()), eps);
    return {r.index, r.value};
}

} // namespace

Block FloatArithmetic::block(const Dictionary<double> &t, int column) { return first_block(t, column, threshold); }
Block SmallArithmetic::block(const Dictionary<double> &t, int column) { return first_block(t, column, 0); }

bool FloatArithmetic::pivot(Dictionary<double> &t, int row, int column) {
    PivotRow<double> p(t, row);
    const double inverse = 1.0 / p.values[column];
    for (int k = 0; k < p.size; ++k)
        p.values[k] *= inverse;
    const auto extents = t.extents();
    kernels.eliminate(t.data.data(), t.stride, p.size, row, column, p.values, inverse, extents.begin(), 3);
    return true;
}

bool SmallArithmetic::pivot(Dictionary<double> &t, int row, int column) {
    PivotRow<double> p(t, row);
    const double pivot = p.values[column];
    const double sign = pivot < 0 ? -1 : 1;
    for (int k = 0; k < p.size; ++k)
        p.values[k] *= sign;
    const auto extents = t.extents();
    double most = kernels.eliminate_integers(t.data.data(), t.stride, p.size, row, column, p.values, sign * pivot, sign,
                                             t.denominator, extents.begin(), 3);
    t.denominator = sign * pivot;
    return most < limit;
}

Block BigArithmetic::block(const Dictionary<BigInt> &t, int column) {
    const BigInt *slope = t.column(column) + t.constraint_begin;
    const BigInt *beta = t.column(0) + t.constraint_begin;
    int best = -1;
    for (int r = 0; r < t.n_constraints(); ++r)
        if (slope[r] < 0 && (best < 0 || beta[r] * slope[best] > beta[best] * slope[r]))
            best = r; // beta / |slope| is smaller: both slopes are negative, so the products change the order
    return {best, 0};
}

bool BigArithmetic::crosses(const Dictionary<BigInt> &t, int i, int column, const Block &b) {
    if (b.row < 0)
        return true;
    const int r = t.at_constraint(b.row);
    return abs(t.column(0)[i]) * abs(t.column(column)[r]) < t.column(0)[r] * abs(t.column(column)[i]);
}

bool BigArithmetic::pivot(Dictionary<BigInt> &t, int row, int column) {
    std::vector<BigInt> p(t.columns());
    for (int k = 0; k < t.columns(); ++k)
        p[k] = t.column(k)[row];
    const bool negative = p[column] < 0;
    if (negative)
        for (BigInt &v : p)
            v = -v;
    const BigInt scale = p[column];
    BigInt *source = t.column(column);
    for (const Extent &e : t.extents()) {
        for (int k = 0; k < t.columns(); ++k) {
            if (k == column)
                continue;
            Listening::poll();
            BigInt *c = t.column(k);
            for (int i = e.begin; i < e.end; ++i) {
                if (c[i] == 0 && (source[i] == 0 || p[k] == 0))
                    continue;
                c[i] = (c[i] * scale - source[i] * p[k]) / t.denominator;
            }
        }
        if (negative)
            for (int i = e.begin; i < e.end; ++i)
                source[i] = -source[i];
    }
    for (int k = 0; k < t.columns(); ++k)
        t.column(k)[row] = -p[k];
    t.column(column)[row] = negative ? BigInt(-t.denominator) : t.denominator;
    t.denominator = scale;
    return true;
}

namespace {

void drop_one_signed(Dictionary<double> &t, double eps) {
    thread_local std::vector<int> found;
    found.resize(padded(t.n_constraints()));
    const int n = kernels.one_signed(t.data.data(), t.stride, t.columns(), t.constraint_begin, t.n_constraints(), eps,
                                     found.data());
    for (int i = 0; i < n; ++i)
        t.remove_constraint(found[i]);
}

} // namespace

template <> void drop_implied<FloatArithmetic>(Dictionary<double> &t) {
    drop_one_signed(t, FloatArithmetic::threshold);
}
template <> void drop_implied<SmallArithmetic>(Dictionary<double> &t) {
    drop_one_signed(t, SmallArithmetic::threshold);
}
template <> void drop_implied<BigArithmetic>(Dictionary<BigInt> &t) {
    for (int r = t.n_constraints() - 1; r >= 0; --r) {
        bool implied = true;
        for (int k = 0; k < t.columns() && implied; ++k)
            implied = t.column(k)[t.at_constraint(r)] >= 0;
        if (implied)
            t.remove_constraint(r);
    }
}

} // namespace splinex
