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

    /// Looks for a point from the dictionary's vertex inwards, with column `flipped` reversed (0: none).
    template <class T> bool find(const Dictionary<T> &t, int layer, int flipped);

    /// The point that was found, over the problem's coordinates.
    const std::vector<double> &point() const { return x_; }

  private:
    void take_sides(std::span<const SignedRow> constraints, std::span<const SignedRow> nonbasic, int layer, int flipped);
    bool check(const double *x, int layer) const;

    struct Walls {
        long stride = 0;
        int count = 0;
        Buffer<double> rows, side, constant, slope;
    };
    const Problem &problem_;
    const Rows &rows_;
    std::vector<Walls> walls_;
    Buffer<double> side_; // of the current layer's units
    std::vector<double> x_, vertex_, direction_;
};

} // namespace splinex
