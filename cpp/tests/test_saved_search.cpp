#include "splinex/errors.hpp"
#include "tests/check.hpp"
#include "tests/random_layers.hpp"
#include "tests/running.hpp"

#include <chrono>
#include <map>
#include <random>

namespace splinex::tests {

namespace {

using Clock = std::chrono::steady_clock;

Clock::time_point soon(int microseconds) { return Clock::now() + std::chrono::microseconds(microseconds); }

/// Saved and continued in a new search after every short while.
Outcome run_in_sittings(const Network &network, const Domain &domain, const SearchOptions &options) {
    Silent monitor;
    auto search = std::make_unique<Search>(network, domain, options, 1);
    Outcome outcome;
    for (int sitting = 0; !search->advance(100, soon(400), monitor) || search->ready() > 0; ++sitting) {
        outcome.regions.append(search->take(sitting % 3 * 40));
        search = std::make_unique<Search>(network, domain, options, 1, search->save());
    }
    outcome.counts = search->counts();
    return outcome;
}

/// Lent out in parts, settled in any order; some are lost and lent again.
Outcome run_on_loan(const Network &network, const Domain &domain, const SearchOptions &options, int seed) {
    Silent monitor;
    Search search(network, domain, options, 1);
    Outcome outcome;
    std::map<long long, std::string> loans;
    std::mt19937 random(seed);
    while (!search.advance(0, soon(0), monitor) || search.ready() > 0) {
        outcome.regions.append(search.take(50));
        while (loans.size() < 3)
            if (auto loan = search.lend())
                loans.insert(*std::move(loan));
            else
                break;
        if (loans.empty())
            continue;
        const auto [loan, state] = *std::next(loans.begin(), random() % loans.size());
        loans.erase(loan);
        if (random() % 8 == 0) {
            search.recall(loan);
            check(!search.settle(loan, state), "a loan that was recalled cannot be settled");
            continue;
        }
        Search part(network, domain, options, 1, state);
        part.advance(1000, soon(400), monitor);
        const std::string left = part.save();
        check(search.settle(loan, left), "a loan can be settled");
        check(!search.settle(loan, left), "but once");
    }
    outcome.counts = search.counts();
    return outcome;
}

void same(const Outcome &a, const Outcome &b, const std::string &what) {
    check(a.counts == b.counts, what + ": the same counts");
    check(a.regions.patterns == b.regions.patterns && a.regions.points == b.regions.points,
          what + ": the same regions in the same order");
}

void sittings_agree(const Layers &net, double reach) {
    const Network network = net.network();
    const Domain domain = box(net.dims.front(), reach);
    for (const SearchOptions &options :
         {SearchOptions{.store = true, .resumable = true}, SearchOptions{.resumable = true},
          SearchOptions{.store = true, .exact = true, .resumable = true},
          SearchOptions{.store = true, .dictionary = true, .resumable = true}}) {
        const Outcome whole = run(network, domain, options, 1);
        same(whole, run_in_sittings(network, domain, options), "in sittings");
        same(whole, run_on_loan(network, domain, options, 1), "on loan");
    }
}

const Test sittings("a search that is saved, continued and lent comes to the same", [] {
    for (const double reach : {1.0, infinity}) {
        sittings_agree(random_layers(0, {2, 9, 7, 5, 1}), reach); // by vertices
        sittings_agree(random_layers(1, {5, 6, 5, 1}), reach);    // by dictionaries
        sittings_agree(integer_layers(2, {5, 6, 4, 1}), reach);   // in integers
        sittings_agree(random_layers(3, {4, 11, 1}), reach);      // in the box by flats
        sittings_agree(integer_layers(4, {3, 1}), reach);         // nothing to search
    }
});

const Test damaged("a state that ends too early is refused", [] {
    const Network network = random_layers(1, {4, 9, 7, 1}).network();
    Search search(network, box(4, 1.0), {.store = true, .resumable = true}, 1);
    const std::string state = search.save();
    for (const std::size_t length : {std::size_t{1}, state.size() / 2, state.size() - 1}) {
        try {
            Search(network, box(4, 1.0), {.store = true, .resumable = true}, 1, std::span(state.data(), length));
        } catch (const InputError &) {
            continue;
        }
        check(false, "a part of a state was taken for a whole one");
    }
});

const Test estimated("estimates of the number of regions are right on average", [] {
    for (const int inputs : {2, 5}) {
        const Network network = random_layers(7, {inputs, 8, 5, 1}).network();
        const Domain domain = box(inputs, 1.0);
        const double regions = static_cast<double>(run(network, domain, {}, 1).counts.back());
        Silent silent;
        for (const std::size_t width : {1, 8}) {
            const Estimate found = Search(network, domain, {}, 1).estimate(2000, width, 1, silent);
            check(std::abs(found.regions - regions) <= 6 * found.spread, "within six standard errors");
            check(found.spread < 0.1 * regions, "which are small after many repeats");
        }
        const Estimate all = Search(network, domain, {}, 1).estimate(2, 1 << 20, 1, silent);
        check(all.regions == regions && all.spread == 0, "all subtrees are samples: a count");
    }
});

} // namespace

} // namespace splinex::tests
