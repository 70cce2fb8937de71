#pragma once

#include "splinex/buffer.hpp"
#include "splinex/domain.hpp"
#include "splinex/error_bounds.hpp"
#include "splinex/kernels/kernels.hpp"
#include "splinex/prepared_layer.hpp"

#include <span>
#include <vector>

namespace splinex {

/// A layer on the problem's coordinates.
struct ReducedLayer {
    explicit ReducedLayer(std::shared_ptr<const PreparedLayer> layer)
        : prepared(std::move(layer)), exact(*prepared->exact), roles(prepared->roles), candidates(prepared->candidates),
          followers(prepared->followers) {}

    std::shared_ptr<const PreparedLayer> prepared;
    const ExactMap &exact;
    const std::vector<RowRole> &roles;
    const std::vector<int> &candidates, &followers;
    FloatLayer floats;
    std::vector<bool> nonnegative; // of each row that is handed on: whether it can never be negative
    int first_row = 0;             // id of row 0
};

/// One side of the box as a row: x[coordinate] - bound, or bound - x[coordinate], is >= 0 on the domain.
struct DomainSide {
    int coordinate;
    bool upper;
    double bound;
};

/// A network on a domain after the reductions of load time: the domain is restricted to its affine hull, directions in
/// which nothing varies are dropped, proportional units are merged, units are balanced.
///
/// Where the first layer's units have no vertex to start from although later layers vary, space is cut along
/// hyperplanes of coordinates. A cell may then be met in several parts; it counts in the first (Explorer::comes_first).
///
/// Rows have ids: first the sides of the domain's box, then its other rows, then the units layer by layer, each group
/// padded to whole lanes.
struct Problem {
    /// Throws InputError when the domain is empty. With `all_directions` those in which nothing varies stay, for who
    /// only wants the rows: a search has no basis to start from then. The ids of rows are the same.
    Problem(const Network &network, const Domain &domain, bool all_directions = false);

    int inputs = 0;                // of the network
    int dimension = 0;             // coordinates left
    int invariant = 0;             // directions dropped in which the domain has no end
    std::vector<int> coordinates;  // which inputs they are
    ExactMap embedding;            // all inputs as functions of them
    std::vector<DomainSide> sides; // coordinate counts the coordinates left
    ExactMap domain_rows;          // the others that bound the domain, >= 0 on it
    std::vector<ReducedLayer> layers;
    std::vector<int> basis;     // `dimension` independent rows: of the domain, then first-layer units, then cuts
    std::vector<int> claims;    // or fewer, with those that compare pieces of these first-layer maxima
    int split_basis = 0;        // how many of them are units or cuts: both of their signs are to be searched
    bool bounded = false;       // every coordinate within `radius`, small enough for the box bound
    bool conic = false;         // rows and domain are homogeneous: every cell is a cone, and is searched on a slice
    bool small_weights = false; // all maps, and the domain's rows, are small integers, up to a factor
    Buffer<double> radius;
    std::vector<int> offsets; // first bit of each layer in a pattern
    int bits = 0;             // of a pattern
    int row_ids = 0;          // one past the largest row id
    int n_cuts = 0;
    std::vector<int> row_layer;

    int depth() const { return static_cast<int>(layers.size()); }
    /// Rows that only start the search, in order.
    std::span<const int> cuts() const { return std::span(basis).last(n_cuts); }
    bool has_maxima() const;
    /// Every candidate of the layer cuts a parent by its whole hyperplane, and every part is a cell.
    bool cut_by_hyperplanes(int layer) const { return n_cuts == 0 && !layers[layer].prepared->has_maxima(); }
    /// -1 for a row of the domain.
    int layer_of(int row) const { return row_layer[row]; }
    int n_sides() const { return static_cast<int>(sides.size()); }
    /// Rows of the domain: the ids before this one.
    int n_domain_rows() const { return n_sides() + domain_rows.rows; }

private:
    std::vector<int> reduce_domain(const Domain &domain);
    std::vector<int> drop_invariant(const Network &network, const std::vector<int> &open, bool all_directions);
    bool identical() const;
    void add_layers(const Network &network, const std::vector<int> &cut);
    void find_signs();
    void bound_coordinates();
    void find_structure();
};

} // namespace splinex
