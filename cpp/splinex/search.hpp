#pragma once

#include "splinex/explorer.hpp"
#include "splinex/flats/flat_walk.hpp"
#include "splinex/frontier.hpp"
#include "splinex/monitor.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace splinex {

/// An estimate of the number of regions, with its standard error.
struct Estimate {
    double regions = 0;
    double spread = 0;
};

/// One enumeration in progress. Threads take subtrees from the front of the frontier, and what they leave is put back
/// in place.
///
/// A search can be saved as bytes at any time, and go on from them in another process. Parts of it can be lent: a loan
/// is the saved state of a search of its own, and what that has come to is settled here.
class Search {
public:
    /// Throws InputError when the domain is empty.
    Search(const Network &network, const Domain &domain, const SearchOptions &options, int threads);
    /// From a state that `save` or `lend` returned for the same network, domain and options.
    Search(const Network &network, const Domain &domain, const SearchOptions &options, int threads,
           std::span<const char> state);

    /// Searches to the end, or when regions are stored until that many can be taken, or until the time is over. True
    /// when nothing is left to search here.
    bool advance(std::size_t regions, std::chrono::steady_clock::time_point end, Monitor &monitor);

    /// At most n regions, in order; they are no longer kept here.
    Regions take(std::size_t n) { return frontier_.take(std::min(n, ready())); }
    /// Nothing is left to search.
    bool explored() const { return frontier_.explored(); }
    std::size_t ready() const { return proven() ? frontier_.ready() : 0; }
    int inputs() const { return problem_.inputs; }
    /// Bytes of a packed pattern.
    int pattern_bytes() const { return (problem_.bits + 7) / 8; }

    /// Cells after each layer, and how they were found, so far.
    const std::vector<long long> &counts() const { return found_.counts; }
    const Effort &effort() const { return found_.effort; }
    double fraction() const;

    /// Everything; what is lent counts as not explored.
    std::string save();
    /// Some of what is left, as the state of a search, with its number; nothing when there is none, or none may run
    /// further ahead of the order.
    std::optional<std::pair<long long, std::string>> lend();
    /// What came of a loan: `state` was saved by a search that started from it. False when the loan is settled already,
    /// or recalled: the state is then left alone, so nothing counts twice.
    bool settle(long long loan, std::span<const char> state);
    /// A loan that will not be settled.
    void recall(long long loan) { frontier_.recall(loan); }

    /// From a few samples of subtrees that look alike: Chen 1992, "Heuristic sampling". Unbiased, whatever the tree is
    /// like. The error is that of the mean of so many repeats; each keeps up to `width` samples that look alike.
    Estimate estimate(int repeats, std::size_t width, std::uint64_t seed, Monitor &monitor);

private:
    /// Who searches: explorers cut up cells. Flats are walked once to prove and count, and to list regions once more;
    /// or few regions are listed at once, and released when all is proven.
    enum class Engine : std::uint8_t { cells, flats, flats_again, flats_at_once };
    using Work = Frontier::Work;

    void start();
    void start(Engine engine);
    void restore(std::span<const char> state); // saved_search.cpp
    void next_walk();
    bool counts_without_visiting() const;
    bool count_arrangement(std::chrono::steady_clock::time_point end, Monitor &monitor);
    /// What is ready may be taken.
    bool proven() const { return engine_ != Engine::flats_at_once || frontier_.explored(); }
    void round(std::chrono::microseconds length);
    double sample(const std::vector<Subtree> &subtrees, std::size_t width, std::mt19937_64 &random,
                  Monitor &monitor); // estimate.cpp
    Findings nothing() const;
    void add(const Findings &found);
    /// They are made anew when they are needed.
    void forget_workers();
    Explorer &explorer(int thread);
    FlatWalk &flat_walk(int thread);
    std::vector<Work> expand(int thread, Work work, const Quantum &quantum, Findings &found);

    SearchOptions options_;
    Problem problem_;
    int threads_;
    Engine engine_ = Engine::cells;
    bool on_loan_ = false;                             // only a part of the order is here
    bool gave_up_ = false;                             // that part cannot be searched by this engine
    std::vector<std::unique_ptr<Explorer>> explorers_; // one a thread, made when needed
    std::vector<std::unique_ptr<FlatWalk>> walks_;
    Frontier frontier_;
    Findings found_;
    long long loans_ = 0; // so many were made
    std::chrono::microseconds length_;
};

} // namespace splinex
