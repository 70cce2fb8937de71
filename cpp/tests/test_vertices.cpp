#include "tests/check.hpp"
#include "tests/running.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace splinex::tests {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Map {
    int units, inputs;
    std::vector<double> weights, biases;
};

struct Layers {
    std::vector<Map> maps;

    /// With the sum of the last units as the only output.
    Network network() const {
        std::vector<StoredMap> all;
        for (const Map &map : maps)
            all.push_back(stored_map(map.units, map.inputs, map.weights, map.biases, true));
        const std::vector<double> ones(maps.back().units, 1.0), none(1, 0.0);
        all.push_back(stored_map(1, maps.back().units, ones, none, false));
        return Network(all);
    }
};

template <class Draw> Layers layers(const std::vector<int> &dims, Draw draw) {
    Layers result;
    for (std::size_t l = 0; l + 1 < dims.size(); ++l) {
        std::vector<double> weights(dims[l] * dims[l + 1]), biases(dims[l + 1]);
        for (double &v : weights)
            v = draw();
        for (double &v : biases)
            v = draw();
        result.maps.push_back({dims[l + 1], dims[l], weights, biases});
    }
    return result;
}

/// Decimals: parallel and concurrent up to rounding, and now and then exactly.
Layers tenths(int seed, const std::vector<int> &dims) {
    std::mt19937 generator(seed);
    return layers(dims, [&] { return std::uniform_int_distribution<int>(-4, 4)(generator) / 10.0; });
}

Layers normal(int seed, const std::vector<int> &dims) {
    std::mt19937 generator(seed);
    return layers(dims, [&] { return std::normal_distribution<double>()(generator); });
}

/// In every layer the last units are multiples of the first, or nearly so, of all scales.
Layers near_copies(int seed, const std::vector<int> &dims) {
    Layers result = normal(seed, dims);
    const double factors[] = {1 + 0x1p-52, -0.1, 0x1p-200, -(1 + 0x1p-44), 3.0, 0x1p40};
    for (std::size_t l = 0; l < result.maps.size(); ++l) {
        Map &map = result.maps[l];
        const int inputs = dims[l], units = dims[l + 1];
        for (int k = 0; k < units / 2; ++k) {
            const int target = units - 1 - k;
            const double factor = factors[(k + seed + l) % std::size(factors)];
            for (int i = 0; i < inputs; ++i)
                map.weights[target * inputs + i] = factor * map.weights[k * inputs + i];
            map.biases[target] = factor * map.biases[k];
        }
    }
    return result;
}

Domain box(std::vector<double> low, std::vector<double> high) { return {std::move(low), std::move(high), {}}; }

Domain cube(int dimension, double reach) {
    return box(std::vector<double>(dimension, -reach), std::vector<double>(dimension, reach));
}

/// {x : normals x <= offsets}.
Domain polytope(int dimension, std::vector<double> normals, const std::vector<double> &offsets) {
    Domain domain = cube(dimension, infinity);
    for (double &v : normals)
        v = -v;
    const int rows = static_cast<int>(offsets.size());
    const StoredMap stored = stored_map(rows, dimension, normals, offsets, true);
    const Network map({&stored, 1});
    domain.rows.push_back(map.layers().front());
    return domain;
}

/// All sign vectors as normals: 2^dimension facets, and many of them through each vertex.
Domain cross_polytope(int dimension, double reach) {
    std::vector<double> normals;
    for (int signs = 0; signs < 1 << dimension; ++signs)
        for (int i = 0; i < dimension; ++i)
            normals.push_back((signs >> i & 1) != 0 ? -0.1 : 0.1);
    return polytope(dimension, normals, std::vector<double>(1 << dimension, 0.1 * reach));
}

std::vector<double> circle(int n, double phase) {
    std::vector<double> result;
    for (int k = 0; k < n; ++k) {
        const double angle = 2 * std::numbers::pi * (k + phase) / n;
        result.push_back(std::cos(angle));
        result.push_back(std::sin(angle));
    }
    return result;
}

void like_integers(const Network &network, const Domain &domain) {
    const Outcome plain = run(network, domain, {.store = true}, 1);
    const Outcome exact = run(network, domain, {.store = true, .exact = true}, 1);
    const Outcome shared = run(network, domain, {.store = true}, 3);
    check(plain.counts == exact.counts, "vertices and integers count alike");
    check(plain.counts == run(network, domain, {}, 1).counts, "a count is the number of listed regions");
    check(static_cast<long long>(plain.regions.size()) == plain.counts.back(), "every counted region is listed");
    check(patterns(plain.regions).size() == plain.regions.size(), "no region is listed twice");
    check(patterns(plain.regions) == patterns(exact.regions), "vertices and integers list the same regions");
    check(plain.regions.patterns == shared.regions.patterns && plain.regions.points == shared.regions.points &&
              plain.regions.inexact == shared.regions.inexact,
          "threads change nothing");
}

void everywhere(const Layers &layers, int dimension) {
    const Network network = layers.network();
    like_integers(network, cube(dimension, 1.0));
    like_integers(network, cube(dimension, infinity));
    like_integers(network, cross_polytope(dimension, 1.0));
    std::vector<double> low(dimension, 0.0), high(dimension, infinity);
    low.back() = -1e15;
    high.back() = 0.1;
    like_integers(network, box(low, high));
}

const Test decimals("decimals in two to four inputs", [] {
    for (int seed = 0; seed < 1; ++seed) {
        everywhere(tenths(seed, {2, 6, 5, 4}), 2);
        everywhere(tenths(seed, {3, 5, 4}), 3);
        everywhere(tenths(seed, {4, 5, 2}), 4);
    }
});

const Test copies("near copies in two to four inputs", [] {
    for (int seed = 0; seed < 2; ++seed) {
        everywhere(near_copies(seed, {2, 6, 4}), 2);
        everywhere(near_copies(seed, {3, 6, 2}), 3);
        everywhere(near_copies(seed, {4, 5, 2}), 4);
    }
});

const Test levels("more candidates than a level cuts by", [] {
    like_integers(normal(0, {2, 25}).network(), cube(2, 0.5));
    like_integers(normal(1, {2, 25, 2}).network(), cube(2, 0.1));
    like_integers(tenths(2, {2, 20}).network(), cube(2, infinity));
});

/// A side of width zero, a box of a few units in the last place, and corners on the units.
const Test boxes("boxes of all sizes", [] {
    const Network network = tenths(3, {3, 6, 4}).network();
    like_integers(network, box({-1, 0.3, -1}, {1, 0.3, 1}));
    like_integers(network, box({0.1, 0.1, 0.1}, {std::nextafter(0.1, 1), 0.1 + 1e-9, 0.3}));
    like_integers(network, cube(3, 1e-300));
    like_integers(network, cube(3, 1e300));
});

/// Units of a scale at which rows or bounds overflow: integers go on, at a vertex.
const Test overflow("rows that floats cannot hold", [] {
    Layers net = normal(4, {2, 5, 4, 3});
    net.maps[0].biases[1] = 1e300;
    net.maps[0].biases[2] = -1e300;
    net.maps[1].biases[0] = 1e308;
    for (double &v : net.maps[1].weights)
        v *= 1e300;
    like_integers(net.network(), cube(2, 1.0));
    like_integers(net.network(), cube(2, 1e300));
    like_integers(net.network(), cube(2, infinity));
});

/// A cell with more facets than there are slots is left to a dictionary, and so are the layers after. Whether such a
/// subtree is explored at once or piece by piece must not show: units that are on from the start come last, so that
/// sums in order differ from sums that go on from a level's.
const Test slots("a cell with more than 64 facets", [] {
    const int sides = 75, fixed = 20, units = sides + fixed, second = 14, third = 6;
    std::mt19937 generator(5);
    std::normal_distribution<double> draw;
    std::vector<double> weights = circle(sides, 0.013), biases(sides, 0.9985);
    for (double &v : weights)
        v = -v;
    for (int k = 0; k < fixed; ++k) {
        weights.push_back(draw(generator));
        weights.push_back(draw(generator));
        biases.push_back(9.7);
    }
    // And a copy of a unit that cuts, which follows it.
    weights[2 * sides] = 2 * weights[0];
    weights[2 * sides + 1] = 2 * weights[1];
    biases[sides] = 2 * biases[0];
    Layers net;
    net.maps.push_back({units, 2, weights, biases});
    std::vector<double> next, shifts;
    for (int k = 0; k < second; ++k) {
        double sum = 0;
        for (int j = 0; j < units; ++j) {
            next.push_back(draw(generator));
            sum += next.back() * biases[j];
        }
        shifts.push_back(-sum);
    }
    net.maps.push_back({second, units, next, shifts});
    std::vector<double> last(third * second);
    for (double &v : last)
        v = draw(generator);
    net.maps.push_back({third, second, last, std::vector<double>(third, 0.0)});
    like_integers(net.network(), polytope(2, circle(30, 0.0), std::vector<double>(30, 1.0)));
});

} // namespace

} // namespace splinex::tests
