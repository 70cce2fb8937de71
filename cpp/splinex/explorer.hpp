#pragma once

#include "splinex/certificates.hpp"
#include "splinex/node.hpp"
#include "splinex/regions.hpp"
#include "splinex/walk.hpp"
#include "splinex/witness.hpp"

#include <chrono>
#include <list>
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
    bool exact = false; // integers from the start
};

/// One thread's depth-first search: cuts up parent cells layer by layer. The same subtree gives the same cells in the same
/// order whoever explores it.
class Explorer {
  public:
    Explorer(const Problem &problem, const SearchOptions &options);

    /// Where every search starts.
    std::vector<Subtree> roots();

    /// Explores the subtrees in order until none is left or the deadline has passed, and puts back what remains, in order.
    void expand(std::list<Subtree> &subtrees, std::chrono::steady_clock::time_point deadline, Findings &findings);

  private:
    void adopt(Subtree &subtree);
    Subtree detach(Node &node);
    Node &push();
    void step();
    void split_basis(Node &node);
    template <class A> void search(Node &node);
    template <class A> bool settle_free(Node &node, Tableau<typename A::Number> &t, int &best);
    template <class A> bool settle(Node &node, Tableau<typename A::Number> &t, int i, Verdict verdict);
    void split(Node &node, int column);
    Verdict decide_exactly(Node &node, int i, Verdict expected);
    bool make_exact(Node &node);
    void make_big(Node &node);
    void leaf(Node &node, int flipped);
    bool prove(Node &node, int flipped);
    void store(Node &node, int flipped);
    void enter_layer(Node &node);
    void build(Node &node, std::span<const SignedRow> constraints, std::span<const SignedRow> basis,
               std::span<const int> candidates);
    void set_walls(int layer, std::span<const SignedRow> constraints);
    void constraints_of(Node &node, int flipped, std::vector<SignedRow> &out) const;
    void basis_of(const Node &node, std::vector<SignedRow> &out) const;
    void resolve(int layer, std::vector<std::uint8_t> &states) const;
    bool small_layer(int layer);

    const Problem &problem_;
    SearchOptions options_;
    Rows rows_;
    Certifier certifier_;
    FloatWitness witness_;
    std::vector<Node> stack_;
    int top_ = -1;
    Node spare_;
    std::vector<std::vector<std::uint8_t>> states_; // of the layers whose cells are live parents
    std::vector<std::vector<SignedRow>> walls_;     // constraints each layer's parent came with
    Buffer<double> score_;
    std::vector<SignedRow> constraints_, basis_;
    std::vector<int> candidates_;
    std::vector<std::uint8_t> pattern_;
    Findings *findings_ = nullptr;
};

} // namespace splinex
