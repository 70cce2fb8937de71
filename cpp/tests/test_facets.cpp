#include "tests/check.hpp"
#include "tests/running.hpp"
#include "tests/small_network.hpp"

#include "splinex/facets/facets.hpp"

#include <limits>
#include <stdexcept>
#include <utility>

namespace splinex::tests {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Silent : Monitor {
    void checkpoint(double, long long) override {}
};

Facets facets_of(const Network &network, const Domain &domain, const Regions &regions, int threads) {
    Silent monitor;
    return find_facets(network, domain, {regions.patterns, regions.points, regions.size()}, true, threads, monitor);
}

void every_facet_has_two_sides(const Network &network, double reach) {
    const std::vector<double> low(network.inputs(), -reach), high(network.inputs(), reach);
    const Domain domain{low, high, {}};
    const Regions regions = run(network, domain, {.store = true}, 1).regions;
    const Facets facets = facets_of(network, domain, regions, 1);
    std::set<std::pair<std::int64_t, std::int64_t>> sides;
    for (std::size_t i = 0; i < facets.size(); ++i) {
        check(facets.neighbours[i] != Facets::unlisted, "the region beyond each facet is listed");
        if (facets.neighbours[i] != Facets::boundary)
            check(sides.emplace(facets.regions[i], facets.neighbours[i]).second, "regions share one facet");
    }
    for (const auto &[a, b] : sides)
        check(sides.contains({b, a}), "both regions know their facet");
    const Facets shared = facets_of(network, domain, regions, 3);
    check(shared.regions == facets.regions && shared.neighbours == facets.neighbours &&
              shared.points == facets.points && shared.walls == facets.walls && shared.switches == facets.switches,
          "threads change nothing");
    check(facets.bounded.size() == regions.size(), "every region is bounded or not");
    const std::vector<BigInt> rows = facet_rows(network, domain, regions.patterns, std::vector<std::int32_t>());
    check(rows.empty(), "no rows are wanted");
}

const Test generic("facets of generic networks", [] {
    for (const double reach : {1.0, infinity}) {
        every_facet_has_two_sides(small_network(0, {2, 8, 7, 6, 1}, false), reach);
        every_facet_has_two_sides(small_network(1, {4, 6, 5, 1}, false), reach);
    }
});

const Test degenerate("facets of integer networks", [] {
    for (int seed = 0; seed < 4; ++seed)
        for (const double reach : {2.0, infinity}) {
            every_facet_has_two_sides(small_network(seed, {2, 8, 7, 6, 1}, true), reach);
            every_facet_has_two_sides(small_network(seed, {3, 7, 5, 1}, true), reach);
        }
});

const Test stopped("an exception of the monitor ends the search for facets", [] {
    struct Impatient : Monitor {
        void checkpoint(double, long long) override { throw std::runtime_error("enough"); }
    } monitor;
    const Network net = small_network(2, {4, 8, 1}, false);
    const Domain space{std::vector<double>(4, -infinity), std::vector<double>(4, infinity), {}};
    const Regions regions = run(net, space, {.store = true}, 1).regions;
    try {
        find_facets(net, space, {regions.patterns, regions.points, regions.size()}, false, 2, monitor);
    } catch (const std::runtime_error &error) {
        return check(std::string(error.what()) == "enough", "the monitor's own exception comes out");
    }
    check(false, "nothing was thrown");
});

} // namespace

} // namespace splinex::tests
