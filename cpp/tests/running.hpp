#pragma once

#include "splinex/search.hpp"

#include <chrono>
#include <cstdint>
#include <set>
#include <vector>

namespace splinex::tests {

/// An affine map, with a ReLU on every row if so wanted.
inline StoredMap stored_map(int rows, int columns, std::span<const double> weights, std::span<const double> biases,
                            bool relu) {
    static const std::vector<std::int64_t> relus(1000, 0), passed(1000, 1);
    return {rows, columns, weights, biases, 1, std::span(relu ? relus : passed).first(rows), relu ? rows : 0};
}

inline constexpr auto never = std::chrono::steady_clock::time_point::max();

struct Outcome {
    std::vector<long long> counts;
    Regions regions;
};

struct Silent : Monitor {
    void checkpoint(double, long long) override {}
};

/// A search to the end, its regions taken so many at a time.
inline Outcome run(const Network &network, const Domain &domain, const SearchOptions &options, int threads,
                   std::size_t batch = 100) {
    Silent monitor;
    Search search(network, domain, options, threads);
    Outcome outcome;
    while (!search.advance(batch, never, monitor) || search.ready() > 0)
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
