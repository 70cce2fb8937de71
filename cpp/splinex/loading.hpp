#pragma once

#include "splinex/arithmetic.hpp"
#include "splinex/rows.hpp"

#include <span>

namespace splinex {

/// What a dictionary is to hold. `basis`: as many independent rows as there are coordinates, zero at the vertex; with
/// `slice` the first of them is fixed at one instead (the cell is a cone and this is where it is cut).
struct Contents {
    std::span<const int> candidates;
    std::span<const SignedRow> constraints; // those of the basis are skipped
    std::span<const SignedRow> basis;
    bool slice = false;
};

/// Builds a dictionary from the original rows at the given basis. False when the arithmetic cannot: a pivot too small
/// for floats, an entry too large for small integers, a basis that is singular.
template <class A> bool load(Dictionary<typename A::Number> &t, Rows &rows, int dimension, const Contents &contents);

/// The constraints and x of an exact dictionary, each entry rounded.
Dictionary<double> rounded(const Dictionary<BigInt> &t);

} // namespace splinex
