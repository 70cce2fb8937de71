#pragma once

#include "splinex/certificates.hpp"
#include "splinex/exact_lp.hpp"
#include "splinex/input_points.hpp"
#include "splinex/loading.hpp"
#include "splinex/node.hpp"
#include "splinex/regions.hpp"
#include "splinex/vertices/section_count.hpp"
#include "splinex/walk.hpp"
#include "splinex/witness.hpp"

#include <atomic>
#include <cassert>
#include <chrono>
#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace splinex {

/// What an exploration adds up.
struct Findings {
    std::vector<long long> counts; // cells after each layer
    double share = 0;              // of the tree that is done
    Effort effort;
    Regions regions; // when they are stored
};

struct SearchOptions {
    bool store = false;
    bool exact = false;      // integers from the start
    bool dictionary = false; // no other engine, where others would be faster
    bool resumable = false;  // it may be saved or lent: regions are not kept back until all of them are proven
};

/// When an exploration should return: at a time, or as soon as somebody has nothing to do.
struct Quantum {
    std::chrono::steady_clock::time_point end;
    const std::atomic<bool> *wanted = nullptr;
    bool over() const {
        return (wanted != nullptr && wanted->load(std::memory_order_relaxed)) ||
               std::chrono::steady_clock::now() >= end;
    }
};

/// One thread's depth-first search: cuts up parent cells layer by layer. The same subtree gives the same cells in the
/// same order whoever explores it.
///
/// Every split keeps both children, a candidate is fixed on one side only with a proof, and every leaf is proven to
/// have interior points or dropped with a proof: so the leaves are the cells, whatever the floats in between
/// (docs/exactness.md).
class Explorer {
public:
    Explorer(const Problem &problem, const SearchOptions &options);

    /// Where every search starts, in order.
    std::vector<Subtree> roots();

    /// Explores the subtree until it is done or the quantum is over; returns what remains, in order. Adds to
    /// `findings`.
    std::vector<Subtree> expand(Subtree subtree, const Quantum &quantum, Findings &findings);

    /// The same until the subtree branches: its children, in order, or none when that was all.
    std::vector<Subtree> branch_once(Subtree subtree, Findings &findings);

    /// Of the layer that a subtree is in: candidates that are not decided yet.
    static int open_candidates(const Subtree &subtree);

private:
    // explorer.cpp: the tree
    void adopt(Subtree &subtree);
    Subtree detach(Node &node) const;
    std::vector<Subtree> detach_all();
    Node &push();
    void pop() { --top_; }
    void step();
    void enter_layer(Node &node);
    void set_walls(int layer, std::span<const SignedRow> constraints);
    void constraints_of(const Node &node, std::vector<SignedRow> &out) const;
    void basis_of(const Node &node, std::vector<SignedRow> &out) const;

    // roots.cpp: where dictionaries start
    std::vector<Subtree> dictionary_roots();
    void start(Node &node, std::vector<SignedRow> basis);
    void claim(Node &node);
    void start_at_claims(Node &node);

    // vertex_search.cpp: cutting up a parent that is kept by its vertices
    bool keeps_vertices();
    bool counts_sections(const Node &node) const {
        return !options_.store && node.layer == last_layer() && problem_.cut_by_hyperplanes(node.layer);
    }
    std::vector<Subtree> vertex_roots();
    void cut(Node &node);
    void divide(Node &node);
    void settle_level(Node &node);
    void finish_level(Node &node);
    void finish_layer(Node &node, std::vector<std::uint8_t> &states);
    void leave_vertices(Node &node, const std::vector<std::uint8_t> &states);

    // levels.cpp: the candidates that cut a parent which is kept by its vertices
    bool open_layer(Node &node, std::vector<std::uint8_t> &states);
    bool open_rest(Node &node, std::vector<std::uint8_t> &states);
    bool open_level(Node &node, std::span<const std::uint8_t> states);
    void scan(const VertexCell &cell, const RayRows &rows);
    void decide(const Node &node, int unit, unsigned code, std::vector<std::uint8_t> &states);
    State state_on(const VertexCell &cell, int row);
    void lay_out(int level);
    void enter_after(int level, int layer);
    RayRows rows_of(int level, int from = 0) const;
    void states_after(const Node &node, std::vector<std::uint8_t> &states) const;

    // vertex_leaf.cpp: proving and storing a cell that is kept by its vertices
    void finish_cell(const Node &node);
    void finish_both(Node &node);
    void finish_sections(Node &node);
    void set_pattern(const Node &node, std::uint64_t candidates);
    void store_cell(const Node &node, const std::vector<double> &point);

    // build.cpp: a node's dictionary
    std::vector<SignedRow> find_vertex(std::vector<SignedRow> basis, bool slice);
    bool build(Node &node, std::span<const SignedRow> basis, std::span<const int> candidates);
    bool build_exactly(Node &node, std::span<const SignedRow> basis, std::span<const int> candidates);
    std::vector<int> settle_constants(Node &node, std::span<const int> candidates);
    bool starts_in_integers(int layer);
    bool make_exact(Node &node);
    void make_big(Node &node);

    // cell_search.cpp: cutting up one parent
    void split_basis(Node &node);
    template <class A> void search(Node &node);
    template <class A> bool settle_free(Node &node, int &best);
    template <class A> bool settle(Node &node, int i, Verdict verdict, long long Effort::*stage);
    bool settle_exactly(Node &node, int i);
    Walk decide_exactly(Node &node, int i);
    void split(Node &node, int row);
    void divide_at(Node &node, int row);

    // maxima.cpp: pieces of maxima, which are compared in duels
    std::span<const Duel> duels_of(const Node &node, int row) const;
    bool record(Node &node, int row, Verdict verdict);
    bool settled_by_signs(Node &node, int unit);
    bool idle(const Node &node, const Duel &duel) const;
    bool idle(const Node &node, int row) const;
    bool drop_idle_duels(Node &node);
    int claimed_side(const Node &node, int row) const;
    int claimed_duel(const Node &node) const;
    bool awaits_claims(const Node &node, int row) const;
    void branch(Node &node, int row);
    void clip(Node &node, int row, int side);

    // saturation.cpp: counting what is left of the last layer at once
    template <class A> bool saturates(Node &node, int row);
    template <class T> Dictionary<T> &sections_of() {
        if constexpr (std::is_same_v<T, double>)
            return section_;
        else
            return scratch_;
    }

    // leaf.cpp: proving and storing a cell
    void leaf(Node &node);
    void finish(const Node &node, int flipped);
    bool prove(const Node &node, int flipped);
    bool has_interior(const Node &node);
    void store(const Node &node);
    void start_pattern(int layer);
    void keep(std::span<const double> y, bool inexact);
    void resolve(int layer, std::vector<std::uint8_t> &states) const;
    bool comes_first(const Node &node);
    std::span<const std::uint8_t> bits_of(int layer, std::span<const std::uint8_t> states) const;
    void drop(Node &node);

    Effort &effort() { return findings_->effort; }
    int last_layer() const { return problem_.depth() - 1; }

    const Problem &problem_;
    SearchOptions options_;
    Rows rows_;
    Certifier certifier_;
    FloatWitness witness_;
    InputPoints points_;
    std::deque<Node> stack_;
    int top_ = -1;
    std::vector<std::vector<std::uint8_t>> states_;    // of the layers whose cells are live parents
    std::vector<std::vector<std::uint8_t>> undecided_; // of each layer: its candidates open
    std::vector<std::vector<SignedRow>> walls_;        // all constraints each layer's parent came with
    std::optional<RationalPoint> rational_;            // the witness of the last leaf, when no float was found
    /// What follows from a level on the live parents: its rows as the kernels want them, and the next layer's sum.
    struct LiveLevel : Level {
        std::vector<int> rows; // their ids
        long stride = 0;
        Buffer<double> entries, slack, norm;
        Rows::Sum sum;
        std::vector<std::uint8_t> pattern; // packed, of all units known to be on
    };
    VertexCutter cutter_;
    SectionCounter sections_;
    std::deque<LiveLevel> levels_;
    std::vector<Vertex> fresh_;
    std::vector<std::uint8_t> codes_;
    std::vector<int> cutting_;
    std::vector<std::uint8_t> current_;
    std::vector<double> aims_[2];
    Dictionary<BigInt> scratch_;
    Dictionary<double> section_;
    Buffer<double> score_;
    std::vector<SignedRow> constraints_, basis_;
    std::vector<std::uint8_t> pattern_;
    std::vector<double> input_;
    Findings *findings_ = nullptr;
};

} // namespace splinex
