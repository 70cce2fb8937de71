#pragma once

#include "splinex/network.hpp"

#include <memory>
#include <vector>

namespace splinex {

/// What is known of a unit before any search.
struct UnitRole {
    enum Kind { candidate, constant, copy, opposite } kind = candidate;
    int master = -1; // of a copy: the unit whose row is a positive multiple (opposite: a negative one)
    int piece = 0;   // of a constant
};

/// A layer with what follows from its weights alone, whatever the domain.
struct PreparedLayer {
    explicit PreparedLayer(std::shared_ptr<const ExactMap> map);

    std::shared_ptr<const ExactMap> exact;
    std::vector<Approximation> floats; // of its entries, in the same order
    std::vector<UnitRole> roles;
    std::vector<int> candidates; // units with a row of their own
    std::vector<int> followers;  // the others
    bool small = false;          // all entries are small integers, up to a factor
    bool homogeneous = false;    // no biases
};

/// All entries are small integers, up to a factor.
bool small_integers(const ExactMap &map);
/// All constants are zero.
bool homogeneous(const ExactMap &map);

} // namespace splinex
