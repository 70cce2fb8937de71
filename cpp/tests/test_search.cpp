#include "tests/check.hpp"
#include "tests/random_layers.hpp"
#include "tests/running.hpp"

#include <random>
#include <set>

namespace splinex::tests {

namespace {

void arithmetics_agree(const Layers &net, double reach) {
    const Network network = net.network();
    const Domain domain = box(net.dims.front(), reach);
    const Outcome plain = run(network, domain, {.store = true}, 1);
    const Outcome exact = run(network, domain, {.store = true, .exact = true}, 1);
    const Outcome shared = run(network, domain, {.store = true}, 3);
    const Outcome dictionary = run(network, domain, {.store = true, .dictionary = true}, 1);
    check(patterns(plain.regions) == patterns(dictionary.regions), "dictionaries find the same regions");
    check(plain.counts == run(network, domain, {.dictionary = true}, 1).counts, "and count them");
    check(plain.counts == exact.counts, "floats and integers count alike");
    check(plain.counts == run(network, domain, {}, 1).counts, "a count is the number of listed regions");
    check(static_cast<long long>(plain.regions.size()) == plain.counts.back(), "every counted region is listed");
    check(plain.regions.patterns == shared.regions.patterns && plain.regions.points == shared.regions.points,
          "threads do not change the order");
    check(patterns(plain.regions).size() == plain.regions.size(), "no region is listed twice");
}

const Test generic("generic networks in every arithmetic", [] {
    for (int seed = 0; seed < 3; ++seed)
        for (const double reach : {1.0, infinity}) {
            arithmetics_agree(random_layers(seed, {2, 8, 7, 6, 1}), reach);
            arithmetics_agree(random_layers(seed, {4, 6, 5, 1}), reach);
        }
});

const Test degenerate("integer networks in every arithmetic", [] {
    for (int seed = 0; seed < 6; ++seed)
        for (const double reach : {2.0, infinity}) {
            arithmetics_agree(integer_layers(seed, {2, 8, 7, 6, 1}), reach);
            arithmetics_agree(integer_layers(seed, {4, 7, 5, 1}), reach);
            arithmetics_agree(integer_layers(seed, {4, 9, 1}), reach); // on R^d it is counted without being visited
        }
});

const Test interrupted("an exception of the monitor ends the search", [] {
    struct Impatient : Monitor {
        void checkpoint(double, long long) override { throw std::runtime_error("enough"); }
    } monitor;
    const Network network = random_layers(1, {8, 40, 40, 1}).network();
    Search search(network, box(8, 1.0), {}, 2);
    try {
        search.advance(1, never, monitor);
    } catch (const std::runtime_error &error) {
        return check(std::string(error.what()) == "enough", "the monitor's own exception comes out");
    }
    check(false, "nothing was thrown");
});

const Test interrupted_within("a search that is interrupted in the midst of its steps goes on as if it never was", [] {
    struct Enough {};
    struct Moody : Monitor {
        void checkpoint(double, long long) override {}
        void poll() override {
            if (random() % 125 == 0)
                throw Enough();
        }
        std::mt19937 random{1};
    } monitor;
    const Network network = random_layers(1, {6, 9, 6, 1}).network();
    const SearchOptions options{.store = true, .exact = true};
    for (const int threads : {1, 2}) {
        Search search(network, box(6, 1.0), options, threads);
        const Listening listening(monitor);
        Regions regions;
        int interruptions = 0;
        for (bool done = false; !done;) {
            try {
                done = search.advance(100, never, monitor) && search.ready() == 0;
            } catch (const Enough &) {
                ++interruptions;
            }
            regions.append(search.take(100));
        }
        check(interruptions > 0, "it was");
        Outcome calm;
        {
            Silent silent;
            const Listening undisturbed(silent);
            calm = run(network, box(6, 1.0), options, 1);
        }
        check(search.counts() == calm.counts, "counts");
        check(regions.patterns == calm.regions.patterns && regions.points == calm.regions.points, "regions in order");
    }
});

} // namespace

} // namespace splinex::tests
