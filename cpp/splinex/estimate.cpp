#include "splinex/float_environment.hpp"
#include "splinex/search.hpp"

#include <cmath>

namespace splinex {

/// Each probe chooses a subtree that is left, by its share, and a random path down that. With flats, whose tree is
/// another one, probes go down from the top of the tree of cells.
Estimate Search::estimate(int probes, std::uint64_t seed) {
    const FloatEnvironment environment;
    Explorer &walker = explorer(0);
    std::vector<Subtree> tops;
    double known = 0;
    if (engine_ == Engine::cells) {
        known = static_cast<double>(problem_.depth() > 0 ? found_.counts.back() : 1);
        for (const Frontier::Stretch &stretch : frontier_.stretches())
            if (stretch.subtree)
                tops.push_back(std::get<Subtree>(*stretch.subtree));
    } else {
        tops = walker.roots();
    }
    if (tops.empty())
        return {known, 0};
    std::vector<double> shares;
    for (const Subtree &top : tops)
        shares.push_back(top.node.share);
    double all = 0, squares = 0;
    std::mt19937_64 random(seed);
    std::discrete_distribution<std::size_t> choice(shares.begin(), shares.end());
    for (int i = 0; i < probes; ++i) {
        const std::size_t top = choice(random);
        const double found = walker.probe(tops[top], random) / choice.probabilities()[top];
        all += found;
        squares += found * found;
    }
    const double mean = all / probes;
    const double variance = probes > 1 ? std::max(0.0, squares - all * mean) / (probes - 1) : 0;
    return {known + mean, std::sqrt(variance / probes)};
}

} // namespace splinex
