#pragma once

#include "splinex/bigint.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace splinex {

/// Rows [A | b] of affine functions as integers over one positive denominator, row-major, `columns` + 1 entries a row.
struct ExactMap {
    int rows = 0;
    int columns = 0;
    std::vector<BigInt> entries;
    BigInt denominator = 1;

    std::span<const BigInt> row(int k) const {
        return {entries.data() + static_cast<std::size_t>(k) * (columns + 1), static_cast<std::size_t>(columns + 1)};
    }
    std::span<BigInt> row(int k) {
        return {entries.data() + static_cast<std::size_t>(k) * (columns + 1), static_cast<std::size_t>(columns + 1)};
    }
};

/// A point as integers over a positive denominator.
struct RationalPoint {
    std::vector<BigInt> numerators;
    BigInt denominator = 1;
};
RationalPoint exact_point(std::span<const double> x);

/// One stored affine map: float64 weights (out, in) row-major, biases (out), and whether a ReLU follows.
struct StoredMap {
    int rows;
    int columns;
    std::span<const double> weights;
    std::span<const double> biases;
    bool relu;
};

struct PreparedLayer;

/// The real-arithmetic function of the stored floats: hidden layers as exact affine maps, each followed by ReLUs, and
/// an affine output map unless the last stored map has a ReLU. Immutable.
class Network {
public:
    explicit Network(std::span<const StoredMap> maps);

    int inputs() const { return layers().front().columns; }
    int outputs() const { return layers().back().rows; }
    /// Number of layers that end in ReLUs.
    int hidden() const { return hidden_; }
    /// Affine maps: the hidden layers' and, when there is one, the output's.
    const std::vector<ExactMap> &layers() const { return *layers_; }
    int units() const { return units_; }
    /// A hidden layer with what follows from its weights; worked out once, by whoever asks first.
    std::shared_ptr<const PreparedLayer> prepared(int layer) const;

    /// Pieces at float points (n, inputs): 1 where the exact pre-activation is positive. (n, units), written to
    /// `pieces`.
    void patterns(std::span<const double> points, std::span<std::uint8_t> pieces) const;

    /// Pre-activations of `layer` as affine functions of the input where the layers before it follow `pattern`.
    ExactMap preactivations(std::span<const std::uint8_t> pattern, int layer) const;

private:
    struct Preparations;
    std::shared_ptr<const std::vector<ExactMap>> layers_;
    std::shared_ptr<Preparations> preparations_;
    int hidden_ = 0;
    int units_ = 0;
};

/// `outer` after the ReLUs of `inner` with the given pieces.
ExactMap compose(const ExactMap &outer, const ExactMap &inner, std::span<const std::uint8_t> pieces);

} // namespace splinex
