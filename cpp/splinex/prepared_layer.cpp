#include "splinex/prepared_layer.hpp"

#include "splinex/exact_rows.hpp"

#include <algorithm>
#include <map>

namespace splinex {

PreparedLayer::PreparedLayer(std::shared_ptr<const ExactMap> map)
    : exact(std::move(map)), roles(exact->rows), small(small_integers(*exact)),
      homogeneous(splinex::homogeneous(*exact)) {
    floats.reserve(exact->entries.size());
    for (const BigInt &entry : exact->entries)
        floats.push_back(approximate(entry, exact->denominator));
    std::map<std::vector<BigInt>, std::pair<int, bool>> known;
    for (int k = 0; k < exact->rows; ++k) {
        const auto row = exact->row(k);
        const bool flat = std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; });
        if (flat) {
            roles[k] = {UnitRole::constant, -1, row.back() > 0};
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
        roles[k] = {reversed == d.reversed ? UnitRole::copy : UnitRole::opposite, master, 0};
    }
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
