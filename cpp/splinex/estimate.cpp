#include "splinex/deadline.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <utility>

namespace splinex {

namespace {

/// A subtree that stands for all that met it: its regions times the weight are, on average, theirs together.
struct Sample {
    double weight;
    Subtree subtree;
};

/// Subtrees with as many candidates open in the same layer are likely to be of a size, so a few of them stand well for
/// all. What comes of a subtree is in a later stratum.
class Strata {
public:
    Strata(std::size_t width, std::mt19937_64 &random) : width_(width), random_(random) {}

    /// When the stratum is full, the sample meets the lightest one there, and one of the two, chosen by weight, goes on
    /// with the weight of both. That keeps averages, whatever the strata are.
    void add(Sample sample) {
        const int open = Explorer::open_candidates(sample.subtree);
        std::vector<Sample> &samples = strata_[{sample.subtree.node.layer, -open}];
        if (samples.size() < width_) {
            samples.push_back(std::move(sample));
        } else {
            std::ranges::pop_heap(samples, std::greater(), &Sample::weight);
            Sample &met = samples.back();
            met.weight += sample.weight;
            if (std::uniform_real_distribution(0.0, met.weight)(random_) < sample.weight)
                met.subtree = std::move(sample.subtree);
        }
        std::ranges::push_heap(samples, std::greater(), &Sample::weight);
    }

    bool empty() const { return strata_.empty(); }
    std::vector<Sample> take_first() { return std::move(strata_.extract(strata_.begin()).mapped()); }

private:
    std::size_t width_;
    std::mt19937_64 &random_;
    std::map<std::pair<int, int>, std::vector<Sample>> strata_; // each a heap, the lightest first
};

/// The mean, and its standard error.
Estimate summary(const std::vector<double> &results) {
    const auto n = static_cast<double>(results.size());
    const double mean = std::accumulate(results.begin(), results.end(), 0.0) / n;
    double squares = 0;
    for (const double x : results)
        squares += (x - mean) * (x - mean);
    return {mean, n > 1 ? std::sqrt(squares / (n - 1) / n) : 0};
}

} // namespace

/// With flats, whose tree is another one, samples come from the tree of cells.
std::optional<Estimate> Search::estimate(int repeats, std::size_t width, std::uint64_t seed, Monitor &monitor,
                                         Clock::time_point latest) {
    const FloatEnvironment environment;
    Deadline deadline(latest, monitor);
    const Listening listening(deadline);
    std::mt19937_64 random(seed);
    std::vector<double> results;
    try {
        std::vector<Subtree> left;
        double known = 0;
        if (engine_ == Engine::cells) {
            known = static_cast<double>(problem_.depth() > 0 ? found_.counts.back() : 1);
            for (const Frontier::Stretch &stretch : frontier_.stretches())
                if (stretch.subtree)
                    left.push_back(std::get<Subtree>(*stretch.subtree));
        } else {
            left = explorer(0).roots();
        }
        for (int i = 0; i < repeats; ++i)
            results.push_back(known + sample(left, width, random, deadline));
    } catch (const TimeIsOver &) {
        forget_workers();
        return std::nullopt;
    } catch (...) { // in the midst of a step, like the other
        forget_workers();
        throw;
    }
    return summary(results);
}

/// An estimate of the regions in some subtrees.
double Search::sample(const std::vector<Subtree> &subtrees, std::size_t width, std::mt19937_64 &random,
                      Monitor &monitor) {
    Strata strata(width, random);
    for (const Subtree &subtree : subtrees)
        strata.add({1, subtree});
    double regions = 0;
    while (!strata.empty())
        for (Sample &sample : strata.take_first()) {
            Findings found = nothing();
            for (Subtree &child : explorer(0).branch_once(std::move(sample.subtree), found))
                strata.add({sample.weight, std::move(child)});
            regions += sample.weight * static_cast<double>(found.counts.back());
            monitor.checkpoint(fraction(), found_.counts.back());
        }
    return regions;
}

} // namespace splinex
