#pragma once

#include "splinex/gate_rows.hpp"
#include "splinex/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Regions whose patterns agree up to a layer, grouped where they agree in it, too; its gates part the groups further
/// and further.
class RegionGroups {
public:
    /// Of the groups, in their present order.
    struct Range {
        std::size_t begin, end;
        std::size_t size() const { return end - begin; }
    };

    /// Sorts `regions`, places of packed patterns (n, bytes), which stays in use.
    RegionGroups(const Problem &problem, const GateRows &gates, int layer, std::span<const std::uint8_t> patterns,
                 std::span<std::size_t> regions);

    Range all() const { return {0, order_.size()}; }
    int piece(std::size_t group, int gate) const {
        return pieces_[static_cast<std::size_t>(order_[group]) * gates_ + static_cast<std::size_t>(gate)];
    }
    std::span<std::size_t> regions(std::size_t group) const {
        const std::size_t k = order_[group];
        return regions_.subspan(begins_[k], begins_[k + 1] - begins_[k]);
    }
    std::size_t regions_in(Range range) const;

    /// How many groups of the range use each piece of a gate, which has so many.
    void count(Range range, int gate, int pieces, std::vector<std::size_t> &users) const;
    /// Sorts a range by the piece that a gate uses.
    void part(Range range, int gate);

private:
    std::span<std::size_t> regions_;
    std::size_t gates_;
    std::vector<std::size_t> begins_, order_;
    std::vector<std::uint8_t> pieces_; // (groups, gates)
};

/// One pattern of many.
inline std::span<const std::uint8_t> pattern_at(const Problem &problem, std::span<const std::uint8_t> patterns,
                                                std::size_t place) {
    const std::size_t bytes = static_cast<std::size_t>(problem.bits + 7) / 8;
    return patterns.subspan(place * bytes, bytes);
}

} // namespace splinex
