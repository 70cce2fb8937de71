#include "splinex/loading.hpp"

namespace splinex {

namespace {

template <class A> struct RowSource;

template <> struct RowSource<FloatArithmetic> {
    static double entry(Rows &rows, int id, int i) { return rows.row(id)[i]; }
};
template <> struct RowSource<SmallArithmetic> {
    static double entry(Rows &rows, int id, int i) { return to_double(rows.primitive(id)[i]); }
};
template <> struct RowSource<BigArithmetic> {
    static const BigInt &entry(Rows &rows, int id, int i) { return rows.primitive(id)[i]; }
};

template <class A> void place(Dictionary<typename A::Number> &t, Rows &rows, SignedRow row, int position) {
    for (int k = 0; k <= t.dimension; ++k) {
        const auto &entry = RowSource<A>::entry(rows, row.row, k == 0 ? t.dimension : k - 1);
        t.column(k)[position] = row.negated ? typename A::Number(-entry) : entry;
    }
}

bool within_limit(const Dictionary<double> &t) {
    for (double v : t.data)
        if (!(std::fabs(v) < SmallArithmetic::limit))
            return false;
    return true;
}

/// The coordinate that constraint r is solved for, as a column; 0 when it depends on none that is left.
template <class A> int pivot_column(const Dictionary<typename A::Number> &t, int r) {
    const int position = t.at_constraint(r);
    int best = 0;
    for (int k = 1; k < t.columns(); ++k)
        if (t.nonbasic[k - 1].row < 0 && A::sign(t.column(k)[position]) != 0 &&
            (best == 0 || A::larger(t.column(k)[position], t.column(best)[position])))
            best = k;
    return best;
}

} // namespace

template <class A> bool load(Dictionary<typename A::Number> &t, Rows &rows, int dimension, const Contents &contents) {
    const int n_candidates = static_cast<int>(contents.candidates.size());
    const int n_constraints = static_cast<int>(contents.constraints.size()) + dimension;
    t.reset(dimension + 1, n_candidates, n_constraints + n_candidates, dimension);
    t.nonbasic.assign(dimension, {-1, false});
    for (int i = 0; i < dimension; ++i)
        t.column(i + 1)[t.x_begin + i] = 1;
    for (int row : contents.candidates) {
        place<A>(t, rows, {row, false}, t.n_candidates());
        t.candidates.push_back(row);
    }
    const auto add = [&](SignedRow row) {
        place<A>(t, rows, row, t.at_constraint(t.n_constraints()));
        t.constraints.push_back(row);
    };
    for (const SignedRow &row : contents.constraints)
        if (std::ranges::find(contents.basis, row.row, &SignedRow::row) == contents.basis.end())
            add(row);
    // The basis is last, in reverse: each pivot solves the last constraint for a coordinate, which then leaves the
    // block.
    for (auto row = contents.basis.rbegin(); row != contents.basis.rend(); ++row)
        add(*row);
    if constexpr (std::is_same_v<A, SmallArithmetic>)
        if (!within_limit(t))
            return false;
    for (int solved = 0; solved < dimension; ++solved) {
        int r = t.n_constraints() - 1;
        int column = pivot_column<A>(t, r);
        // A basis that only floats took for one: exactly, other constraints must help.
        while (A::exact && column == 0 && r > 0)
            column = pivot_column<A>(t, --r);
        if (column == 0 || !enter_constraint<A>(t, r, column))
            return false;
        t.remove_constraint(r);
    }
    if (contents.slice)
        t.fix_at_one(t.column_of(contents.basis.front().row));
    return true;
}

template bool load<FloatArithmetic>(Dictionary<double> &, Rows &, int, const Contents &);
template bool load<SmallArithmetic>(Dictionary<double> &, Rows &, int, const Contents &);
template bool load<BigArithmetic>(Dictionary<BigInt> &, Rows &, int, const Contents &);

Dictionary<double> rounded(const Dictionary<BigInt> &t) {
    Dictionary<double> result;
    result.reset(t.columns(), 0, t.n_constraints(), t.dimension);
    result.constraints = t.constraints;
    result.nonbasic = t.nonbasic;
    for (int k = 0; k < t.columns(); ++k) {
        for (int r = 0; r < t.n_constraints(); ++r)
            result.column(k)[result.at_constraint(r)] = nearest(t.column(k)[t.at_constraint(r)], t.denominator);
        for (int i = 0; i < t.dimension; ++i)
            result.column(k)[result.x_begin + i] = nearest(t.column(k)[t.x_begin + i], t.denominator);
    }
    return result;
}

} // namespace splinex
