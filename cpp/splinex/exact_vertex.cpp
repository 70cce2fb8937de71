#include "splinex/exact_vertex.hpp"

#include "splinex/errors.hpp"
#include "splinex/exact_lp.hpp"
#include "splinex/independence.hpp"
#include "splinex/walk.hpp"

#include <algorithm>
#include <numeric>

namespace splinex {

namespace {

/// All rows as functions of the coordinates kept, those of a basis last.
void fill(Dictionary<BigInt> &t, const ExactMap &rows, const ExactMap &candidates, const Independent &independent) {
    const int d = static_cast<int>(independent.columns.size());
    t.reset(d + 1, candidates.rows, rows.rows, d);
    t.nonbasic.assign(d, {-1, false});
    for (int i = 0; i < d; ++i)
        t.column(i + 1)[t.x_begin + i] = 1;
    std::vector<int> order(rows.rows);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_partition(
        order, [&](int r) { return std::ranges::find(independent.rows, r) == independent.rows.end(); });
    const auto column_of = [&](int k) { return k == 0 ? rows.columns : independent.columns[k - 1]; };
    for (int r = 0; r < rows.rows; ++r) {
        t.constraints.push_back({order[r], false});
        for (int k = 0; k <= d; ++k)
            t.column(k)[t.at_constraint(r)] = rows.row(order[r])[column_of(k)];
    }
    for (int r = 0; r < candidates.rows; ++r) {
        t.candidates.push_back(r);
        for (int k = 0; k <= d; ++k)
            t.column(k)[t.at_candidate(r)] = candidates.row(r)[column_of(k)];
    }
}

/// A direction along which every row stays as it is while the objective grows; nothing when there is none.
std::optional<RationalPoint> free_direction(const ExactVertex &vertex, const ExactMap &rows,
                                            std::span<const BigInt> objective) {
    const Dictionary<BigInt> &t = vertex.dictionary;
    for (int f = 0; f < rows.columns; ++f) {
        if (std::ranges::find(vertex.columns, f) != vertex.columns.end())
            continue;
        // One step along f, and the coordinates kept undo what it does to the nonbasic rows.
        RationalPoint step{std::vector<BigInt>(rows.columns), t.denominator};
        step.numerators[f] = t.denominator;
        BigInt gain = objective[f] * t.denominator;
        for (int i = 0; i < t.dimension; ++i) {
            BigInt &moved = step.numerators[vertex.columns[i]];
            for (int k = 1; k < t.columns(); ++k)
                moved -= t.column(k)[t.x_begin + i] * rows.row(t.nonbasic[k - 1].row)[f];
            gain += objective[vertex.columns[i]] * moved;
        }
        if (gain < 0)
            for (BigInt &v : step.numerators)
                v = -v;
        if (gain != 0)
            return step;
    }
    return std::nullopt;
}

} // namespace

ExactVertex vertex_of(const ExactMap &rows, const ExactMap &candidates) {
    std::vector<int> all(rows.columns);
    std::iota(all.begin(), all.end(), 0);
    const Independent independent = independent_rows(rows, all);
    ExactVertex vertex{{}, independent.columns};
    Dictionary<BigInt> &t = vertex.dictionary;
    fill(t, rows, candidates, independent);
    for (std::size_t solved = 0; solved < independent.columns.size(); ++solved) {
        const int r = t.n_constraints() - 1;
        int column = 1;
        while (t.nonbasic[column - 1].row >= 0 || t.column(column)[t.at_constraint(r)] == 0)
            ++column; // there is one: the rows are independent
        enter_constraint<BigArithmetic>(t, r, column);
        t.remove_constraint(r);
    }
    Effort effort;
    if (!make_feasible(t, effort))
        throw InputError("the domain is empty");
    return vertex;
}

int go_up(Dictionary<BigInt> &t, int position, int direction) {
    while (true) {
        const int column = column_of_smallest_id<BigArithmetic>(t, position, t.columns(), direction);
        if (column == 0)
            return 0;
        const Block block = block_of_smallest_id<BigArithmetic>(t, column);
        if (block.row < 0)
            return column;
        enter_constraint<BigArithmetic>(t, block.row, column);
    }
}

Extreme largest(const ExactMap &rows, std::span<const BigInt> objective) {
    ExactMap candidate{1, rows.columns, {objective.begin(), objective.end()}, 1};
    ExactVertex vertex = vertex_of(rows, candidate);
    if (auto step = free_direction(vertex, rows, objective))
        return {false, std::move(*step)};
    Dictionary<BigInt> &t = vertex.dictionary;
    const int column = go_up(t, t.at_candidate(0), 1);
    Extreme result{column == 0, {std::vector<BigInt>(rows.columns), t.denominator}};
    for (int i = 0; i < t.dimension; ++i)
        result.at.numerators[vertex.columns[i]] = t.column(column)[t.x_begin + i];
    return result;
}

} // namespace splinex
