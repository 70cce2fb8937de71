#include "splinex/vertices/exact_rays.hpp"

#include "splinex/independence.hpp"
#include "splinex/kernel_vector.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace splinex {

namespace {

BigInt product(const std::vector<BigInt> &a, const std::vector<BigInt> &b) {
    BigInt sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

void reverse(std::vector<BigInt> &v) {
    for (BigInt &entry : v)
        entry = -entry;
}

} // namespace

std::vector<BigInt> ExactRays::row(SignedRow row) {
    std::vector<BigInt> result(coordinates_, BigInt(0));
    if (row.row == Facet::infinity) {
        result[0] = 1;
        return result;
    }
    const auto exact = rows_.primitive(row.row);
    result[0] = exact.back();
    std::copy(exact.begin(), exact.end() - 1, result.begin() + 1);
    if (row.negated)
        reverse(result);
    return result;
}

std::vector<BigInt> ExactRays::edge(std::span<const SignedRow> rows, int positive) {
    std::vector<std::vector<BigInt>> others;
    for (int k = 0; k < static_cast<int>(rows.size()); ++k)
        if (k != positive)
            others.push_back(row(rows[k]));
    std::vector<BigInt> ray = kernel_vector(std::move(others), coordinates_);
    if (product(row(rows[positive]), ray) < 0)
        reverse(ray);
    return ray;
}

/// Up to sign. The same vertices are asked about again and again where zeros are the rule.
const std::vector<BigInt> &ExactRays::meeting(const VertexCell &cell, std::uint64_t slots, const Facet *more) {
    constexpr std::size_t most_known = 256;
    if (generation_ != rows_.generation() || known_.size() == most_known)
        known_.clear();
    generation_ = rows_.generation();
    std::vector<int> ids;
    for (; slots != 0; slots &= slots - 1)
        ids.push_back(cell.facets[std::countr_zero(slots)].row.row);
    if (more != nullptr)
        ids.push_back(more->row.row);
    std::ranges::sort(ids);
    const auto [place, fresh] = known_.try_emplace(std::move(ids));
    if (fresh) {
        std::vector<std::vector<BigInt>> rows;
        for (int id : place->first)
            rows.push_back(row({id, false}));
        place->second = kernel_vector(std::move(rows), coordinates_);
    }
    return place->second;
}

std::vector<BigInt> ExactRays::ray(const VertexCell &cell, const Vertex &vertex) {
    std::vector<BigInt> ray = meeting(cell, vertex.facets, nullptr);
    const double *largest = std::max_element(vertex.ray, vertex.ray + coordinates_,
                                             [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    if ((ray[largest - vertex.ray] > 0) != (*largest > 0))
        reverse(ray);
    return ray;
}

std::vector<BigInt> ExactRays::crossing(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet) {
    std::vector<BigInt> ray = meeting(cell, a.facets & b.facets, &facet);
    // Which way it points: w > 0, or a facet through one end of the edge only is positive inside it.
    const std::uint64_t only = a.facets & ~b.facets;
    const BigInt side = ray[0] != 0 ? ray[0] : product(row(cell.facets[std::countr_zero(only)].row), ray);
    if (side < 0)
        reverse(ray);
    return ray;
}

int ExactRays::sign(const VertexCell &cell, const Vertex &vertex, int row) {
    return product(this->row({row, false}), ray(cell, vertex)).sign();
}

int ExactRays::crossings(const VertexCell &segment, std::span<const int> rows) {
    const std::vector<BigInt> a = ray(segment, segment.vertices[0]), b = ray(segment, segment.vertices[1]);
    std::vector<std::pair<BigInt, BigInt>> heights; // at both ends
    for (int id : rows) {
        const std::vector<BigInt> exact = row({id, false});
        std::pair<BigInt, BigInt> h{product(exact, a), product(exact, b)};
        if (std::ranges::none_of(heights, [&](const auto &o) { return o.first * h.second == o.second * h.first; }))
            heights.push_back(std::move(h));
    }
    return static_cast<int>(heights.size());
}

RationalPoint ExactRays::point(const VertexCell &cell) {
    std::vector<std::vector<BigInt>> rays;
    std::vector<unsigned> sizes;
    for (const Vertex &v : cell.vertices) {
        rays.push_back(ray(cell, v));
        unsigned size = 0;
        for (const BigInt &entry : rays.back())
            if (entry != 0)
                size = std::max(size, static_cast<unsigned>(msb(abs(entry))));
        sizes.push_back(size);
    }
    // Of comparable lengths, so that the sum keeps away from all facets.
    const unsigned most = *std::ranges::max_element(sizes);
    std::vector<BigInt> sum(coordinates_, BigInt(0));
    for (std::size_t k = 0; k < rays.size(); ++k)
        for (int i = 0; i < coordinates_; ++i)
            sum[i] += rays[k][i] << (most - sizes[k]);
    return {{sum.begin() + 1, sum.end()}, sum[0]};
}

std::vector<SignedRow> ExactRays::basis(const VertexCell &cell) {
    const auto vertex = std::ranges::find_if(cell.vertices, [&](const Vertex &v) { return ray(cell, v)[0] > 0; });
    std::vector<SignedRow> rows;
    ExactMap map{0, coordinates_ - 1, {}};
    for (std::uint64_t left = vertex->facets; left != 0; left &= left - 1) {
        rows.push_back(cell.facets[std::countr_zero(left)].row);
        const auto exact = rows_.primitive(rows.back().row);
        map.entries.insert(map.entries.end(), exact.begin(), exact.end());
        ++map.rows;
    }
    std::vector<int> columns(coordinates_ - 1);
    std::iota(columns.begin(), columns.end(), 0);
    std::vector<SignedRow> result;
    for (int k : independent_rows(map, columns).rows)
        result.push_back(rows[k]);
    return result;
}

void round(std::span<const BigInt> ray, Vertex &vertex) {
    BigInt most = 0;
    for (const BigInt &entry : ray)
        most = std::max<BigInt>(most, abs(entry));
    vertex.error = 1e-290;
    for (std::size_t i = 0; i < ray.size(); ++i) {
        const Approximation entry = approximate(ray[i], most);
        vertex.ray[i] = entry.value;
        vertex.error = std::max(vertex.error, entry.error);
    }
}

} // namespace splinex
