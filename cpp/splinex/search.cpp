#include "splinex/search.hpp"

#include "splinex/deletion_restriction.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <iterator>

#include <omp.h>

namespace splinex {

namespace {

/// The first round is over before a team of threads would have been started, and small work never sees one.
constexpr std::chrono::microseconds first_round{1000};
constexpr std::chrono::microseconds longest_round{40000};

/// Fewer regions are copied rather than moved: an engine may have made room for many more.
constexpr std::size_t worth_moving = 1 << 14;

/// Threads stop running ahead of the order when so many regions wait behind unexplored subtrees.
constexpr std::size_t most_ahead = 1 << 18;

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
    : options_(options), problem_([&] {
          const FloatEnvironment environment;
          return Problem(network, domain);
      }()),
      threads_(threads), explorers_(threads), walks_(threads), found_(nothing()), length_(first_round) {
    const FloatEnvironment environment;
    start();
}

void Search::start() {
    if (problem_.depth() > 0) {
        if (!FlatWalk::suits(problem_, options_))
            return start(Engine::cells);
        return start(options_.store && FlatWalk::few_regions(problem_) ? Engine::flats_at_once : Engine::flats);
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
        frontier_.emplace_back().regions.add({}, x, rounded || !strictly_inside(rows, walls, y));
        ahead_ = 1;
        release();
    }
}

/// From the beginning, with nothing found.
void Search::start(Engine engine) {
    engine_ = engine;
    frontier_.clear();
    ready_.clear();
    ahead_ = n_ready_ = 0;
    found_ = nothing();
    for (auto &walk : walks_)
        walk.reset();
    if (engine == Engine::cells)
        for (Subtree &subtree : explorer(0).roots())
            frontier_.push_back({{}, std::move(subtree)});
    else
        for (FlatNode &root : flat_walk(0).roots())
            frontier_.push_back({{}, std::move(root)});
    if (frontier_.empty()) // floats do not find the lowest vertex of the domain
        start(Engine::cells);
}

/// One layer of small integers on all of R^d, and nobody wants the regions themselves.
bool Search::counts_without_visiting() const {
    return !options_.store && !options_.exact && !options_.dictionary && problem_.depth() == 1 &&
           problem_.n_domain_rows() == 0 && problem_.small_weights && problem_.cut_by_hyperplanes(0);
}

bool Search::advance(std::size_t regions, Monitor &monitor) {
    const FloatEnvironment environment;
    if (counts_without_visiting() && !frontier_.empty()) {
        found_.counts[0] = count_arrangement(hyperplanes(problem_.layers[0]), monitor, found_.effort);
        found_.share = 1;
        frontier_.clear();
    }
    while (!frontier_.empty() && (!options_.store || ready() < regions)) {
        round(length_);
        length_ = std::min(2 * length_, longest_round);
        release();
        monitor.checkpoint(fraction(), found_.counts.back());
        if (frontier_.empty() && engine_ == Engine::flats && options_.store)
            start(Engine::flats_again);
    }
    return frontier_.empty();
}

double Search::fraction() const {
    constexpr double first = 0.2; // of the time of both walks
    if (engine_ == Engine::cells || engine_ == Engine::flats_at_once || !options_.store)
        return found_.share;
    return engine_ == Engine::flats ? first * found_.share : first + (1 - first) * found_.share;
}

/// All threads take subtrees from the front of the order until the time is over or one of them finds none.
void Search::round(std::chrono::microseconds length) {
    const auto work = next_work();
    struct Result {
        std::vector<Work> rest;
        Findings found;
        std::exception_ptr failure;
        bool taken = false;
    };
    std::vector<Result> results(work.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> wanted = false;
    const bool alone = threads_ == 1 || length == first_round;
    const Quantum quantum{std::chrono::steady_clock::now() + length, alone ? nullptr : &wanted};
    const auto take_part = [&](int thread) {
        const FloatEnvironment environment;
        for (std::size_t i = next++; i < work.size() && !quantum.over(); i = next++) {
            Result &result = results[i];
            result.taken = true;
            result.found = nothing();
            try {
                result.rest = expand(thread, std::move(*work[i]->subtree), quantum, result.found);
            } catch (...) {
                result.failure = std::current_exception();
            }
        }
        wanted = true;
    };
    if (alone) {
        take_part(0);
    } else {
#pragma omp parallel num_threads(threads_)
        take_part(omp_get_thread_num());
    }
    for (const Result &result : results)
        if (result.failure)
            std::rethrow_exception(result.failure);
    if (std::ranges::any_of(walks_, [](const auto &walk) { return walk && walk->gave_up(); })) {
        assert(engine_ != Engine::flats_again); // the second walk repeats the first, which did not
        return start(Engine::cells);
    }
    for (std::size_t i = 0; i < work.size(); ++i) {
        if (!results[i].taken)
            continue;
        add(results[i].found);
        put_back(work[i], std::move(results[i].rest), std::move(results[i].found.regions));
    }
}

/// The subtrees that a round may take, in order: only the first one once too much is stored ahead of it.
std::vector<std::list<Search::Stretch>::iterator> Search::next_work() {
    const bool wait = options_.store && ahead_ > most_ahead && proven();
    const std::size_t most = wait ? 1 : static_cast<std::size_t>(16) * threads_;
    std::vector<std::list<Stretch>::iterator> work;
    for (auto i = frontier_.begin(); i != frontier_.end() && work.size() < most; ++i)
        if (i->subtree)
            work.push_back(i);
    return work;
}

void Search::put_back(std::list<Stretch>::iterator place, std::vector<Work> rest, Regions regions) {
    ahead_ += regions.size();
    place->subtree.reset();
    if (regions.size() >= worth_moving)
        place->regions.append(std::move(regions));
    else
        place->regions.append(regions, 0, regions.size());
    if (!rest.empty())
        place->subtree = std::move(rest.front());
    for (std::size_t i = 1; i < rest.size(); ++i)
        place = frontier_.insert(std::next(place), Stretch{{}, std::move(rest[i])});
}

/// Regions before the first unexplored subtree can be taken.
void Search::release() {
    while (!frontier_.empty()) {
        Stretch &front = frontier_.front();
        if (const std::size_t n = front.regions.size(); n > 0) {
            ahead_ -= n;
            n_ready_ += n;
            ready_.push_back(std::exchange(front.regions, {}));
        }
        if (front.subtree)
            return;
        frontier_.pop_front();
    }
}

Regions Search::take(std::size_t n) {
    Regions result;
    n = std::min(n, ready());
    while (n > 0 && !ready_.empty()) {
        Regions &front = ready_.front();
        const std::size_t size = front.size(), some = std::min(n, size - taken_);
        if (result.size() == 0 && some == size - taken_) {
            front.drop(taken_);
            std::swap(result, front);
        } else
            result.append(front, taken_, some);
        n -= some;
        n_ready_ -= some;
        taken_ += some;
        if (taken_ == size) {
            ready_.pop_front();
            taken_ = 0;
        }
    }
    return result;
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
