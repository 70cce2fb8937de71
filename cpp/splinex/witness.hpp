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
    bool find(const Dictionary<double> &t, int layer, int flipped, std::span<const std::uint8_t> states);

    /// The same where only the columns before `columns` leave the vertex: how far from the point, in the maximum norm,
    /// everything stays in the cell. Zero or less when no point is found.
    double find_room(const Dictionary<double> &t, int columns, int layer, std::span<const std::uint8_t> states);

    /// The point that was found, over the problem's coordinates.
    const std::vector<double> &point() const { return x_; }

private:
    double aim_evenly(const Dictionary<double> &t, int flipped);
    double aim_between_walls(const Dictionary<double> &t, int flipped);
    bool weigh_edges(const Dictionary<double> &t, int flipped);
    void gather_walls_through_vertex(const Dictionary<double> &t, int flipped);
    bool advance(const Dictionary<double> &t, int layer, double reach);
    bool check(const double *x, int layer) const;
    double room(const double *x, int layer) const;

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
    std::vector<double> x_, weights_, near_walls_;
    Buffer<double> direction_;
};

} // namespace splinex
