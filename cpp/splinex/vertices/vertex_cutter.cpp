#include "splinex/vertices/vertex_cutter.hpp"

#include "splinex/vertices/cross_product.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

constexpr double unit_roundoff = 0x1p-53;

/// A float vertex is used when it is known at least that well.
constexpr double largest_error = 0x1p-10;

/// The error of a row over its norm, infinite where products of norms could leave the range.
double relative_error(const Facet &f) {
    const bool usual = f.norm > 0x1p-100 && f.norm < 0x1p100;
    return usual ? 1.01 * f.slack / f.norm : std::numeric_limits<double>::infinity();
}

/// One bit, or none.
bool single(std::uint64_t bits) { return (bits & (bits - 1)) == 0; }

} // namespace

Facet VertexCutter::facet(SignedRow row) const {
    Facet f{row, {}, 0, 0, 0};
    const int layer = row.row == Facet::infinity ? -1 : problem_.layer_of(row.row);
    const double sign = row.negated ? -1 : 1;
    if (layer >= 0) {
        const RayRows rows = rows_.at_rays(layer);
        const int unit = row.row - problem_.layers[layer].first_row;
        for (int i = 0; i < coordinates_; ++i)
            f.entries[i] = sign * rows.rows[i * rows.stride + unit];
        f.slack = rows.slack[unit];
        f.norm = rows.norm[unit];
        f.slip = relative_error(f);
        return f;
    }
    if (row.row == Facet::infinity) {
        f.entries[0] = 1;
    } else {
        const double *entries = rows_.row(row.row);
        for (int i = 0; i < coordinates_; ++i)
            f.entries[i] = sign * entries[i == 0 ? coordinates_ - 1 : i - 1];
        f.slack = 1.001 * (rows_.witness_constant(row.row) + rows_.witness_slope(row.row));
    }
    for (const double entry : f.entries)
        f.norm += 1.001 * std::fabs(entry);
    f.slip = relative_error(f);
    return f;
}

VertexCell VertexCutter::corner(std::span<const SignedRow> rows) {
    VertexCell cell;
    for (const SignedRow &row : rows)
        cell.facets.push_back(facet(row));
    cell.facets.push_back(facet({Facet::infinity, false}));
    std::vector<SignedRow> all(rows.begin(), rows.end());
    all.push_back({Facet::infinity, false});
    for (int k = 0; k < coordinates_; ++k) { // on all facets but one
        Vertex &v = cell.vertices.emplace_back();
        v.facets = ((1ULL << coordinates_) - 1) & ~(1ULL << k);
        round(exact_.edge(all, k), v);
    }
    return cell;
}

bool VertexCutter::clip(VertexCell &cell, const Facet &facet) {
    bool positive = false, negative = false;
    for (Vertex &v : cell.vertices) {
        const int sign = exact_.sign(cell, v, facet.row.row) * (facet.row.negated ? -1 : 1);
        v.plus = sign > 0;
        v.minus = sign < 0;
        positive = positive || sign > 0;
        negative = negative || sign < 0;
    }
    if (!positive || !negative)
        return positive;
    VertexCell kept;
    std::vector<Vertex> fresh;
    const std::uint64_t slot = meet(cell, 1, facet, fresh);
    assert(slot != 0);
    part(cell, kept, 1, slot, fresh);
    cell = std::move(kept);
    return true;
}

std::uint64_t VertexCutter::meet(VertexCell &cell, std::uint64_t candidate, const Facet &facet,
                                 std::vector<Vertex> &fresh) {
    fresh.clear();
    const int place = std::countr_one(cell.used());
    if (place == 64)
        return 0;
    if (place == static_cast<int>(cell.facets.size()))
        cell.facets.push_back(facet);
    cell.facets[place] = facet;
    const std::uint64_t slot = 1ULL << place;
    below_.clear();
    for (const Vertex &b : cell.vertices)
        if (b.minus & candidate)
            below_.push_back(&b);
    if (sets_.size() < cell.vertices.size() + lanes)
        sets_.resize(cell.vertices.size() + lanes);
    for (std::size_t k = 0; k < below_.size(); ++k)
        sets_[k] = below_[k]->facets;
    for (const Vertex &a : cell.vertices)
        if (a.plus & candidate)
            for (std::size_t from = 0; from < below_.size(); from += 64)
                for (std::uint64_t left = neighbours(cell, a, from); left != 0; left &= left - 1)
                    fresh.push_back(crossing(cell, a, *below_[from + std::countr_zero(left)], facet, slot));
    return slot;
}

void VertexCutter::part(VertexCell &cell, VertexCell &above, std::uint64_t candidate, std::uint64_t slot,
                        const std::vector<Vertex> &fresh) const {
    above.facets = cell.facets;
    Facet &facet = cell.facets[std::countr_zero(slot)];
    facet.reverse();
    above.vertices.clear();
    std::size_t kept = 0;
    for (Vertex &v : cell.vertices) {
        if (!((v.plus | v.minus) & candidate)) {
            v.facets |= slot;
            v.simple = false;
        }
        if (!(v.minus & candidate))
            above.vertices.push_back(v);
        if (!(v.plus & candidate))
            cell.vertices[kept++] = v;
    }
    cell.vertices.resize(kept);
    above.vertices.insert(above.vertices.end(), fresh.begin(), fresh.end());
    cell.vertices.insert(cell.vertices.end(), fresh.begin(), fresh.end());
}

/// Which of at most 64 vertices below are joined to one above by an edge, as bits. Two vertices are when no third one
/// lies on all facets they share. An edge of a simple vertex is where all of its facets but one meet.
std::uint64_t VertexCutter::neighbours(const VertexCell &cell, const Vertex &a, std::size_t from) const {
    const int count = static_cast<int>(std::min<std::size_t>(64, below_.size() - from));
    const std::uint64_t inside = ~0ULL >> (64 - count);
    constexpr int few = 8; // too few for vectors
    if (a.simple && count >= few)
        return inside & kernels.all_but_one(a.facets, sets_.data() + from, count);
    std::uint64_t result = 0;
    if (a.simple) {
        for (int k = 0; k < count; ++k)
            result |= static_cast<std::uint64_t>(single(a.facets & ~sets_[from + k])) << k;
        return result;
    }
    for (int k = 0; k < count; ++k) {
        const Vertex &b = *below_[from + k];
        const std::uint64_t shared = a.facets & b.facets;
        const bool joined = b.simple ? single(b.facets & ~shared)
                                     : std::popcount(shared) >= coordinates_ - 2 &&
                                           std::ranges::none_of(cell.vertices, [&](const Vertex &c) {
                                               return &c != &a && &c != &b && (c.facets & shared) == shared;
                                           });
        result |= static_cast<std::uint64_t>(joined) << k;
    }
    return result;
}

Vertex VertexCutter::crossing(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet,
                              std::uint64_t slot) {
    Vertex v;
    v.facets = a.facets & b.facets;
    v.simple = a.simple || b.simple || std::popcount(v.facets) == coordinates_ - 2;
    if (!cross_in_floats(cell, a, b, facet, v))
        round(exact_.crossing(cell, a, b, facet), v);
    v.facets |= slot;
    return v;
}

/// With L the norms of the rows and rho the errors of their entries over the norms, no entry of the cross product is
/// off by more than prod(L) (1.01 sum(rho) + 20 u): there are at most ten roundings on the way from a product of one
/// entry of each row, and the products add up to prod(L) at most. Norms are kept away from where products underflow.
bool VertexCutter::cross_in_floats(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet,
                                   Vertex &v) const {
    const double *rows[most_vertex_inputs] = {};
    double norms = facet.norm, slips = facet.slip;
    int n = 0;
    for (std::uint64_t left = v.facets; left != 0 && n < coordinates_ - 2; left &= left - 1) {
        const Facet &f = cell.facets[std::countr_zero(left)];
        rows[n++] = f.entries;
        norms *= f.norm;
        slips += f.slip;
    }
    rows[n] = facet.entries;
    cross_product(rows, coordinates_, v.ray);
    double most = 0;
    for (const double entry : v.ray)
        most = std::max(most, std::fabs(entry));
    const double slip = norms * (slips + 20 * unit_roundoff);
    const double error = 1.01 * slip / most + 4 * unit_roundoff;
    if (!(slips < 0.01 && error < largest_error))
        return false;
    // Which way it points: w > 0, or a facet through one end of the edge only is positive inside it.
    double side = std::fabs(v.ray[0]) > slip ? v.ray[0] : 0;
    if (side == 0)
        for (std::uint64_t left = a.facets & ~b.facets; left != 0 && side == 0; left &= left - 1) {
            const Facet &f = cell.facets[std::countr_zero(left)];
            const double sum = f.at(v.ray);
            if (std::fabs(sum) > 1.01 * (f.slack * most + f.norm * slip) && std::isfinite(sum))
                side = sum;
        }
    if (side == 0)
        return false;
    const double scale = std::copysign(1 / most, side);
    for (double &entry : v.ray)
        entry *= scale;
    v.error = error;
    return true;
}

void VertexCutter::set_signs(const VertexCell &cell, std::span<const int> rows, const RayRows &at_rays,
                             std::uint64_t candidates, Vertex &vertex, Effort &effort) {
    unsigned long long plus, minus;
    kernels.signs(at_rays, vertex.ray, &plus, &minus);
    for (std::uint64_t unsure = candidates & ~(plus | minus); unsure != 0; unsure &= unsure - 1) {
        const int sign = exact_.sign(cell, vertex, rows[std::countr_zero(unsure)]);
        ++effort.exact;
        plus |= sign > 0 ? unsure & -unsure : 0;
        minus |= sign < 0 ? unsure & -unsure : 0;
    }
    vertex.plus = plus & candidates;
    vertex.minus = minus & candidates;
}

} // namespace splinex
