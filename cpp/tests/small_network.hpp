#pragma once

#include "splinex/network.hpp"
#include "tests/running.hpp"

#include <random>
#include <vector>

namespace splinex::tests {

/// Small integers: several units switch on one facet, and more walls meet in a vertex than there are inputs.
inline Network small_network(int seed, const std::vector<int> &dims, bool integers) {
    std::mt19937 generator(seed);
    std::vector<std::vector<double>> values;
    std::vector<StoredMap> maps;
    for (std::size_t l = 0; l + 1 < dims.size(); ++l)
        for (const int size : {dims[l] * dims[l + 1], dims[l + 1]})
            for (double &v : values.emplace_back(size))
                v = integers ? std::uniform_int_distribution<int>(-2, 2)(generator)
                             : std::normal_distribution<double>()(generator);
    for (std::size_t l = 0; l + 1 < dims.size(); ++l)
        maps.push_back(stored_map(dims[l + 1], dims[l], values[2 * l], values[2 * l + 1], l + 2 < dims.size()));
    return Network(maps);
}

} // namespace splinex::tests
