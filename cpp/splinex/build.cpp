#include "splinex/explorer.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

/// Layers whose integers are smaller start in integers: zeros are the rule there, and pivots rarely overflow.
constexpr double small_entries = 0x1p14;

bool feasible(const Dictionary<double> &t) {
    const double *beta = t.column(0) + t.constraint_begin;
    return std::all_of(beta, beta + t.n_constraints(), [](double v) { return v >= 0; });
}

} // namespace

/// A basis at a vertex of the domain, from any basis of its rows and units; units stay in it. Exact.
std::vector<SignedRow> Explorer::find_vertex(std::vector<SignedRow> basis, bool slice) {
    if (problem_.domain_rows.rows == 0 && problem_.claims.empty())
        return basis; // a corner of the box
    [[maybe_unused]] const bool loaded =
        load<BigArithmetic>(scratch_, rows_, problem_.dimension, {{}, walls_[0], basis, slice});
    assert(loaded);
    Effort effort;
    [[maybe_unused]] const bool found = make_feasible(scratch_, effort);
    assert(found);
    basis.resize(slice ? 1 : 0);
    basis.insert(basis.end(), scratch_.nonbasic.begin(), scratch_.nonbasic.end());
    return basis;
}

/// The dictionary of a cell that is known to have interior points, from its parent's walls. False: it has none after
/// all.
bool Explorer::build(Node &node, std::span<const SignedRow> basis, std::span<const int> candidates) {
    if (options_.exact || !rows_.prepare(node.layer) || starts_in_integers(node.layer))
        return build_exactly(node, basis, candidates);
    const std::vector<int> left = settle_constants(node, candidates);
    const Contents contents{left, walls_[node.layer], basis, node.slice.has_value()};
    node.mode = Mode::floats;
    if (!load<FloatArithmetic>(node.numbers, rows_, problem_.dimension, contents))
        return build_exactly(node, basis, left);
    drop_implied<FloatArithmetic>(node.numbers);
    return true;
}

bool Explorer::build_exactly(Node &node, std::span<const SignedRow> basis, std::span<const int> candidates) {
    const Contents contents{candidates, walls_[node.layer], basis, node.slice.has_value()};
    node.mode = Mode::small;
    if (load<SmallArithmetic>(node.numbers, rows_, problem_.dimension, contents) && feasible(node.numbers)) {
        drop_implied<SmallArithmetic>(node.numbers);
        return true;
    }
    node.mode = Mode::big;
    [[maybe_unused]] const bool loaded = load<BigArithmetic>(node.integers, rows_, problem_.dimension, contents);
    assert(loaded);
    Effort ignored;
    if (!make_feasible(node.integers, findings_ != nullptr ? effort() : ignored))
        return false;
    drop_implied<BigArithmetic>(node.integers);
    return true;
}

/// Fixes the candidates that turn out not to depend on x; floats only say which to ask about.
std::vector<int> Explorer::settle_constants(Node &node, std::span<const int> candidates) {
    std::vector<int> left;
    for (int row : candidates) {
        double most = 0;
        for (int i = 0; i < problem_.dimension; ++i)
            most = std::max(most, std::fabs(rows_.row(row)[i]));
        if (most > 4 * rows_.coefficient_slack(row) || !rows_.constant(row)) {
            left.push_back(row);
            continue;
        }
        const int sign = rows_.primitive(row).back().sign();
        record(node, row, sign > 0 ? Verdict::positive : sign < 0 ? Verdict::negative : Verdict::zero);
    }
    return left;
}

bool Explorer::starts_in_integers(int layer) { return problem_.small_weights && rows_.below(layer, small_entries); }

/// Goes on in integers, at the basis that floats have reached. False when the node has no interior points.
bool Explorer::make_exact(Node &node) {
    if (!witness_.find(node.numbers, node.layer, 0, node.states) && !has_interior(node))
        return false;
    constraints_of(node, constraints_);
    basis_of(node, basis_);
    const std::vector<int> candidates = node.numbers.candidates;
    const std::vector<SignedRow> walls = std::exchange(walls_[node.layer], constraints_);
    const bool made = build_exactly(node, basis_, candidates);
    walls_[node.layer] = walls;
    return made;
}

/// After an overflow: the same basis, its entries computed anew.
void Explorer::make_big(Node &node) {
    basis_of(node, basis_);
    const Contents contents{node.numbers.candidates, node.numbers.constraints, basis_, node.slice.has_value()};
    [[maybe_unused]] const bool loaded = load<BigArithmetic>(node.integers, rows_, problem_.dimension, contents);
    assert(loaded);
    node.mode = Mode::big;
}

} // namespace splinex
