#pragma once

namespace splinex {

/// A row id with the side on which it is kept: the constraint is `row >= 0`, or `-row >= 0` when negated.
struct SignedRow {
    int row;
    bool negated;
    bool operator==(const SignedRow &) const = default;
};

} // namespace splinex
