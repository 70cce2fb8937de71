#include "splinex/polyhedron.hpp"

#include "splinex/exact_lp.hpp"
#include "splinex/exact_vertex.hpp"
#include "splinex/walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

/// Rows that vanish on the whole polyhedron.
std::vector<int> implicit_equalities(const ExactMap &rows) {
    Dictionary<BigInt> t = vertex_of(rows, rows).dictionary;
    std::vector<int> result;
    Effort effort;
    for (int r = 0; r < rows.rows; ++r) {
        if (t.column(0)[t.at_candidate(r)] > 0)
            continue;
        // Nowhere positive, and nowhere negative as a constraint.
        const Verdict verdict = walk<BigArithmetic>(t, r, t.columns(), effort).verdict;
        if (verdict == Verdict::zero || verdict == Verdict::negative)
            result.push_back(r);
    }
    return result;
}

/// Gauss and Jordan on the equations `rows`, in integers: each pivot row is the only one with its pivot column.
std::vector<std::pair<int, std::vector<BigInt>>> solved(const ExactMap &map, const std::vector<int> &rows) {
    std::vector<std::pair<int, std::vector<BigInt>>> result;
    const auto eliminate = [](std::vector<BigInt> &row, const std::vector<BigInt> &by, int column) {
        const BigInt factor = row[column];
        if (factor == 0)
            return;
        BigInt divisor = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = row[i] * by[column] - factor * by[i];
            divisor = gcd(divisor, row[i]);
        }
        if (divisor > 1)
            for (BigInt &v : row)
                v /= divisor;
    };
    for (int r : rows) {
        std::vector<BigInt> row(map.row(r).begin(), map.row(r).end());
        for (const auto &[column, other] : result)
            eliminate(row, other, column);
        const auto place = std::find_if(row.begin(), row.end() - 1, [](const BigInt &v) { return v != 0; });
        if (place == row.end() - 1)
            continue; // implied by the others
        const int column = static_cast<int>(place - row.begin());
        if (row[column] < 0)
            for (BigInt &v : row)
                v = -v;
        for (auto &[_, other] : result)
            eliminate(other, row, column);
        result.emplace_back(column, std::move(row));
    }
    return result;
}

} // namespace

AffineHull affine_hull(const ExactMap &rows) {
    const bool solid = interior_point(rows).has_value(); // the usual case costs one linear program
    const auto equations = solved(rows, solid ? std::vector<int>() : implicit_equalities(rows));
    AffineHull hull;
    std::vector<int> index(rows.columns, -1); // among the coordinates that stay
    BigInt denominator = 1;
    for (const auto &[column, row] : equations)
        denominator *= row[column] / gcd(denominator, row[column]);
    for (int i = 0; i < rows.columns; ++i)
        if (std::ranges::find(equations, i, [](const auto &e) { return e.first; }) == equations.end()) {
            index[i] = static_cast<int>(hull.coordinates.size());
            hull.coordinates.push_back(i);
        }
    const int left = static_cast<int>(hull.coordinates.size());
    hull.embedding = {rows.columns, left, {}, denominator};
    hull.embedding.entries.assign(static_cast<std::size_t>(rows.columns) * (left + 1), 0);
    for (int i = 0; i < rows.columns; ++i)
        if (index[i] >= 0)
            hull.embedding.row(i)[index[i]] = denominator;
    for (const auto &[column, row] : equations) {
        const BigInt factor = denominator / row[column];
        const auto out = hull.embedding.row(column);
        for (int i = 0; i < rows.columns; ++i)
            if (index[i] >= 0)
                out[index[i]] = -row[i] * factor;
        out[left] = -row[rows.columns] * factor;
    }
    return hull;
}

AffineHull coordinate_hull(const std::vector<int> &free, const std::vector<double> &values) {
    const int n = static_cast<int>(values.size());
    const int left = static_cast<int>(free.size());
    int lowest = 0;
    for (double v : values)
        lowest = std::min(lowest, dyadic(v).exponent);
    AffineHull hull{free, {n, left, {}, BigInt(1) << static_cast<unsigned>(-lowest)}};
    hull.embedding.entries.assign(static_cast<std::size_t>(n) * (left + 1), 0);
    for (int i = 0; i < n; ++i)
        hull.embedding.row(i)[left] = scaled_integer(values[i], -lowest);
    for (int c = 0; c < left; ++c) {
        hull.embedding.row(free[c])[c] = hull.embedding.denominator;
        hull.embedding.row(free[c])[left] = 0;
    }
    return hull;
}

std::vector<double> reach(const ExactMap &rows) {
    ExactVertex vertex = vertex_of(rows, ExactMap{0, rows.columns, {}, 1});
    Dictionary<BigInt> &t = vertex.dictionary;
    std::vector<double> result(rows.columns, std::numeric_limits<double>::infinity());
    for (int c = 0; c < t.dimension; ++c) {
        double most = 0;
        for (const int direction : {1, -1}) {
            if (go_up(t, t.x_begin + c, direction) != 0) {
                most = std::numeric_limits<double>::infinity();
                break;
            }
            const double value = std::fabs(nearest(t.column(0)[t.x_begin + c], t.denominator));
            most = std::max(most, std::nextafter(value, std::numeric_limits<double>::infinity()));
        }
        result[vertex.columns[c]] = most;
    }
    return result;
}

} // namespace splinex
