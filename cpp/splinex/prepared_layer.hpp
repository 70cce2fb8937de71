#pragma once

#include "splinex/exact_map.hpp"
#include "splinex/gates.hpp"

#include <memory>
#include <span>
#include <vector>

namespace splinex {

/// What is known of a row before any search.
struct RowRole {
    enum Kind {
        candidate,
        constant, // known to be on or off
        copy,     // follows its master, whose row is a positive multiple of it
        opposite, // a negative multiple
        piece,    // of a maximum: its duels tell
        cut       // not of the layer: see PreparedLayer::with_cuts
    } kind = candidate;
    int master = -1;
    int state = 0; // of a constant
};

/// One use of a candidate that compares two pieces of a maximum: the first is larger where it is positive.
struct Duel {
    int group;
    int first, second; // rows
};

/// A layer with what follows from its weights alone, whatever the domain.
///
/// Behind the rows that are handed on come those that compare pieces of a maximum, one for each hyperplane on which two
/// of them are equal, and perhaps some cuts.
struct PreparedLayer {
    PreparedLayer(std::shared_ptr<const ExactMap> map, std::shared_ptr<const Gates> gates);

    /// The layer, where a search also starts by cutting along the coordinates' hyperplanes.
    PreparedLayer with_cuts(std::span<const int> coordinates) const;

    std::shared_ptr<const Gates> gates;
    std::shared_ptr<const ExactMap> exact; // rows of the layer, duels, cuts
    std::vector<Approximation> floats;     // of its entries, in the same order
    std::vector<RowRole> roles;
    std::vector<int> candidates;          // rows that are to be decided
    std::vector<int> followers;           // those that are known when these are; pieces are not among them
    std::vector<std::uint8_t> fresh;      // states before anything is decided
    std::vector<std::vector<Duel>> duels; // of each row of `exact`; empty without maxima
    std::vector<std::vector<int>> inputs; // of each row: the columns that it depends on; empty without maxima
    int cuts = 0;                         // the last rows
    bool small = false;                   // all entries are small integers, up to a factor
    bool homogeneous = false;             // no biases

    bool has_maxima() const { return !gates->groups.empty(); }

private:
    void find_roles();
    void find_duels();
    void approximate_entries();
};

/// All entries are small integers, up to a factor.
bool small_integers(const ExactMap &map);
/// All constants are zero.
bool homogeneous(const ExactMap &map);

} // namespace splinex
