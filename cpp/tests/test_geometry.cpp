#include "tests/check.hpp"
#include "tests/running.hpp"
#include "tests/small_network.hpp"

#include "splinex/facets/facets.hpp"
#include "splinex/geometry/cell_volumes.hpp"
#include "splinex/geometry/geometry.hpp"

#include <cmath>
#include <limits>

namespace splinex::tests {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Regions with their facets, and where those of each region end.
struct Listed {
    Regions regions;
    Facets facets;
    std::vector<std::int64_t> ends;

    Listed(const Network &network, const Domain &domain) {
        Silent monitor;
        regions = run(network, domain, {.store = true}, 1).regions;
        facets = find_facets(network, domain, {regions.patterns, regions.points, regions.size()}, true, 1, monitor);
        ends.assign(regions.size(), 0);
        for (const std::int64_t region : facets.regions)
            ++ends[region];
        for (std::size_t i = 1; i < ends.size(); ++i)
            ends[i] += ends[i - 1];
    }

    BoundedRegions view() const { return {regions.patterns, ends, facets.walls}; }
};

Domain cube(const Network &network, double reach) {
    return {std::vector<double>(network.inputs(), -reach), std::vector<double>(network.inputs(), reach), {}};
}

void floats_are_nearest(const Network &network, double reach) {
    Silent monitor;
    const Domain domain = cube(network, reach);
    const Listed listed(network, domain);
    const Generators found = find_generators(network, domain, listed.view(), 1, monitor);
    const ExactGenerators exact = find_exact_generators(network, domain, listed.view(), monitor);
    const std::size_t width = network.inputs() + 1;
    std::size_t row = 0, vertex = 0;
    for (std::size_t i = 0; i < listed.ends.size(); ++i) {
        for (; vertex < static_cast<std::size_t>(found.vertices.ends[i]); ++vertex, ++row)
            for (std::size_t k = 1; k < width; ++k)
                check(found.vertices.entries[vertex * (width - 1) + k - 1] ==
                          nearest(exact.entries[row * width + k], exact.entries[row * width]),
                      "every coordinate of a vertex is correctly rounded");
        row = static_cast<std::size_t>(exact.ends[i]);
        const bool endless = found.rays.ends[i] > (i > 0 ? found.rays.ends[i - 1] : 0) ||
                             found.lines.ends[i] > (i > 0 ? found.lines.ends[i - 1] : 0);
        check(endless == !listed.facets.bounded[i], "the recession cone tells the same");
    }
    const Generators shared = find_generators(network, domain, listed.view(), 3, monitor);
    check(shared.vertices.entries == found.vertices.entries && shared.vertices.on == found.vertices.on &&
              shared.rays.entries == found.rays.entries && shared.lines.entries == found.lines.entries,
          "threads change nothing");
}

void volumes_add_up(const Network &network, double reach) {
    Silent monitor;
    const Domain domain = cube(network, reach);
    const Listed listed(network, domain);
    const Generators found = find_generators(network, domain, listed.view(), 1, monitor);
    const GeneratorColumns &v = found.vertices;
    const Volumes volumes =
        find_volumes({network.inputs(), v.entries, v.ends, v.on_ends, v.on, listed.facets.bounded}, 2, monitor);
    double sum = 0, error = 0;
    for (std::size_t i = 0; i < volumes.values.size(); ++i) {
        sum += volumes.values[i];
        error += volumes.errors[i];
    }
    const double whole = std::pow(2 * reach, network.inputs());
    check(std::fabs(sum - whole) <= error + 1e-12 * whole, "they are as much as the domain");
    check(error < 1e-6 * whole, "the bound is of use");
}

const Test generic("geometry of generic networks", [] {
    for (const double reach : {1.0, infinity}) {
        floats_are_nearest(small_network(0, {2, 8, 7, 1}, false), reach);
        floats_are_nearest(small_network(1, {4, 6, 5, 1}, false), reach);
    }
    volumes_add_up(small_network(1, {4, 6, 5, 1}, false), 1);
});

const Test degenerate("geometry of integer networks", [] {
    for (int seed = 0; seed < 4; ++seed) {
        for (const double reach : {2.0, infinity}) {
            floats_are_nearest(small_network(seed, {2, 8, 7, 6, 1}, true), reach);
            floats_are_nearest(small_network(seed, {3, 7, 5, 1}, true), reach);
        }
        volumes_add_up(small_network(seed, {3, 7, 5, 1}, true), 2);
    }
});

} // namespace

} // namespace splinex::tests
