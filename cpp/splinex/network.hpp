#pragma once

#include "splinex/exact_map.hpp"
#include "splinex/gates.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace splinex {

/// One stored affine map: float64 weights (rows, columns) row-major and biases (rows), over a denominator, and the
/// outputs made of its rows in order: 0 is a ReLU on one row, k > 0 the maximum of k rows. The first `counted` outputs
/// belong to units; a map without any is affine. The columns are the outputs of the map before.
struct StoredMap {
    int rows;
    int columns;
    std::span<const double> weights;
    std::span<const double> biases;
    std::int64_t denominator;
    std::span<const std::int64_t> gates;
    int counted;
};

struct PreparedLayer;

/// The real-arithmetic function of the stored floats: hidden layers as exact affine maps with gates on their rows, and
/// an affine output map unless the last stored map has units. The columns of a map are the rows of the one before.
/// Immutable.
class Network {
public:
    /// Throws InputError when a ReLU that belongs to no unit has a row of its own.
    explicit Network(std::span<const StoredMap> maps);

    int inputs() const { return layers().front().columns; }
    /// Number of layers that end in units.
    int hidden() const { return static_cast<int>(gates_->size()); }
    /// Affine maps: the hidden layers' and, when there is one, the output's.
    const std::vector<ExactMap> &layers() const { return *layers_; }
    const Gates &gates(int layer) const { return (*gates_)[layer]; }
    /// Length of a pattern.
    int bits() const { return bits_; }
    /// A hidden layer with what follows from its weights; worked out once, by whoever asks first.
    std::shared_ptr<const PreparedLayer> prepared(int layer) const;

    /// Bits at float points (n, inputs), (n, bits): which rows are on, exactly. `tied` marks, where it is not empty,
    /// the rows that are zero, and those that are largest together.
    void patterns(std::span<const double> points, std::span<std::uint8_t> bits, std::span<std::uint8_t> tied) const;

    /// Rows of `layer` as affine functions of the input where the layers before it follow the pattern.
    ExactMap preactivations(std::span<const std::uint8_t> pattern, int layer) const;
    /// The same of its outputs, one for each ReLU, row that is passed on, and maximum; or of the network's output.
    ExactMap outputs(std::span<const std::uint8_t> pattern, int layer) const;
    /// What becomes of a hidden layer's rows there.
    ExactMap gated(const ExactMap &rows, std::span<const std::uint8_t> pattern, int layer) const;
    /// Which rows of a hidden layer are on: those the pattern tells of, those passed on, and those that follow another.
    std::vector<std::uint8_t> states(std::span<const std::uint8_t> pattern, int layer) const;

private:
    struct Preparations;
    void check_uncounted(int layer) const;

    std::shared_ptr<const std::vector<ExactMap>> layers_;
    std::shared_ptr<const std::vector<Gates>> gates_;
    std::shared_ptr<Preparations> preparations_;
    int bits_ = 0;
};

} // namespace splinex
