#include "splinex/regions.hpp"

namespace splinex {

void Regions::add(std::span<const std::uint8_t> pattern, std::span<const double> point, bool rounded) {
    patterns.insert(patterns.end(), pattern.begin(), pattern.end());
    points.insert(points.end(), point.begin(), point.end());
    inexact.push_back(rounded);
}

void Regions::append(const Regions &from, std::size_t first, std::size_t n) {
    const auto copy = [&](auto &target, const auto &source) {
        const std::size_t width = source.size() / from.size();
        const auto begin = source.begin() + static_cast<std::ptrdiff_t>(first * width);
        target.insert(target.end(), begin, begin + static_cast<std::ptrdiff_t>(n * width));
    };
    if (n == 0)
        return;
    copy(patterns, from.patterns);
    copy(points, from.points);
    copy(inexact, from.inexact);
}

} // namespace splinex
