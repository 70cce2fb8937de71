#pragma once

#include "splinex/buffer.hpp"
#include "splinex/prepared_layer.hpp"

#include <cstddef>
#include <vector>

namespace splinex {

/// A hidden layer as the float engine uses it: weights balanced by powers of two, and bounds that hold for every
/// pattern.
struct FloatLayer {
    int units = 0;
    long stride = 0;        // padded units
    Buffer<double> weights; // [input * stride + unit]
    Buffer<double> bias;    // [unit]
    /// The weights that are not zero, input by input, where most are zero (convolutions, poolings); otherwise empty.
    struct Entry {
        int unit;
        double weight;
    };
    std::vector<Entry> sparse;
    std::vector<std::size_t> sparse_begin; // of each input, and the end
    Buffer<double> errors;     // [i * stride + unit], i = 0 the constant: |computed - exact| of a parent's row
    Buffer<double> error_sums; // [unit]: over all entries of the row
};

/// Makes the float images of a network's layers, one after the other.
class FloatLayers {
public:
    explicit FloatLayers(int dimension) : dimension_(dimension), shifts_(dimension, 0) {}

    FloatLayer next(const PreparedLayer &map);

private:
    /// Bounds on a parent's rows for any pattern: their size with every unit active, and the error of the float
    /// product. [i * stride + unit], i = 0 the constant.
    struct Bounds {
        Buffer<double> size;
        Buffer<double> error;
        long stride = 0;
    };
    Bounds first_bounds(const FloatLayer &layer, const Buffer<double> &entry_errors) const;
    Bounds next_bounds(const FloatLayer &layer, const Buffer<double> &entry_errors, int inputs) const;

    int dimension_;
    std::vector<int> shifts_; // unit k of the last layer is stored divided by 2^shifts_[k]
    Bounds bounds_;
};

} // namespace splinex
