#pragma once

#include "splinex/problem.hpp"
#include "splinex/state.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The pre-activations of all layers of the live parent cells as affine rows over the problem's coordinates: in floats
/// with error bounds, computed afresh from the weights for every parent, and in integers on demand.
class Rows {
public:
    explicit Rows(const Problem &problem);

    /// A sum that is not finished: a layer's map where only those units of the layer before that are known to be on
    /// count.
    struct Sum {
        Buffer<double> map;
        std::vector<std::uint8_t> states; // of the layer before
    };
    /// What every sum of a layer starts from.
    const Sum &bare(int layer) const { return layers_[layer].bare; }
    /// Adds the units that are on in `states` and were not yet.
    void add(int layer, const Sum &from, std::span<const std::uint8_t> states, Sum &to);

    /// Enters a parent: the layer's rows where the units of the layer before are in the given states, from a sum of
    /// some of them. The layers before must be those of the same parent.
    void enter(int layer, std::span<const std::uint8_t> states, const Sum &from);

    /// Changes whenever a parent is entered.
    long long generation() const { return generation_; }
    /// Of the parent that a layer's rows are of: changes only when another one is entered there.
    long long parent(int layer) const { return layers_[layer].parent; }

    /// For cells that are kept by their vertices: the entered rows as functions of (w, x).
    bool measure(int layer);
    RayRows at_rays(int layer) const;

    /// For dictionaries: what follows is known of the layers up to this one. False when a float is not finite: only
    /// integers can tell then.
    bool prepare(int layer);
    /// Coefficients, then the constant at index `dimension`, padded with zeros to
    /// `width()`.
    const double *row(int id) const { return by_row_.data() + static_cast<long>(id) * width_; }
    int width() const { return width_; }
    double box_slack(int id) const { return box_slack_[id]; }
    double coefficient_slack(int id) const { return coefficient_slack_[id]; }
    double constant_slack(int id) const { return constant_slack_[id]; }
    double witness_constant(int id) const { return witness_constant_[id]; }
    double witness_slope(int id) const { return witness_slope_[id]; }
    const double *witness_constants() const { return witness_constant_.data(); }
    const double *witness_slopes() const { return witness_slope_.data(); }
    /// The rows of a layer coefficient by coefficient, for the witness kernel.
    const Buffer<double> &block(int layer) const { return layers_[layer].rows; }

    /// On the live parent: a row is in the span that layers from `layer` on are made of.
    bool spans(int id, int layer) const;
    /// An upper bound on the dimension of that span.
    int rank_bound(int layer) const { return layers_[layer].rank_bound; }

    /// The row as coprime integers, the constant last; positive multiple of the exact row.
    std::span<const BigInt> primitive(int id);
    /// The row does not depend on x at all.
    bool constant(int id);
    /// All entries of the layer's coprime rows are smaller than that.
    bool below(int layer, double limit);

private:
    struct Layer {
        Sum bare, sum;       // map[i * stride + unit], i = 0 the constant
        Buffer<double> rows; // the same of the finished sum, each unit scaled
        bool finite = true;  // as prepared
        Buffer<double> ray_slack, ray_norm;
        bool prepared = false;
        int active = 0;
        int rank_bound = 0;
        std::vector<std::uint8_t> states;              // of the layer's own units, known once the next layer is entered
        BigInt denominator = 1;                        // of the exact rows: that of the network's maps up to here
        std::vector<BigInt> exact, primitive;          // (units, dimension + 1), where known
        std::vector<long long> exact_of, primitive_of; // the parent they are of
        long long parent = -1;                         // the generation in which it was entered
    };
    std::span<const BigInt> exact(int layer, int unit);
    void compose(int layer, const Sum &from, std::span<const std::uint8_t> states, Buffer<double> &map);
    void add_sparse(int layer, int n_fresh, const Buffer<double> &from, Buffer<double> &map) const;
    void round_domain_row(int id);

    const Problem &problem_;
    int width_;
    std::vector<Layer> layers_;
    Buffer<double> by_row_, box_slack_, coefficient_slack_, constant_slack_, witness_constant_, witness_slope_;
    std::vector<BigInt> domain_rows_;
    std::vector<int> fresh_;
    long long generation_ = 0;
};

} // namespace splinex
