#include "splinex/geometry/cell_rays.hpp"

#include "splinex/errors.hpp"
#include "splinex/integer_vectors.hpp"
#include "splinex/kernel_vector.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace splinex {

namespace {

/// What rounding to a float loses by underflow, with room to spare.
constexpr double underflow = 1e-280;
/// Of one cell: more are not found in a moment, and fill the memory.
constexpr std::size_t most_rays = 1 << 17;

} // namespace

void CellRays::start(WallRows &walls, const std::vector<int> &columns) {
    walls_ = &walls;
    columns_ = &columns;
    width_ = static_cast<int>(columns.size()) + 1;
    words_ = walls.count() / 64 + 1;
    clear();
}

void CellRays::clear() {
    entries_.clear();
    errors_.clear();
    sets_.clear();
    exact_.clear();
    free_.clear();
}

int CellRays::add() {
    int k = static_cast<int>(errors_.size());
    if (!free_.empty()) {
        k = free_.back();
        free_.pop_back();
        exact_[k].clear();
    } else {
        if (errors_.size() == most_rays)
            throw InputError("a region has more than 131,072 vertices and rays; its half-spaces can be had");
        errors_.push_back(0);
        exact_.emplace_back();
        entries_.resize(entries_.size() + width_);
        sets_.resize(sets_.size() + words_);
    }
    std::fill_n(walls_of(k), words_, 0);
    return k;
}

void CellRays::put_on_shared(int k, int a, int b) {
    for (int w = 0; w < words_; ++w)
        walls_of(k)[w] = walls_of(a)[w] & walls_of(b)[w];
}

std::vector<int> CellRays::on(int k) const {
    std::vector<int> result;
    for (int w = 0; w < words_; ++w)
        for (std::uint64_t left = walls_of(k)[w]; left != 0; left &= left - 1)
            if (const int wall = 64 * w + std::countr_zero(left); wall != infinity())
                result.push_back(wall);
    return result;
}

void CellRays::set(int k, std::vector<BigInt> exact) {
    reduce(exact);
    BigInt most = 0;
    for (const BigInt &entry : exact)
        if (abs(entry) > most)
            most = abs(entry);
    errors_[k] = underflow;
    for (int i = 0; i < width_; ++i) {
        const Approximation entry = approximate(exact[i], most);
        entries(k)[i] = entry.value;
        errors_[k] = std::max(errors_[k], entry.error);
    }
    exact_[k] = std::move(exact);
}

const std::vector<BigInt> &CellRays::exact(int k) {
    if (!exact_[k].empty())
        return exact_[k];
    std::vector<std::vector<BigInt>> rows;
    for (int wall = 0; wall <= infinity(); ++wall)
        if (is_on(k, wall))
            rows.push_back(row(wall));
    std::vector<BigInt> exact = kernel_vector(std::move(rows), width_);
    // Floats know which way it points.
    const double *known = entries(k);
    const auto largest =
        std::max_element(known, known + width_, [](double a, double b) { return std::fabs(a) < std::fabs(b); }) - known;
    if ((exact[largest] > 0) != (known[largest] > 0))
        reverse(exact);
    exact_[k] = std::move(exact); // its floats stay: values of walls are in their scale
    return exact_[k];
}

std::vector<BigInt> CellRays::row(int wall) const {
    std::vector<BigInt> result(width_, BigInt(0));
    if (wall == infinity()) {
        result[0] = 1;
        return result;
    }
    std::vector<BigInt> exact = walls_->exact(wall);
    for (int i = 1; i < width_; ++i)
        result[i] = std::move(exact[(*columns_)[i - 1]]);
    result[0] = std::move(exact.back());
    return result;
}

} // namespace splinex
