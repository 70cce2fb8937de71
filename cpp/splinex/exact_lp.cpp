#include "splinex/exact_lp.hpp"

#include <algorithm>
#include <limits>

namespace splinex {

namespace {

/// Ids of rows that are not the network's: a coordinate that is still free, and the slack that is minimised.
constexpr int free_coordinate = -1;
constexpr int slack_row = std::numeric_limits<int>::max();

/// Minimises the basic row `slack_row`, which is >= 0 itself, by Bland's rule. Stops early when `done` says so.
/// Nonbasic rows that are free coordinates may move either way and never come back.
class SlackMinimiser {
public:
    explicit SlackMinimiser(Dictionary<BigInt> &t) : t_(t) {}

    /// True when the slack became nonbasic, that is zero.
    template <class Done> bool run(Done done) {
        while (true) {
            const int slack = find_slack();
            if (slack < 0)
                return true;
            if (done(t_.column(0)[t_.at_constraint(slack)]))
                return false;
            const int column = entering(slack);
            if (column == 0)
                return false;
            const int row = leaving(column, slack);
            enter_constraint<BigArithmetic>(t_, row, column);
            ++pivots;
            if (t_.constraints[row].row == free_coordinate)
                t_.remove_constraint(row);
        }
    }

    int find_slack() const {
        for (int r = 0; r < t_.n_constraints(); ++r)
            if (t_.constraints[r].row == slack_row)
                return r;
        return -1;
    }

    long long pivots = 0;

private:
    /// The improving column of smallest id; a free coordinate is turned around when it improves the other way.
    int entering(int slack) {
        int best = 0;
        for (int k = 1; k < t_.columns(); ++k) {
            const int sign = t_.column(k)[t_.at_constraint(slack)].sign();
            const bool free = t_.nonbasic[k - 1].row == free_coordinate;
            if ((sign < 0 || (free && sign > 0)) && (best == 0 || t_.nonbasic[k - 1].row < t_.nonbasic[best - 1].row))
                best = k;
        }
        if (best != 0 && t_.column(best)[t_.at_constraint(slack)] > 0)
            t_.reverse(best);
        return best;
    }

    /// The first row to block, the slack if it is among them, else the smallest id.
    int leaving(int column, int slack) const {
        const BigInt *slope = t_.column(column) + t_.constraint_begin;
        const BigInt *beta = t_.column(0) + t_.constraint_begin;
        int best = slack; // minimised, so it decreases along the column
        for (int r = 0; r < t_.n_constraints(); ++r) {
            if (r == best || slope[r] >= 0)
                continue;
            const BigInt difference = beta[r] * slope[best] - beta[best] * slope[r];
            if (difference > 0 ||
                (difference == 0 && best != slack && t_.constraints[r].row < t_.constraints[best].row))
                best = r;
        }
        return best;
    }

    Dictionary<BigInt> &t_;
};

/// The constraint with the smallest value.
int most_negative(const Dictionary<BigInt> &t) {
    int worst = -1;
    for (int r = 0; r < t.n_constraints(); ++r) {
        const BigInt &beta = t.column(0)[t.at_constraint(r)];
        if (beta < 0 && (worst < 0 || beta < t.column(0)[t.at_constraint(worst)]))
            worst = r;
    }
    return worst;
}

/// A new column: the slack, added to every constraint.
int add_slack(Dictionary<BigInt> &t) {
    t.nonbasic.push_back({slack_row, false});
    t.data.resize(static_cast<std::size_t>(t.columns()) * t.stride, BigInt(0));
    const int column = t.columns() - 1;
    for (std::size_t i = 0; i < static_cast<std::size_t>(t.stride); ++i)
        t.column(column)[i] = 0;
    for (int r = 0; r < t.n_constraints(); ++r)
        t.column(column)[t.at_constraint(r)] = t.denominator;
    return column;
}

/// Drops the nonbasic slack, which is zero from now on.
void drop_slack(Dictionary<BigInt> &t) {
    const int last = t.columns() - 1;
    for (int k = 1; k <= last; ++k)
        if (t.nonbasic[k - 1].row == slack_row) {
            if (k != last)
                std::copy(t.column(last), t.column(last) + t.stride, t.column(k));
            t.nonbasic[k - 1] = t.nonbasic[last - 1];
            t.nonbasic.pop_back();
            return;
        }
}

} // namespace

namespace {

/// The rows with a positive multiplier once the slack is as small as can be, and not below 1: from
/// slack = s + sum c_k (row_k - 1 + slack) follows sum c_k = 1 and sum c_k row_k = 1 - s <= 0.
std::vector<int> multiplied(const Dictionary<BigInt> &t, int slack) {
    std::vector<int> result;
    for (int k = 1; k < t.columns(); ++k)
        if (t.column(k)[t.at_constraint(slack)] != 0)
            result.push_back(t.nonbasic[k - 1].row);
    std::ranges::sort(result);
    return result;
}

/// `place(t, position, k)` writes row k to that position of every column. When there is no point, `proof` is what
/// `motzkin_support` tells.
template <class Place>
std::optional<RationalPoint> interior_point(int n_rows, int dimension, Place place, std::vector<int> *proof = nullptr) {
    // Minimise slack >= 0 subject to row - 1 + slack >= 0: rows can all be positive exactly when slack < 1 is reached.
    Dictionary<BigInt> t;
    t.reset(dimension + 1, 0, n_rows + 1, dimension);
    t.nonbasic.assign(dimension, {free_coordinate, false});
    for (int i = 0; i < dimension; ++i)
        t.column(i + 1)[t.x_begin + i] = 1;
    for (int k = 0; k < n_rows; ++k) {
        const int position = t.at_constraint(k);
        t.constraints.push_back({k, false});
        place(t, position, k);
        t.column(0)[position] -= 1;
    }
    const int worst = most_negative(t);
    if (worst >= 0) {
        enter_constraint<BigArithmetic>(t, worst, add_slack(t));
        SlackMinimiser minimiser(t);
        const bool zero = minimiser.run([&](const BigInt &slack) { return slack < t.denominator; });
        if (!zero && t.column(0)[t.at_constraint(minimiser.find_slack())] >= t.denominator) {
            if (proof != nullptr)
                *proof = multiplied(t, minimiser.find_slack());
            return std::nullopt;
        }
    }
    RationalPoint point;
    for (int i = 0; i < dimension; ++i)
        point.numerators.push_back(t.column(0)[t.x_begin + i]);
    point.denominator = t.denominator;
    return point;
}

auto rows_of(Rows &rows, int dimension, std::span<const SignedRow> constraints) {
    return [&rows, dimension, constraints](Dictionary<BigInt> &t, int position, int c) {
        const auto row = rows.primitive(constraints[c].row);
        for (int k = 0; k <= dimension; ++k) {
            const BigInt &entry = row[k == 0 ? dimension : k - 1];
            t.column(k)[position] = constraints[c].negated ? BigInt(-entry) : entry;
        }
    };
}

auto rows_of(const ExactMap &rows) {
    return [&rows](Dictionary<BigInt> &t, int position, int r) {
        for (int k = 0; k <= rows.columns; ++k)
            t.column(k)[position] = rows.row(r)[k == 0 ? rows.columns : k - 1];
    };
}

} // namespace

std::optional<RationalPoint> interior_point(Rows &rows, int dimension, std::span<const SignedRow> constraints) {
    return interior_point(static_cast<int>(constraints.size()), dimension, rows_of(rows, dimension, constraints));
}

std::optional<RationalPoint> interior_point(const ExactMap &rows) {
    return interior_point(rows.rows, rows.columns, rows_of(rows));
}

std::vector<int> motzkin_support(Rows &rows, int dimension, std::span<const SignedRow> constraints) {
    std::vector<int> proof;
    interior_point(static_cast<int>(constraints.size()), dimension, rows_of(rows, dimension, constraints), &proof);
    return proof;
}

std::vector<int> motzkin_support(const ExactMap &rows) {
    std::vector<int> proof;
    interior_point(rows.rows, rows.columns, rows_of(rows), &proof);
    return proof;
}

bool strictly_inside(Rows &rows, std::span<const SignedRow> constraints, std::span<const double> x) {
    const RationalPoint point = exact_point(x);
    return std::ranges::all_of(constraints, [&](const SignedRow &c) {
        const auto row = rows.primitive(c.row);
        BigInt value = row.back() * point.denominator;
        for (std::size_t i = 0; i < x.size(); ++i)
            value += row[i] * point.numerators[i];
        return c.negated ? value < 0 : value > 0;
    });
}

std::vector<double> nearest(const RationalPoint &point) {
    std::vector<double> x;
    for (const BigInt &numerator : point.numerators)
        x.push_back(nearest(numerator, point.denominator));
    return x;
}

bool make_feasible(Dictionary<BigInt> &t, Effort &effort) {
    const int worst = most_negative(t);
    if (worst < 0)
        return true;
    ++effort.exact_lps;
    enter_constraint<BigArithmetic>(t, worst, add_slack(t));
    SlackMinimiser minimiser(t);
    bool zero = minimiser.run([](const BigInt &) { return false; });
    effort.pivots += minimiser.pivots;
    if (!zero) {
        const int slack = minimiser.find_slack();
        const int position = t.at_constraint(slack);
        if (t.column(0)[position] != 0)
            return false;
        // Zero but still basic: any column may take its place, for nothing moves.
        for (int k = 1; k < t.columns() && !zero; ++k)
            if (t.column(k)[position] != 0) {
                enter_constraint<BigArithmetic>(t, slack, k);
                zero = true;
            }
    }
    drop_slack(t);
    return true;
}

} // namespace splinex
