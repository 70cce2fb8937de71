#include "splinex/input_points.hpp"

#include <algorithm>

namespace splinex {

InputPoints::InputPoints(const Problem &problem)
    : embedding_(problem.embedding), source_(problem.inputs, -1), constant_(problem.inputs, 0.0) {
    for (int c = 0; c < problem.dimension; ++c)
        source_[problem.coordinates[c]] = c;
    for (int i = 0; i < problem.inputs; ++i) {
        if (source_[i] >= 0)
            continue;
        const auto row = embedding_.row(i);
        const bool constant = std::all_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v == 0; });
        constant_[i] = nearest(row.back(), embedding_.denominator);
        simple_ = simple_ && constant && equals(constant_[i], row.back(), embedding_.denominator);
    }
}

bool InputPoints::embed(std::span<const double> y, std::vector<double> &x) const {
    x = constant_;
    for (std::size_t i = 0; i < source_.size(); ++i)
        if (source_[i] >= 0)
            x[i] = y[source_[i]];
    if (simple_)
        return false;
    bool rounded = false;
    const RationalPoint exact = embed(exact_point(y));
    for (std::size_t i = 0; i < source_.size(); ++i) {
        if (source_[i] >= 0)
            continue;
        x[i] = nearest(exact.numerators[i], exact.denominator);
        rounded = rounded || !equals(x[i], exact.numerators[i], exact.denominator);
    }
    return rounded;
}

RationalPoint InputPoints::embed(const RationalPoint &y) const {
    RationalPoint result{{}, y.denominator * embedding_.denominator};
    for (int i = 0; i < embedding_.rows; ++i) {
        const auto row = embedding_.row(i);
        BigInt sum = row.back() * y.denominator;
        for (int c = 0; c < embedding_.columns; ++c)
            if (row[c] != 0)
                sum += row[c] * y.numerators[c];
        result.numerators.push_back(sum);
    }
    return result;
}

} // namespace splinex
