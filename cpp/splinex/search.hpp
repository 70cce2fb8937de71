#pragma once

#include "splinex/explorer.hpp"
#include "splinex/flat_walk.hpp"
#include "splinex/monitor.hpp"

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace splinex {

/// One enumeration in progress. The frontier is an ordered list of unexplored subtrees; threads take them from the
/// front, and what they leave is put back in place, so that regions come out in the order of a depth-first search by
/// one thread.
class Search {
public:
    /// Throws InputError when the domain is empty.
    Search(const Network &network, const Domain &domain, const SearchOptions &options, int threads);

    /// Searches to the end, or when regions are stored until that many can be taken. True when nothing is left to
    /// search.
    bool advance(std::size_t regions, Monitor &monitor);

    /// At most n regions, in order; they are no longer kept here.
    Regions take(std::size_t n);
    std::size_t ready() const { return proven() ? n_ready_ : 0; }
    int inputs() const { return problem_.inputs; }
    /// Bytes of a packed pattern.
    int pattern_bytes() const { return (problem_.bits + 7) / 8; }

    /// Cells after each layer, and how they were found, so far.
    const std::vector<long long> &counts() const { return found_.counts; }
    const Effort &effort() const { return found_.effort; }

private:
    /// Who searches: explorers cut up cells. Flats are walked once to prove and count, and to list regions once more;
    /// or few regions are listed at once, and released when all is proven.
    enum class Engine { cells, flats, flats_again, flats_at_once };
    using Work = std::variant<Subtree, FlatNode>;

    /// A stretch of the order: regions that are done, then a subtree that is not, if any.
    struct Stretch {
        Regions regions;
        std::optional<Work> subtree;
    };
    void start();
    void start(Engine engine);
    double fraction() const;
    bool counts_without_visiting() const;
    /// What is ready may be taken.
    bool proven() const { return engine_ != Engine::flats_at_once || frontier_.empty(); }
    void round(std::chrono::microseconds length);
    std::vector<std::list<Stretch>::iterator> next_work();
    Findings nothing() const;
    void add(const Findings &found);
    void put_back(std::list<Stretch>::iterator place, std::vector<Work> rest, Regions regions);
    void release();
    Explorer &explorer(int thread);
    FlatWalk &flat_walk(int thread);
    std::vector<Work> expand(int thread, Work work, const Quantum &quantum, Findings &found);

    SearchOptions options_;
    Problem problem_;
    int threads_;
    Engine engine_ = Engine::cells;
    std::vector<std::unique_ptr<Explorer>> explorers_; // one a thread, made when needed
    std::vector<std::unique_ptr<FlatWalk>> walks_;
    std::list<Stretch> frontier_;
    Findings found_;
    std::size_t ahead_ = 0;     // regions stored behind unexplored subtrees
    std::deque<Regions> ready_; // the first `taken_` of the front are gone
    std::size_t taken_ = 0;
    std::size_t n_ready_ = 0;
    std::chrono::microseconds length_;
};

} // namespace splinex
