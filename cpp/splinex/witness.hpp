#pragma once

#include "splinex/node.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Float points with a proof that they lie in the interior of a cell.
class FloatWitness {
public:
    FloatWitness(const Problem &problem, const Rows &rows);

    /// The constraints that cells of `layer` inherit from their parent.
    void set_walls(int layer, std::span<const SignedRow> constraints);

    /// Looks for a point from the dictionary's vertex inwards, with column `flipped` (0: none) reversed, where the
    /// units of the layer are in the given states; those that are neither on nor off are not looked at.
    template <class T> bool find(const Dictionary<T> &t, int layer, int flipped, std::span<const std::uint8_t> states);

    /// The point that was found, over the problem's coordinates.
    const std::vector<double> &point() const { return x_; }

private:
    double aim(const Dictionary<double> &t, int flipped);
    double aim(const Dictionary<BigInt> &t, int flipped);
    bool check(const double *x, int layer) const;

    struct Walls {
        long stride = 0;
        int count = 0;
        Buffer<double> rows, constant, slope;
        std::vector<std::uint8_t> states;
    };
    const Problem &problem_;
    const Rows &rows_;
    std::vector<Walls> walls_;
    std::vector<std::uint8_t> states_; // of the current layer's units, padded
    std::vector<double> x_, vertex_;
    Buffer<double> direction_;
};

} // namespace splinex
