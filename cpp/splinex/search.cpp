#include "splinex/search.hpp"

#include "splinex/deadline.hpp"
#include "splinex/deletion_restriction.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/in_parallel.hpp"
#include "splinex/input_points.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace splinex {

namespace {

using Clock = Search::Clock;

/// The first round is over before a team of threads would have been started, and small work never sees one.
constexpr std::chrono::microseconds first_round{1000};
constexpr std::chrono::microseconds longest_round{40000};

ExactMap hyperplanes(const ReducedLayer &layer) {
    ExactMap result{0, layer.exact.columns, {}, layer.exact.denominator};
    for (const int k : layer.candidates) {
        ++result.rows;
        result.entries.insert(result.entries.end(), layer.exact.row(k).begin(), layer.exact.row(k).end());
    }
    return result;
}

} // namespace

Search::Search(const Network &network, const Domain &domain, const SearchOptions &options, int threads)
    : Search(network, domain, options, threads, {}) {
    const FloatEnvironment environment;
    start();
}

Search::Search(const Network &network, const Domain &domain, const SearchOptions &options, int threads,
               std::span<const char> state)
    : options_(options), problem_([&] {
          const FloatEnvironment environment;
          return Problem(network, domain);
      }()),
      threads_(threads), explorers_(threads), walks_(threads), found_(nothing()), length_(first_round) {
    if (!state.empty())
        restore(state);
}

void Search::start() {
    if (problem_.depth() > 0) {
        if (!FlatWalk::suits(problem_, options_))
            return start(Engine::cells);
        const bool at_once = options_.store && !options_.resumable && FlatWalk::few_regions(problem_);
        return start(at_once ? Engine::flats_at_once : Engine::flats);
    }
    // No units: the domain is the only region.
    Rows rows(problem_);
    std::vector<SignedRow> walls;
    for (int r = 0; r < problem_.n_domain_rows(); ++r)
        walls.push_back({r, false});
    const std::vector<double> y = nearest(*interior_point(rows, problem_.dimension, walls));
    if (options_.store) {
        std::vector<double> x;
        const bool rounded = InputPoints(problem_).embed(y, x);
        Regions whole;
        whole.add({}, x, rounded || !strictly_inside(rows, walls, y));
        frontier_.add({std::move(whole), {}});
        frontier_.release();
    }
}

/// From the beginning, with nothing found. Where an exception ends this, the search stays as it was.
void Search::start(Engine engine) {
    forget_workers();
    std::vector<Work> roots;
    const Engine before = std::exchange(engine_, engine);
    try {
        if (engine == Engine::cells)
            for (Subtree &subtree : explorer(0).roots())
                roots.emplace_back(std::move(subtree));
        else
            for (FlatNode &root : flat_walk(0).roots())
                roots.emplace_back(std::move(root));
    } catch (...) {
        engine_ = before;
        forget_workers();
        throw;
    }
    if (roots.empty() && engine != Engine::cells) { // floats do not find the lowest vertex of the domain
        engine_ = before;
        return start(Engine::cells);
    }
    frontier_.clear();
    found_ = nothing();
    for (Work &root : roots)
        frontier_.add({{}, std::move(root)});
}

/// One layer of small integers on all of R^d, and nobody wants the regions themselves.
bool Search::counts_without_visiting() const {
    return !options_.store && !options_.exact && !options_.dictionary && problem_.depth() == 1 &&
           problem_.n_domain_rows() == 0 && problem_.small_weights && problem_.cut_by_hyperplanes(0);
}

bool Search::advance(std::size_t regions, Clock::time_point end, Monitor &monitor, Clock::time_point latest) {
    const FloatEnvironment environment;
    Deadline deadline(latest, monitor);
    const Listening listening(deadline);
    try {
        search(regions, end, deadline);
    } catch (const TimeIsOver &) {
        return false;
    }
    return frontier_.explored();
}

void Search::search(std::size_t regions, Clock::time_point end, Monitor &monitor) {
    if (counts_without_visiting() && !frontier_.explored()) {
        Deadline deadline(end, monitor);
        count_arrangement(deadline);
    }
    next_walk(); // unless an exception ended it the last time
    while (!frontier_.explored() && (!options_.store || ready() < regions) && Clock::now() < end) {
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(end - Clock::now());
        round(std::min(length_, left));
        length_ = std::min(2 * length_, longest_round);
        frontier_.release();
        next_walk();
        monitor.checkpoint(fraction(), found_.counts.back());
    }
}

void Search::count_arrangement(Monitor &monitor) {
    found_.counts[0] = splinex::count_arrangement(hyperplanes(problem_.layers[0]), monitor, found_.effort);
    found_.share = 1;
    frontier_.clear();
}

/// The walk that listed nothing has proven that the one that lists will be right.
void Search::next_walk() {
    if (frontier_.explored() && engine_ == Engine::flats && options_.store && !on_loan_)
        start(Engine::flats_again);
}

double Search::fraction() const {
    constexpr double first = 0.2; // of the time of both walks
    if (engine_ == Engine::cells || engine_ == Engine::flats_at_once || !options_.store)
        return found_.share;
    return engine_ == Engine::flats ? first * found_.share : first + (1 - first) * found_.share;
}

/// All threads take subtrees from the front of the order until the time is over or one of them finds none.
void Search::round(std::chrono::microseconds length) {
    const auto work = frontier_.next(static_cast<std::size_t>(16) * threads_, options_.store && proven());
    struct Result {
        std::optional<Work> before; // of what was taken
        std::vector<Work> rest;
        Findings found;
    };
    std::vector<Result> results(work.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> wanted = false;
    const bool alone = threads_ == 1 || length == first_round;
    const Quantum quantum{std::chrono::steady_clock::now() + length, alone ? nullptr : &wanted};
    const auto take_part = [&](int thread) {
        for (std::size_t i = next++; i < work.size() && !quantum.over(); i = next++) {
            Result &result = results[i];
            result.found = nothing();
            result.before = *work[i]->subtree;
            result.rest = expand(thread, std::move(*work[i]->subtree), quantum, result.found);
        }
        wanted = true;
    };
    const auto undo = [&] {
        for (std::size_t i = 0; i < work.size(); ++i)
            if (results[i].before)
                work[i]->subtree = std::move(results[i].before);
    };
    try {
        in_parallel(alone ? 1 : threads_, take_part);
    } catch (...) { // in the midst of a step: this round never was
        undo();
        forget_workers();
        throw;
    }
    if (std::ranges::any_of(walks_, [](const auto &walk) { return walk && walk->gave_up(); })) {
        assert(engine_ != Engine::flats_again); // the second walk repeats the first, which did not
        if (!on_loan_) {
            undo();
            return start(Engine::cells);
        }
        gave_up_ = true;
        return frontier_.clear();
    }
    for (std::size_t i = 0; i < work.size(); ++i) {
        if (!results[i].before)
            continue;
        add(results[i].found);
        frontier_.put_back(work[i], std::move(results[i].rest), std::move(results[i].found.regions));
    }
}

Findings Search::nothing() const {
    Findings findings;
    findings.counts.assign(problem_.depth(), 0);
    return findings;
}

void Search::add(const Findings &found) {
    for (std::size_t l = 0; l < found_.counts.size(); ++l)
        found_.counts[l] += found.counts[l];
    found_.share += found.share;
    found_.effort += found.effort;
}

void Search::forget_workers() {
    for (auto &explorer : explorers_)
        explorer.reset();
    for (auto &walk : walks_)
        walk.reset();
}

Explorer &Search::explorer(int thread) {
    if (!explorers_[thread])
        explorers_[thread] = std::make_unique<Explorer>(problem_, options_);
    return *explorers_[thread];
}

FlatWalk &Search::flat_walk(int thread) {
    if (!walks_[thread])
        walks_[thread] = std::make_unique<FlatWalk>(problem_, engine_ != Engine::flats_again, engine_ != Engine::flats);
    return *walks_[thread];
}

std::vector<Search::Work> Search::expand(int thread, Work work, const Quantum &quantum, Findings &found) {
    const auto both = [](auto rest) {
        return std::vector<Work>(std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    };
    if (FlatNode *flat = std::get_if<FlatNode>(&work))
        return both(flat_walk(thread).expand(std::move(*flat), quantum, found));
    return both(explorer(thread).expand(std::move(std::get<Subtree>(work)), quantum, found));
}

} // namespace splinex
