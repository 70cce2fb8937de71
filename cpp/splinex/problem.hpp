#pragma once

#include "splinex/buffer.hpp"
#include "splinex/error_bounds.hpp"
#include "splinex/kernels/kernels.hpp"
#include "splinex/network.hpp"

#include <span>
#include <vector>

namespace splinex {

/// {x : low <= x <= high}; entries may be infinite, and low[i] == high[i] fixes a coordinate.
struct Box {
    std::vector<double> low;
    std::vector<double> high;
};

/// What is known of a unit before any search.
struct UnitRole {
    enum Kind { candidate, constant, copy, opposite } kind = candidate;
    int master = -1; // of a copy: the unit whose row is a positive multiple (opposite: a negative one)
    int piece = 0;   // of a constant
};

struct ReducedLayer {
    ExactMap exact; // over the problem's coordinates for the first layer
    FloatLayer floats;
    std::vector<UnitRole> roles;
    std::vector<int> candidates; // units with a row of their own
    int first_row = 0;           // row id of unit 0
};

/// One side of the box as a row: x[coordinate] - bound, or bound - x[coordinate], is >= 0 on the domain.
struct DomainSide {
    int coordinate;
    bool upper;
    double bound;
};

/// A network on a box after the reductions of load time: fixed coordinates are folded into the first layer, directions
/// in which nothing varies are dropped, proportional units are merged, units are balanced.
///
/// Rows have ids: first the sides of the domain, then the units layer by layer, each group padded to whole lanes.
struct Problem {
    Problem(const Network &network, const Box &box);

    int inputs = 0;                // of the network
    int dimension = 0;             // coordinates left
    std::vector<int> coordinates;  // which inputs they are
    std::vector<double> origin;    // the other inputs' values (0 where dropped); `inputs` long
    std::vector<DomainSide> sides; // coordinate counts the coordinates left
    std::vector<ReducedLayer> layers;
    std::vector<int> basis; // `dimension` independent rows: sides, then first-layer units
    int split_basis = 0;    // how many of them are units: both of their signs are to be searched
    bool bounded = false;   // every coordinate within `radius`, small enough for the box bound
    bool conic = false;     // rows and domain are homogeneous: every cell is a cone, and is searched on a slice
    Buffer<double> radius;
    std::vector<int> offsets; // first unit of each layer in a pattern
    int units = 0;
    int row_ids = 0; // one past the largest row id
    std::vector<int> row_layer;

    bool small_weights = false; // all maps are small integers, up to a factor
    /// -1 for a side of the domain.
    int layer_of(int row) const { return row_layer[row]; }
    /// A point of the problem's coordinates among the network's inputs.
    std::vector<double> embed(std::span<const double> x) const;
    int depth() const { return static_cast<int>(layers.size()); }
};

} // namespace splinex
