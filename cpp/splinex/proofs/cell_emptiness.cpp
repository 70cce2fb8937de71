#include "splinex/proofs/cell_emptiness.hpp"

#include "splinex/exact_lp.hpp"
#include "splinex/proofs/motzkin.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr int free_coordinate = -1; // in place of a row id

} // namespace

CellEmptiness::CellEmptiness(const Problem &problem, Rows &rows) : problem_(problem), rows_(rows) {}

void CellEmptiness::enter(std::span<const SignedRow> walls, std::span<const double> near, bool finite) {
    walls_.assign(walls.begin(), walls.end());
    near_.assign(near.begin(), near.end());
    finite_ = finite;
    started_ = Start::none;
}

std::vector<SignedRow> CellEmptiness::exclude(SignedRow beyond, bool single) {
    if (finite_ && started_ == Start::none)
        started_ = start() ? Start::there : Start::failed;
    if (finite_ && started_ == Start::there) {
        load(beyond.row);
        const double sign = beyond.negated ? 1 : -1; // this is least where the row is largest on its side
        if (minimise(sign)) {
            // Multipliers that are nearly zero are mostly zero.
            for (const double least : {FloatArithmetic::threshold, 0.0}) {
                std::vector<SignedRow> found = support(sign, least);
                found.push_back(beyond);
                if (verified(found))
                    return found;
            }
        }
    }
    return single ? std::vector<SignedRow>() : exclude(std::span(&beyond, 1));
}

std::vector<SignedRow> CellEmptiness::exclude(std::span<const SignedRow> beyond) {
    std::vector<SignedRow> all = walls_;
    all.insert(all.end(), beyond.begin(), beyond.end());
    std::vector<SignedRow> found;
    for (const int k : motzkin_support(rows_, problem_.dimension, all))
        found.push_back(all[k]);
    return found;
}

/// A dictionary at a vertex of the cell, or in a face without vertices: from the point along one coordinate after
/// another until a wall stops it. False when floats cannot.
bool CellEmptiness::start() {
    const int d = problem_.dimension;
    const int m = static_cast<int>(walls_.size());
    t_.reset(d + 1, 1, m, d);
    t_.nonbasic.assign(d, {free_coordinate, false});
    t_.constraints = walls_;
    for (int w = 0; w < m; ++w) {
        const double *row = rows_.row(walls_[w].row);
        const double sign = walls_[w].negated ? -1 : 1;
        double value = row[d];
        for (int i = 0; i < d; ++i) {
            value += row[i] * near_[i];
            t_.column(i + 1)[t_.at_constraint(w)] = sign * row[i];
        }
        value *= sign;
        if (!(value > 0) || !std::isfinite(value))
            return false;
        t_.column(0)[t_.at_constraint(w)] = value;
    }
    for (int i = 0; i < d; ++i) {
        t_.column(0)[t_.x_begin + i] = near_[i];
        t_.column(i + 1)[t_.x_begin + i] = 1;
    }
    t_.candidates.assign(1, 0);
    pointed_ = d + 1;
    for (int k = 1; k < pointed_;) {
        Block block = FloatArithmetic::block(t_, k);
        if (block.row < 0) {
            t_.reverse(k);
            block = FloatArithmetic::block(t_, k);
        }
        if (block.row < 0) {
            t_.swap_columns(k, --pointed_);
            continue;
        }
        enter_constraint<FloatArithmetic>(t_, block.row, k);
        t_.remove_constraint(block.row);
        ++k;
    }
    return true;
}

/// Writes a row to the candidate's place.
void CellEmptiness::load(int row) {
    const int d = problem_.dimension;
    const double *coefficients = rows_.row(row);
    t_.candidates[0] = row;
    for (int k = 0; k <= d; ++k) {
        double sum = k == 0 ? coefficients[d] : 0;
        for (int i = 0; i < d; ++i)
            sum += coefficients[i] * t_.column(k)[t_.x_begin + i];
        t_.column(k)[0] = sum;
    }
}

/// To a vertex where sign * candidate is least, as far as floats can tell. False when they do not get there.
bool CellEmptiness::minimise(double sign) {
    for (int left = 60 + 10 * pointed_; left > 0; --left) {
        int best = 0;
        double most = FloatArithmetic::threshold;
        for (int k = 1; k < pointed_; ++k)
            if (const double gain = -sign * t_.column(k)[0]; gain > most) {
                best = k;
                most = gain;
            }
        if (best == 0)
            return sign * t_.column(0)[0] > -1e-6;
        const Block block = FloatArithmetic::block(t_, best);
        if (block.row < 0)
            return false;
        enter_constraint<FloatArithmetic>(t_, block.row, best);
    }
    return false;
}

std::vector<SignedRow> CellEmptiness::support(double sign, double least) const {
    std::vector<SignedRow> found;
    for (int k = 1; k < pointed_; ++k)
        if (sign * t_.column(k)[0] > least)
            found.push_back(t_.nonbasic[k - 1]);
    return found;
}

bool CellEmptiness::verified(std::span<const SignedRow> rows) {
    std::vector<std::vector<BigInt>> exact;
    for (const SignedRow &row : rows) {
        const auto entries = rows_.primitive(row.row);
        exact.emplace_back(entries.begin(), entries.end());
        if (row.negated)
            for (BigInt &v : exact.back())
                v = -v;
    }
    return excludes(exact, dependency(exact));
}

} // namespace splinex
