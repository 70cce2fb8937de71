#pragma once

#include "splinex/rows.hpp"

#include <vector>

namespace splinex {

/// The hyperplanes of an arrangement and the facets of its domain, coefficient by coefficient, and the direction in
/// which flats have a lowest vertex. Positions: the units with a row of their own, then the rows of the domain, each
/// group padded to whole lanes by the constant 1.
struct FlatRows {
    FlatRows(const Problem &problem, Rows &rows);

    int dimension;
    int units;                          // hyperplanes
    int facets;                         // rows of the domain
    int first_facet;                    // position
    int count;                          // positions
    Buffer<double> entries;             // [i * count + position], i = 0 the constant
    std::vector<const double *> by_row; // by position: coefficients, then the constant
    std::vector<int> ids;               // row ids by position; -1 in the padding
    /// |computed - exact| <= constant_slack + slope_slack * max |x|, evaluation included.
    Buffer<double> constant_slack, slope_slack;
    Buffer<double> norm; // sum of a row's exact coefficients, at most
    double most_slope_slack = 0, most_norm = 0;
    std::vector<double> height; // lowest is where its product with x is least
    double height_norm = 0;

    const double *constants() const { return entries.data(); }
    bool is_facet(int position) const { return position >= first_facet; }
};

} // namespace splinex
