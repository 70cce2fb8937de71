#include "splinex/errors.hpp"
#include "splinex/exact_lp.hpp"
#include "splinex/proofs/motzkin.hpp"
#include "splinex/proofs/proof_tree.hpp"
#include "splinex/proofs/vanishing_rows.hpp"
#include "tests/check.hpp"
#include "tests/running.hpp"

#include <numeric>

namespace splinex::tests {

namespace {

using Matrix = std::vector<std::vector<BigInt>>;

ExactMap map_of(const Matrix &rows) {
    ExactMap map{static_cast<int>(rows.size()), static_cast<int>(rows.front().size()) - 1, {}};
    for (const auto &row : rows)
        map.entries.insert(map.entries.end(), row.begin(), row.end());
    return map;
}

const Test multipliers("multipliers are unique up to a factor, or there are none", [] {
    check(dependency(Matrix{{2, 0, 1}, {0, 3, 1}, {-1, -1, 5}}) == std::vector<BigInt>{3, 2, 6}, "a triangle");
    check(dependency(Matrix{{1, 2, 0}, {-2, -4, 1}}) == std::vector<BigInt>{2, 1}, "parallel rows");
    check(dependency(Matrix{{1, 0, 0}, {0, 1, 0}}).empty(), "independent rows");
    check(dependency(Matrix{{1, 0, 0}, {2, 0, 0}, {-1, 0, 0}}).empty(), "two degrees of freedom");
});

const Test exclusion("touching is empty, crossing is not", [] {
    const Matrix touching{{1, 0}, {-1, 0}}, apart{{1, -1}, {-1, 0}}, crossing{{1, 0}, {-1, 1}};
    check(excludes(touching, dependency(touching)), "x > 0 and x < 0");
    check(excludes(apart, dependency(apart)), "x > 1 and x < 0");
    check(!excludes(crossing, dependency(crossing)), "x > 0 and x < 1");
    check(!excludes(Matrix{{1, 0}, {1, -1}}, dependency(Matrix{{1, 0}, {1, -1}})), "x > 0 and x > 1");
});

const Test supports("the exact program names a circuit", [] {
    const Matrix rows{{1, 0, 0}, {0, 1, 0}, {5, 1, 1}, {-1, -1, -1}};
    const std::vector<int> found = motzkin_support(map_of(rows));
    Matrix chosen;
    for (const int k : found)
        chosen.push_back(rows[k]);
    check(found.size() == 3 && found.back() == 3, "x + y < -1 and two others");
    check(excludes(chosen, dependency(chosen)), "have no point");
    check(motzkin_support(map_of({{1, 0, 0}, {0, 1, 0}})).empty(), "a quadrant has points");
});

const Test flat("rounds of rows that vanish", [] {
    // x, y >= 0 and x + y <= 0: a line along z.
    const auto corner = vanishing_rows(map_of({{1, 0, 0, 0}, {0, 1, 0, 0}, {-1, -1, 0, 0}, {0, 0, 1, 7}}));
    check(corner == std::vector<std::vector<int>>{{0, 1, 2}}, "three rows at once");
    // z = 0, and only there do x - z and -x force x = 0.
    const auto twice = vanishing_rows(map_of({{0, 1, 0}, {0, -1, 0}, {1, -1, 0}, {-1, 0, 0}}));
    check(!twice.empty() && twice.size() <= 2, "all of them, in one round or two");
});

const Test incomplete("a region that is missing is missed", [] {
    const std::vector<double> weights{1, 0, 0, 1, 1, 1}, biases{0, 0, -1};
    const std::vector<StoredMap> maps{stored_map(3, 2, weights, biases, true)};
    const Network network(maps);
    const Domain domain{{-2, -2}, {2, 2}, {}};
    const Outcome all = run(network, domain, {.store = true}, 1);
    Silent monitor;
    const auto first = [&](std::size_t n) {
        return ProvenRegions{std::span(all.regions.patterns).first(n), std::span(all.regions.points).first(2 * n),
                             std::span(all.regions.inexact).first(n)};
    };
    const ProofTree tree = write_proof(network, domain, first(7), 3, monitor);
    check(tree.counts == std::vector<long long>{7}, "seven regions");
    check(tree.sections.size() > 1, "in sections");
    try {
        write_proof(network, domain, first(6), 100, monitor);
    } catch (const InputError &) {
        return;
    }
    check(false, "nothing was thrown");
});

} // namespace

} // namespace splinex::tests
