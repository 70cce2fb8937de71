#include "splinex/vertex_cell.hpp"

#include "splinex/independence.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

namespace splinex {

namespace {

constexpr double unit_roundoff = 0x1p-53;

/// A float vertex is used when it is known at least that well.
constexpr double largest_error = 0x1p-10;

/// The ray on which N - 1 rows vanish: their cross product, up to sign.
template <int N> void cross(const double *const *rows, double *out);

template <> void cross<3>(const double *const *rows, double *out) {
    const double *a = rows[0], *b = rows[1];
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

template <> void cross<4>(const double *const *rows, double *out) {
    const double *a = rows[0], *b = rows[1], *c = rows[2];
    const double m01 = a[0] * b[1] - a[1] * b[0], m02 = a[0] * b[2] - a[2] * b[0], m03 = a[0] * b[3] - a[3] * b[0],
                 m12 = a[1] * b[2] - a[2] * b[1], m13 = a[1] * b[3] - a[3] * b[1], m23 = a[2] * b[3] - a[3] * b[2];
    out[0] = m12 * c[3] - m13 * c[2] + m23 * c[1];
    out[1] = -(m02 * c[3] - m03 * c[2] + m23 * c[0]);
    out[2] = m01 * c[3] - m03 * c[1] + m13 * c[0];
    out[3] = -(m01 * c[2] - m02 * c[1] + m12 * c[0]);
}

/// The 2 x 2 minors of two rows of five entries: (0,1), (0,2), (0,3), (0,4), (1,2), (1,3), (1,4), (2,3), (2,4), (3,4).
void minors(const double *a, const double *b, double *m) {
    for (int i = 0; i < 5; ++i)
        for (int j = i + 1; j < 5; ++j)
            *m++ = a[i] * b[j] - a[j] * b[i];
}

template <> void cross<5>(const double *const *rows, double *out) {
    double m[10], k[10];
    minors(rows[0], rows[1], m);
    minors(rows[2], rows[3], k);
    const auto determinant = [&](int ab, int ac, int ad, int bc, int bd, int cd) {
        return m[ab] * k[cd] - m[ac] * k[bd] + m[ad] * k[bc] + m[bc] * k[ad] - m[bd] * k[ac] + m[cd] * k[ab];
    };
    out[0] = determinant(4, 5, 6, 7, 8, 9);
    out[1] = -determinant(1, 2, 3, 7, 8, 9);
    out[2] = determinant(0, 2, 3, 5, 6, 9);
    out[3] = -determinant(0, 1, 3, 4, 6, 8);
    out[4] = determinant(0, 1, 2, 4, 5, 7);
}

template <> void cross<6>(const double *const *rows, double *out) {
    double m[6][6], k[6][6], t[6][6][6]; // minors of rows 0 and 1, 2 and 3, 2 to 4
    for (int i = 0; i < 6; ++i)
        for (int j = i + 1; j < 6; ++j) {
            m[i][j] = rows[0][i] * rows[1][j] - rows[0][j] * rows[1][i];
            k[i][j] = rows[2][i] * rows[3][j] - rows[2][j] * rows[3][i];
        }
    const double *c = rows[4];
    for (int i = 0; i < 6; ++i)
        for (int j = i + 1; j < 6; ++j)
            for (int l = j + 1; l < 6; ++l)
                t[i][j][l] = k[i][j] * c[l] - k[i][l] * c[j] + k[j][l] * c[i];
    for (int skipped = 0; skipped < 6; ++skipped) {
        int n[5];
        for (int i = 0, at = 0; i < 6; ++i)
            if (i != skipped)
                n[at++] = i;
        const double sum = m[n[0]][n[1]] * t[n[2]][n[3]][n[4]] - m[n[0]][n[2]] * t[n[1]][n[3]][n[4]] +
                           m[n[0]][n[3]] * t[n[1]][n[2]][n[4]] - m[n[0]][n[4]] * t[n[1]][n[2]][n[3]] +
                           m[n[1]][n[2]] * t[n[0]][n[3]][n[4]] - m[n[1]][n[3]] * t[n[0]][n[2]][n[4]] +
                           m[n[1]][n[4]] * t[n[0]][n[2]][n[3]] + m[n[2]][n[3]] * t[n[0]][n[1]][n[4]] -
                           m[n[2]][n[4]] * t[n[0]][n[1]][n[3]] + m[n[3]][n[4]] * t[n[0]][n[1]][n[2]];
        out[skipped] = skipped % 2 == 0 ? sum : -sum;
    }
}

/// A nonzero vector on which all rows vanish, where their rank is one less than the number of columns. By fraction-free
/// Gauss-Jordan elimination: all pivots end as the same minor.
std::vector<BigInt> kernel_vector(std::vector<std::vector<BigInt>> m, int columns) {
    std::vector<int> pivot_column;
    BigInt previous = 1;
    std::size_t done = 0;
    for (int c = 0; c < columns && done < m.size(); ++c) {
        const auto pivot = std::find_if(m.begin() + done, m.end(), [c](const auto &row) { return row[c] != 0; });
        if (pivot == m.end())
            continue;
        std::swap(*pivot, m[done]);
        const BigInt p = m[done][c];
        for (std::size_t k = 0; k < m.size(); ++k) {
            if (k == done)
                continue;
            const BigInt factor = m[k][c];
            for (int i = 0; i < columns; ++i)
                m[k][i] = (m[k][i] * p - m[done][i] * factor) / previous;
        }
        previous = p;
        pivot_column.push_back(c);
        ++done;
    }
    std::vector<BigInt> result(columns, BigInt(0));
    int free = 0;
    while (free < static_cast<int>(pivot_column.size()) && pivot_column[free] == free)
        ++free;
    result[free] = previous;
    for (std::size_t k = 0; k < pivot_column.size(); ++k)
        result[pivot_column[k]] = -m[k][free];
    return result;
}

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

bool usual_norm(const Facet &f) { return f.norm > 0x1p-100 && f.norm < 0x1p100; }

/// One bit, or none.
bool single(std::uint64_t bits) { return (bits & (bits - 1)) == 0; }

} // namespace

std::uint64_t VertexCell::used() const {
    std::uint64_t result = 0;
    for (const Vertex &v : vertices)
        result |= v.facets;
    return result;
}

Facet VertexCutter::facet(SignedRow row) const {
    Facet f{row, {}, 0, 0};
    const int layer = row.row == Facet::infinity ? -1 : problem_.layer_of(row.row);
    const double sign = row.negated ? -1 : 1;
    if (layer >= 0) {
        const RayRows rows = rows_.at_rays(layer);
        const int unit = row.row - problem_.layers[layer].first_row;
        for (int i = 0; i < coordinates_; ++i)
            f.entries[i] = sign * rows.rows[i * rows.stride + unit];
        f.slack = rows.slack[unit];
        f.norm = rows.norm[unit];
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
    return f;
}

VertexCell VertexCutter::corner(std::span<const SignedRow> rows) {
    VertexCell cell;
    for (const SignedRow &row : rows)
        cell.facets.push_back(facet(row));
    cell.facets.push_back(facet({Facet::infinity, false}));
    for (int k = 0; k < coordinates_; ++k) { // on all facets but one
        std::vector<std::vector<BigInt>> others;
        for (int j = 0; j < coordinates_; ++j)
            if (j != k)
                others.push_back(exact_row(cell.facets[j].row));
        std::vector<BigInt> ray = kernel_vector(std::move(others), coordinates_);
        if (product(exact_row(cell.facets[k].row), ray) < 0)
            reverse(ray);
        Vertex &v = cell.vertices.emplace_back();
        v.facets = ((1ULL << coordinates_) - 1) & ~(1ULL << k);
        round(ray, v);
    }
    return cell;
}

bool VertexCutter::clip(VertexCell &cell, const Facet &facet) {
    bool positive = false, negative = false;
    for (Vertex &v : cell.vertices) {
        const int sign = exact_sign(cell, v, facet.row.row) * (facet.row.negated ? -1 : 1);
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
        cross_in_integers(cell, a, b, facet, v);
    v.facets |= slot;
    return v;
}

/// With L the norms of the rows and rho the errors of their entries over the norms, no entry of the cross product is
/// off by more than prod(L) (1.01 sum(rho) + 20 u): there are at most 17 roundings on the way from a product of one
/// entry of each row, and the products add up to prod(L) at most. Norms are kept away from where products underflow.
bool VertexCutter::cross_in_floats(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet,
                                   Vertex &v) const {
    const double *rows[most_vertex_inputs] = {};
    double norms = facet.norm, slips = facet.slack / facet.norm;
    bool usual = usual_norm(facet);
    int n = 0;
    for (std::uint64_t left = v.facets; left != 0 && n < coordinates_ - 2; left &= left - 1) {
        const Facet &f = cell.facets[std::countr_zero(left)];
        rows[n++] = f.entries;
        norms *= f.norm;
        slips += f.slack / f.norm;
        usual = usual && usual_norm(f);
    }
    rows[n] = facet.entries;
    if (coordinates_ == 3)
        cross<3>(rows, v.ray);
    else if (coordinates_ == 4)
        cross<4>(rows, v.ray);
    else if (coordinates_ == 5)
        cross<5>(rows, v.ray);
    else
        cross<6>(rows, v.ray);
    double most = 0;
    for (const double entry : v.ray)
        most = std::max(most, std::fabs(entry));
    const double slip = norms * (1.01 * slips + 20 * unit_roundoff);
    const double error = 1.01 * slip / most + 4 * unit_roundoff;
    if (!(usual && slips < 0.01 && error < largest_error))
        return false;
    // Which way it points: w > 0, or a facet through one end of the edge only is positive inside it.
    double side = std::fabs(v.ray[0]) > slip ? v.ray[0] : 0;
    if (side == 0)
        for (std::uint64_t left = a.facets & ~b.facets; left != 0 && side == 0; left &= left - 1) {
            const Facet &f = cell.facets[std::countr_zero(left)];
            const double sum = f.at(v.ray);
            if (std::fabs(sum) > 1.01 * (f.slack * most + f.norm * slip))
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

void VertexCutter::cross_in_integers(const VertexCell &cell, const Vertex &a, const Vertex &b, const Facet &facet,
                                     Vertex &v) {
    std::vector<std::vector<BigInt>> rows{exact_row(facet.row)};
    for (std::uint64_t left = v.facets; left != 0; left &= left - 1)
        rows.push_back(exact_row(cell.facets[std::countr_zero(left)].row));
    std::vector<BigInt> ray = kernel_vector(std::move(rows), coordinates_);
    const std::uint64_t only = a.facets & ~b.facets;
    const BigInt side = ray[0] != 0 ? ray[0] : product(exact_row(cell.facets[std::countr_zero(only)].row), ray);
    if (side < 0)
        reverse(ray);
    round(ray, v);
}

/// The exact rows of the live parents, the constant first.
std::vector<BigInt> VertexCutter::exact_row(SignedRow row) {
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

std::vector<BigInt> VertexCutter::exact_ray(const VertexCell &cell, const Vertex &vertex) {
    std::vector<std::vector<BigInt>> rows;
    for (std::uint64_t left = vertex.facets; left != 0; left &= left - 1)
        rows.push_back(exact_row(cell.facets[std::countr_zero(left)].row));
    std::vector<BigInt> ray = kernel_vector(std::move(rows), coordinates_);
    const double *largest = std::max_element(vertex.ray, vertex.ray + coordinates_,
                                             [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    if ((ray[largest - vertex.ray] > 0) != (*largest > 0))
        reverse(ray);
    return ray;
}

void VertexCutter::round(const std::vector<BigInt> &ray, Vertex &v) const {
    BigInt most = 0;
    for (const BigInt &entry : ray)
        most = std::max<BigInt>(most, abs(entry));
    v.error = 1e-290;
    for (int i = 0; i < coordinates_; ++i) {
        const Approximation entry = approximate(ray[i], most);
        v.ray[i] = entry.value;
        v.error = std::max(v.error, entry.error);
    }
}

int VertexCutter::exact_sign(const VertexCell &cell, const Vertex &vertex, int row) {
    return product(exact_row({row, false}), exact_ray(cell, vertex)).sign();
}

void VertexCutter::set_signs(const VertexCell &cell, std::span<const int> rows, const RayRows &at_rays,
                             std::uint64_t candidates, Vertex &vertex, Effort &effort) {
    unsigned long long plus, minus;
    kernels.signs(at_rays, vertex.ray, &plus, &minus);
    for (std::uint64_t unsure = candidates & ~(plus | minus); unsure != 0; unsure &= unsure - 1) {
        const int sign = exact_sign(cell, vertex, rows[std::countr_zero(unsure)]);
        ++effort.exact;
        plus |= sign > 0 ? unsure & -unsure : 0;
        minus |= sign < 0 ? unsure & -unsure : 0;
    }
    vertex.plus = plus & candidates;
    vertex.minus = minus & candidates;
}

int VertexCutter::count_crossings(const VertexCell &segment, std::span<const int> rows) {
    const std::vector<BigInt> a = exact_ray(segment, segment.vertices[0]), b = exact_ray(segment, segment.vertices[1]);
    std::vector<std::pair<BigInt, BigInt>> heights; // at both ends
    for (int row : rows) {
        const std::vector<BigInt> exact = exact_row({row, false});
        std::pair<BigInt, BigInt> h{product(exact, a), product(exact, b)};
        if (std::ranges::none_of(heights, [&](const auto &o) { return o.first * h.second == o.second * h.first; }))
            heights.push_back(std::move(h));
    }
    return static_cast<int>(heights.size());
}

RationalPoint VertexCutter::exact_point(const VertexCell &cell) {
    std::vector<std::vector<BigInt>> rays;
    std::vector<unsigned> sizes;
    for (const Vertex &v : cell.vertices) {
        rays.push_back(exact_ray(cell, v));
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

std::vector<SignedRow> VertexCutter::basis(const VertexCell &cell) {
    const auto vertex = std::ranges::find_if(cell.vertices, [&](const Vertex &v) { return exact_ray(cell, v)[0] > 0; });
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

} // namespace splinex
