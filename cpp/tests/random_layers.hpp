#pragma once

#include "tests/running.hpp"

#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace splinex::tests {

struct Layers {
    std::vector<std::vector<double>> weights, biases;
    std::vector<int> dims;

    Network network() const {
        std::vector<StoredMap> maps;
        for (std::size_t l = 0; l + 1 < dims.size(); ++l)
            maps.push_back(stored_map(dims[l + 1], dims[l], weights[l], biases[l], l + 2 < dims.size()));
        return Network(maps);
    }
};

template <class Draw> Layers layers(std::vector<int> dims, Draw draw) {
    Layers result{{}, {}, std::move(dims)};
    for (std::size_t l = 0; l + 1 < result.dims.size(); ++l) {
        auto &w = result.weights.emplace_back(result.dims[l] * result.dims[l + 1]);
        auto &b = result.biases.emplace_back(result.dims[l + 1]);
        for (double &v : w)
            v = draw();
        for (double &v : b)
            v = draw();
    }
    return result;
}

inline Layers random_layers(int seed, std::vector<int> dims) {
    std::mt19937 generator(seed);
    return layers(std::move(dims), [&] { return std::normal_distribution<double>()(generator); });
}

inline Layers integer_layers(int seed, std::vector<int> dims) {
    std::mt19937 generator(seed);
    return layers(std::move(dims), [&] { return std::uniform_int_distribution<int>(-2, 2)(generator); });
}

inline Domain box(int dimension, double reach) {
    return {std::vector<double>(dimension, -reach), std::vector<double>(dimension, reach), {}};
}

inline constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace splinex::tests
