#include "splinex/proofs/region_groups.hpp"

#include <algorithm>
#include <numeric>

namespace splinex {

namespace {

/// Bits first to last of two packed patterns, in some total order.
int compare_bits(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, int first, int last) {
    for (int byte = first / 8; 8 * byte < last; ++byte) {
        int mask = 0xff;
        if (byte == first / 8)
            mask &= 0xff << first % 8;
        if (last < 8 * byte + 8)
            mask &= 0xff >> (8 * byte + 8 - last);
        if (const int difference = (a[byte] & mask) - (b[byte] & mask))
            return difference;
    }
    return 0;
}

} // namespace

RegionGroups::RegionGroups(const Problem &problem, const GateRows &gates, int layer,
                           std::span<const std::uint8_t> patterns, std::span<std::size_t> regions)
    : regions_(regions), gates_(static_cast<std::size_t>(gates.count())) {
    const int first = problem.offsets[layer];
    const int last = first + problem.layers[layer].prepared->gates->bits;
    const auto compare = [&](std::size_t a, std::size_t b) {
        return compare_bits(pattern_at(problem, patterns, a), pattern_at(problem, patterns, b), first, last);
    };
    std::ranges::stable_sort(regions_, [&](std::size_t a, std::size_t b) { return compare(a, b) < 0; });
    std::vector<std::uint8_t> states;
    for (std::size_t k = 0; k < regions_.size(); ++k) {
        if (k > 0 && compare(regions_[k], regions_[k - 1]) == 0)
            continue;
        begins_.push_back(k);
        unpack_states(problem, layer, pattern_at(problem, patterns, regions_[k]), states);
        pieces_.resize(pieces_.size() + gates_);
        gates.read(states, pieces_.data() + pieces_.size() - gates_);
    }
    order_.resize(begins_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    begins_.push_back(regions_.size());
}

std::size_t RegionGroups::regions_in(Range range) const {
    std::size_t sum = 0;
    for (std::size_t k = range.begin; k < range.end; ++k)
        sum += regions(k).size();
    return sum;
}

void RegionGroups::count(Range range, int gate, int pieces, std::vector<std::size_t> &users) const {
    users.assign(static_cast<std::size_t>(pieces), 0);
    for (std::size_t k = range.begin; k < range.end; ++k)
        ++users[static_cast<std::size_t>(piece(k, gate))];
}

void RegionGroups::part(Range range, int gate) {
    const auto key = [&](std::size_t k) { return pieces_[k * gates_ + static_cast<std::size_t>(gate)]; };
    std::ranges::stable_sort(std::span(order_).subspan(range.begin, range.size()), {}, key);
}

} // namespace splinex
