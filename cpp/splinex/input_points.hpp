#pragma once

#include "splinex/exact_lp.hpp"
#include "splinex/problem.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Points of a problem's coordinates among all inputs of its network.
class InputPoints {
public:
    explicit InputPoints(const Problem &problem);

    /// The nearest doubles. True when they are another point.
    bool embed(std::span<const double> y, std::vector<double> &x) const;

    /// With denominator 0 a direction.
    RationalPoint embed(const RationalPoint &y) const;

    /// Every input is a coordinate or a double.
    bool simple() const { return simple_; }

private:
    const ExactMap &embedding_;
    std::vector<int> source_;      // the coordinate that an input is, or -1
    std::vector<double> constant_; // of the others, when simple_
    bool simple_ = true;
};

} // namespace splinex
