#include "splinex/prepared_layer.hpp"

#include "splinex/exact_rows.hpp"
#include "splinex/state.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace splinex {

namespace {

bool flat(std::span<const BigInt> row) {
    return std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; });
}

} // namespace

PreparedLayer::PreparedLayer(std::shared_ptr<const ExactMap> map, std::shared_ptr<const Gates> gates)
    : gates(std::move(gates)), exact(std::move(map)), roles(exact->rows), fresh(exact->rows, open),
      small(small_integers(*exact)), homogeneous(splinex::homogeneous(*exact)) {
    find_roles();
    if (has_maxima()) {
        find_duels();
        inputs.resize(exact->rows);
        for (int k = 0; k < exact->rows; ++k)
            for (int j = 0; j < exact->columns; ++j)
                if (exact->row(k)[j] != 0)
                    inputs[k].push_back(j);
    }
    approximate_entries();
}

void PreparedLayer::find_roles() {
    std::map<std::vector<BigInt>, std::pair<int, bool>> known;
    for (int k = 0; k < exact->rows; ++k) {
        const auto row = exact->row(k);
        if (gates->kinds[k] == Gates::piece) {
            roles[k] = {RowRole::piece};
            continue;
        }
        if (gates->kinds[k] == Gates::passed || flat(row)) {
            roles[k] = {RowRole::constant, -1, gates->kinds[k] == Gates::passed || row.back() > 0};
            followers.push_back(k);
            continue;
        }
        Direction d = direction(row);
        const auto [place, fresh] = known.try_emplace(std::move(d.row), k, d.reversed);
        if (fresh) {
            candidates.push_back(k);
            continue;
        }
        followers.push_back(k);
        const auto [master, reversed] = place->second;
        roles[k] = {reversed == d.reversed ? RowRole::copy : RowRole::opposite, master, 0};
    }
}

/// A candidate for every hyperplane on which two pieces of a maximum are equal. Pieces that differ by a constant are
/// decided here: of equal ones the first stays.
void PreparedLayer::find_duels() {
    ExactMap all = *exact;
    duels.resize(all.rows);
    std::map<std::vector<BigInt>, std::pair<int, bool>> known;
    std::vector<BigInt> difference(all.columns + 1);
    for (std::size_t g = 0; g < gates->groups.size(); ++g) {
        const auto [first, size] = gates->groups[g];
        for (int i = first; i < first + size; ++i)
            for (int j = i + 1; j < first + size; ++j) {
                for (int c = 0; c <= all.columns; ++c)
                    difference[c] = exact->row(i)[c] - exact->row(j)[c];
                if (flat(difference)) {
                    fresh[difference.back() < 0 ? i : j] = zero;
                    continue;
                }
                Direction d = direction(difference);
                const auto [place, is_new] = known.try_emplace(std::move(d.row), all.rows, d.reversed);
                const auto [row, reversed] = place->second;
                if (is_new) {
                    candidates.push_back(row);
                    roles.push_back({});
                    fresh.push_back(open);
                    duels.emplace_back();
                    ++all.rows;
                    all.entries.insert(all.entries.end(), difference.begin(), difference.end());
                }
                const bool along = reversed == d.reversed;
                duels[row].push_back({static_cast<int>(g), along ? i : j, along ? j : i});
            }
    }
    exact = std::make_shared<const ExactMap>(std::move(all));
    // Not of pieces that are never the largest.
    std::erase_if(candidates, [&](int row) {
        const bool useless = !duels[row].empty() && std::ranges::all_of(duels[row], [&](const Duel &d) {
            return fresh[d.first] == zero || fresh[d.second] == zero;
        });
        if (useless)
            roles[row] = {RowRole::constant, -1, 0};
        return useless;
    });
}

void PreparedLayer::approximate_entries() {
    floats.clear();
    floats.reserve(exact->entries.size());
    for (const BigInt &entry : exact->entries)
        floats.push_back(approximate(entry, exact->denominator));
}

PreparedLayer PreparedLayer::with_cuts(std::span<const int> coordinates) const {
    PreparedLayer result = *this;
    ExactMap all = *exact;
    for (const int c : coordinates) {
        all.entries.resize(all.entries.size() + all.columns + 1);
        all.row(all.rows++)[c] = all.denominator;
        result.roles.push_back({RowRole::cut});
        result.fresh.push_back(open);
        if (!duels.empty())
            result.duels.emplace_back();
    }
    result.cuts = static_cast<int>(coordinates.size());
    result.exact = std::make_shared<const ExactMap>(std::move(all));
    result.approximate_entries();
    return result;
}

bool small_integers(const ExactMap &map) {
    BigInt divisor = 0, most = 0;
    for (const BigInt &v : map.entries) {
        divisor = gcd(divisor, v);
        most = std::max<BigInt>(most, abs(v));
    }
    return most <= divisor * (1 << 12);
}

bool homogeneous(const ExactMap &map) {
    for (int k = 0; k < map.rows; ++k)
        if (map.row(k).back() != 0)
            return false;
    return true;
}

} // namespace splinex
