#pragma once

#include "splinex/search.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace splinex::tests {

struct Outcome {
    std::vector<long long> counts;
    Regions regions;
};

/// A search to the end, its regions taken so many at a time.
inline Outcome run(const Network &network, const Domain &domain, const SearchOptions &options, int threads,
                   std::size_t batch = 100) {
    struct Silent : Monitor {
        void checkpoint(double, long long) override {}
    } monitor;
    Search search(network, domain, options, threads);
    Outcome outcome;
    while (!search.advance(batch, monitor) || search.ready() > 0)
        outcome.regions.append(search.take(batch));
    outcome.counts = search.counts();
    return outcome;
}

/// The different packed patterns.
inline std::set<std::vector<std::uint8_t>> patterns(const Regions &regions) {
    const auto bytes = static_cast<std::ptrdiff_t>(regions.patterns.size() / regions.size());
    std::set<std::vector<std::uint8_t>> result;
    for (auto first = regions.patterns.begin(); first != regions.patterns.end(); first += bytes)
        result.emplace(first, first + bytes);
    return result;
}

} // namespace splinex::tests
