#include "splinex/explorer.hpp"

#include <algorithm>

namespace splinex {

namespace {

/// After so many decisions in integers on the way down from a parent, the rest of the subtree is searched in integers.
constexpr int patience = 8;

} // namespace

/// Takes both sides of a row that the search starts at: the rows of a starting basis are independent, so both are
/// there.
void Explorer::split_basis(Node &node) {
    const int row = node.unsplit.back();
    node.unsplit.pop_back();
    split(node, row);
}

/// Decides candidates until one cuts the cell or none is left. Fail first: the candidate that looks least like cutting.
template <class A> void Explorer::search(Node &node) {
    auto &t = node.dictionary<typename A::Number>();
    while (true) {
        int best = -1;
        drop_idle_duels(node);
        if (!settle_free<A>(node, best))
            return;
        if (drop_idle_duels(node))
            continue;
        if (t.n_candidates() == 0)
            return leaf(node);
        if (const int claim = claimed_duel(node); claim >= 0)
            best = claim;
        else if (best < 0)
            continue;
        const long long pivots = effort().pivots;
        const Walk w = walk<A>(t, best, t.columns(), effort());
        if (effort().pivots != pivots)
            certifier_.basis_changed();
        if (w.verdict == Verdict::overflow)
            return make_big(node);
        if (w.verdict == Verdict::cut) {
            const int row = t.candidates[best];
            if (awaits_claims(node, row))
                return branch(node, row);
            ++effort().pivots;
            if (!enter_candidate<A>(t, best, w.column)) {
                make_big(node);
                return divide_at(node, row);
            }
            if (counts_sections(node) && node.unsplit.empty() && saturates<A>(node, row))
                return;
            return divide_at(node, row);
        }
        if (!settle<A>(node, best, w.verdict, &Effort::floats))
            return;
    }
}

/// Fixes all candidates that the signs of their own coefficients decide; `best` is the one to walk next, if any. False
/// when the node is not to be looked at any more.
template <class A> bool Explorer::settle_free(Node &node, int &best) {
    auto &t = node.dictionary<typename A::Number>();
    const Sweep seen = sweep<A>(t, score_);
    best = seen.best;
    if (seen.free == 0)
        return true;
    for (int i = t.n_candidates() - 1; i >= 0; --i) {
        if (score_[i] != std::numeric_limits<double>::infinity())
            continue;
        if (!settle<A>(node, i, one_sided<A>(t, i), &Effort::free))
            return false;
        if (best == t.n_candidates())
            best = i; // the last candidate took the place of the one that went
    }
    return true;
}

/// Fixes candidate i, in floats only with a proof, which counts for `stage`. False as in `settle_free`.
template <class A> bool Explorer::settle(Node &node, int i, Verdict verdict, long long Effort::*stage) {
    auto &t = node.dictionary<typename A::Number>();
    if constexpr (!A::exact) {
        const int side = verdict == Verdict::positive ? 1 : verdict == Verdict::negative ? -1 : 0;
        if (side == 0 || !certifier_.keeps_side(t, i, side, node.layer))
            return settle_exactly(node, i);
        ++(effort().*stage);
    } else {
        ++effort().exact;
    }
    const int row = t.candidates[i];
    t.remove_candidate(i);
    return record(node, row, verdict);
}

bool Explorer::settle_exactly(Node &node, int i) {
    if (idle(node, node.numbers.candidates[i])) { // since another candidate of the same sweep was settled
        node.numbers.remove_candidate(i);
        return true;
    }
    if (++node.exact_decisions > patience) {
        if (!make_exact(node))
            drop(node);
        return false;
    }
    const int row = node.numbers.candidates[i];
    ++effort().exact;
    const Walk w = decide_exactly(node, i);
    if (w.verdict == Verdict::empty) {
        drop(node);
        return false;
    }
    if (w.verdict != Verdict::cut) {
        node.numbers.remove_candidate(i);
        return record(node, row, w.verdict);
    }
    if (awaits_claims(node, row)) {
        branch(node, row);
        return false;
    }
    // Floats go on from the vertex that integers found on the candidate, or integers do.
    enter_candidate<BigArithmetic>(scratch_, 0, w.column);
    basis_.clear();
    if (node.slice)
        basis_.push_back(*node.slice);
    basis_.insert(basis_.end(), scratch_.nonbasic.begin(), scratch_.nonbasic.end());
    std::vector<int> candidates = node.numbers.candidates;
    std::erase(candidates, row);
    Dictionary<double> moved;
    if (load<FloatArithmetic>(moved, rows_, problem_.dimension,
                              {candidates, scratch_.constraints, basis_, node.slice.has_value()})) {
        node.numbers = std::move(moved);
        divide_at(node, row);
    } else if (!make_exact(node)) {
        drop(node);
    }
    return false;
}

/// The verdict on candidate i in integers, walking from the node's own basis; `scratch_` is left where the walk ended.
Walk Explorer::decide_exactly(Node &node, int i) {
    const Dictionary<double> &t = node.numbers;
    const int row = t.candidates[i];
    if (rows_.constant(row)) {
        const int sign = rows_.primitive(row).back().sign();
        return {sign > 0 ? Verdict::positive : sign < 0 ? Verdict::negative : Verdict::zero};
    }
    ++effort().exact_lps;
    basis_of(node, basis_);
    const Contents near{{&row, 1}, t.constraints, basis_, node.slice.has_value()};
    if (!load<BigArithmetic>(scratch_, rows_, problem_.dimension, near)) {
        // The basis is singular, and too few constraints are left to mend it.
        constraints_of(node, constraints_);
        const Contents all{{&row, 1}, constraints_, basis_, node.slice.has_value()};
        [[maybe_unused]] const bool loaded = load<BigArithmetic>(scratch_, rows_, problem_.dimension, all);
        assert(loaded);
    }
    if (!make_feasible(scratch_, effort()))
        return {Verdict::empty};
    return walk<BigArithmetic>(scratch_, 0, scratch_.columns(), effort());
}

/// At a nonbasic row that cuts the cell: both sides of it, or the one that a piece needs that is claimed to be largest.
void Explorer::divide_at(Node &node, int row) {
    if (const int side = claimed_side(node, row); side != 0)
        clip(node, row, side);
    else
        split(node, row);
}

/// Both sides of a nonbasic row: the positive one first, on top of the stack.
void Explorer::split(Node &node, int row) {
    const int column = node.visit([&](const auto &t) { return t.column_of(row); });
    const int unit = row - problem_.layers[node.layer].first_row;
    ++effort().cuts;
    node.share /= 2;
    node.cuts.push_back({row, false});
    const bool last = node.layer == last_layer() && node.unsplit.empty();
    if (last && node.visit([](const auto &t) { return t.n_candidates() == 0; })) {
        node.states[unit] = on;
        finish(node, 0);
        node.states[unit] = off;
        node.cuts.back().negated = true;
        finish(node, column);
        return pop();
    }
    Node &positive = push();
    positive.copy_from(stack_[top_ - 1]);
    positive.states[unit] = on;
    Node &negative = stack_[top_ - 1];
    negative.states[unit] = off;
    negative.cuts.back().negated = true;
    negative.visit([&](auto &t) { t.reverse(column); });
}

void Explorer::step() {
    Node &node = stack_[top_];
    if (node.mode == Mode::vertices)
        return cut(node);
    if (!node.unclaimed.empty())
        return claim(node);
    certifier_.enter(node.slice);
    if (!node.unsplit.empty())
        split_basis(node);
    else if (node.mode == Mode::floats)
        search<FloatArithmetic>(node);
    else if (node.mode == Mode::small)
        search<SmallArithmetic>(node);
    else
        search<BigArithmetic>(node);
}

} // namespace splinex
