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

template <class A> void place(Tableau<typename A::Number> &t, Rows &rows, SignedRow row, int position) {
    for (int k = 0; k <= t.dimension; ++k) {
        const auto &entry = RowSource<A>::entry(rows, row.row, k == 0 ? t.dimension : k - 1);
        t.column(k)[position] = row.negated ? typename A::Number(-entry) : entry;
    }
}

bool within_limit(const Tableau<double> &t) {
    for (double v : t.data)
        if (!(std::fabs(v) < SmallArithmetic::limit))
            return false;
    return true;
}

/// The coordinate that constraint r is solved for, as a column; 0 when it depends on none that is left.
template <class A> int pivot_column(const Tableau<typename A::Number> &t, int r) {
    const int position = t.at_constraint(r);
    int best = 0;
    for (int k = 1; k < t.columns(); ++k)
        if (t.nonbasic[k - 1].row < 0 && A::sign(t.column(k)[position]) != 0 &&
            (best == 0 || A::larger(t.column(k)[position], t.column(best)[position])))
            best = k;
    return best;
}

} // namespace

template <class A> bool load(Tableau<typename A::Number> &t, Rows &rows, int dimension, const Contents &contents) {
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
    std::ranges::for_each(contents.constraints, add);
    // The basis is last, in reverse: each pivot solves the last constraint for a coordinate, which then leaves the block.
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
        t.fix_at_one(1 + static_cast<int>(std::ranges::find(t.nonbasic, contents.basis.front()) - t.nonbasic.begin()));
    return true;
}

template bool load<FloatArithmetic>(Tableau<double> &, Rows &, int, const Contents &);
template bool load<SmallArithmetic>(Tableau<double> &, Rows &, int, const Contents &);
template bool load<BigArithmetic>(Tableau<BigInt> &, Rows &, int, const Contents &);

void convert(const Tableau<double> &small, Tableau<BigInt> &big) {
    big.dimension = small.dimension;
    big.stride = small.stride;
    big.constraint_begin = small.constraint_begin;
    big.x_begin = small.x_begin;
    big.denominator = static_cast<long long>(small.denominator);
    big.candidates = small.candidates;
    big.constraints = small.constraints;
    big.nonbasic = small.nonbasic;
    big.data.assign(static_cast<std::size_t>(big.columns()) * big.stride, BigInt(0));
    for (int k = 0; k < big.columns(); ++k)
        for (const Extent &e : small.extents())
            for (int i = e.begin; i < e.end; ++i)
                big.column(k)[i] = static_cast<long long>(small.column(k)[i]);
}

} // namespace splinex
