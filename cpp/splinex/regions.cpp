#include "splinex/regions.hpp"

#include "splinex/bytes.hpp"

#include <algorithm>
#include <utility>

namespace splinex {

void Regions::add(std::span<const std::uint8_t> pattern, std::span<const double> point, bool rounded) {
    patterns.insert(patterns.end(), pattern.begin(), pattern.end());
    points.insert(points.end(), point.begin(), point.end());
    inexact.push_back(rounded);
}

void Regions::reserve(std::size_t regions, std::size_t pattern_bytes, std::size_t inputs) {
    patterns.reserve(regions * pattern_bytes);
    points.reserve(regions * inputs);
    inexact.reserve(regions);
}

void Regions::drop(std::size_t n) {
    const auto cut = [&](auto &values) {
        values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / size() * n));
    };
    if (n == 0)
        return;
    cut(patterns);
    cut(points);
    cut(inexact);
}

void Regions::append(Regions &&from) {
    if (size() == 0)
        std::swap(*this, from);
    else
        append(from, 0, from.size());
}

void Regions::append(const Regions &from, std::size_t first, std::size_t n) {
    const auto copy = [&](auto &target, const auto &source) {
        const std::size_t width = source.size() / from.size();
        const auto begin = source.begin() + static_cast<std::ptrdiff_t>(first * width);
        const std::size_t end = target.size();
        if (end + n * width > target.capacity())
            target.reserve(std::max(end + n * width, 2 * target.capacity()));
        target.resize(end + n * width);
        std::copy_n(begin, n * width, target.begin() + static_cast<std::ptrdiff_t>(end));
    };
    if (n == 0)
        return;
    copy(patterns, from.patterns);
    copy(points, from.points);
    copy(inexact, from.inexact);
}

void pack(std::span<const std::uint8_t> states, int offset, std::vector<std::uint8_t> &pattern) {
    for (std::size_t k = 0; k < states.size(); k += 8) {
        const std::uint64_t ones = equal_bytes(eight(states, k), 1);
        const unsigned bits = static_cast<unsigned>(ones * 0x0102040810204080 >> 56) << (offset + k) % 8;
        pattern[(offset + k) / 8] |= static_cast<std::uint8_t>(bits);
        if (bits > 0xff)
            pattern[(offset + k) / 8 + 1] |= static_cast<std::uint8_t>(bits >> 8);
    }
}

} // namespace splinex
