#include "splinex/vertices/section_count.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace splinex {

bool SectionCounter::quick(int dimension, int candidates) {
    constexpr double most_sections = 1e4;
    double sections = 0, of_size = 1; // candidates over k
    for (int k = 1; k < dimension; ++k) {
        of_size *= static_cast<double>(candidates - k + 1) / k;
        sections += of_size;
    }
    return sections <= most_sections;
}

long long SectionCounter::count(const VertexCell &cell, std::span<const int> rows, const RayRows &at_rays,
                                std::uint64_t candidates, Effort &effort) {
    rows_ = rows;
    at_rays_ = &at_rays;
    effort_ = &effort;
    cells_.resize(dimension_ + 1);
    cells_[dimension_] = cell;
    return parts(cells_[dimension_], dimension_, candidates);
}

long long SectionCounter::parts(VertexCell &cell, int dimension, std::uint64_t candidates) {
    if (dimension == 1)
        return 1 + points(cell, candidates);
    long long total = 0;
    while (candidates != 0) {
        const int last = 63 - std::countl_zero(candidates);
        candidates &= ~(1ULL << last);
        if (candidates == 0) {
            ++total; // a section that nothing cuts
            break;
        }
        VertexCell &section = cells_[dimension - 1];
        restrict(cell, last, candidates, section);
        std::uint64_t plus = 0, minus = 0;
        for (const Vertex &v : section.vertices) {
            plus |= v.plus;
            minus |= v.minus;
        }
        if (candidates & ~(plus | minus))
            continue; // it coincides with another candidate on this cell: they count once
        const std::uint64_t cutting = candidates & plus & minus;
        effort_->floats += std::popcount(candidates & ~cutting);
        const long long more = parts(section, dimension - 1, cutting);
        total += more;
        // All signs of the others meet in the section, so they do in the cell.
        const int others = std::popcount(candidates);
        if (others < 62 && more == 1LL << others)
            return total + more;
    }
    return total + 1;
}

/// The section of a cell by a candidate, with the signs of the others at its vertices.
void SectionCounter::restrict(VertexCell &cell, int candidate, std::uint64_t others, VertexCell &section) {
    const std::uint64_t bit = 1ULL << candidate;
    const std::uint64_t slot = cutter_.meet(cell, bit, cutter_.facet({rows_[candidate], false}), fresh_);
    for (Vertex &v : fresh_)
        cutter_.set_signs(cell, rows_, *at_rays_, others, v, *effort_);
    section.facets = cell.facets;
    section.vertices.clear();
    for (const Vertex &v : cell.vertices)
        if (!((v.plus | v.minus) & bit)) {
            section.vertices.push_back(v);
            section.vertices.back().facets |= slot;
            section.vertices.back().simple = false;
        }
    section.vertices.insert(section.vertices.end(), fresh_.begin(), fresh_.end());
}

/// In how many points the candidates cut a segment.
int SectionCounter::points(const VertexCell &segment, std::uint64_t candidates) {
    if ((candidates & (candidates - 1)) == 0)
        return candidates != 0;
    const Vertex &a = segment.vertices[0], &b = segment.vertices[1];
    crossings_.clear();
    for (; candidates != 0; candidates &= candidates - 1) {
        const int k = std::countr_zero(candidates);
        double height_a = 0, height_b = 0;
        for (int i = 0; i < at_rays_->coordinates; ++i) {
            const double entry = at_rays_->rows[i * at_rays_->stride + k];
            height_a += entry * a.ray[i];
            height_b += entry * b.ray[i];
        }
        const double slip = 2 * at_rays_->slack[k] + at_rays_->norm[k] * (a.error + b.error);
        const double length = std::fabs(height_a) + std::fabs(height_b);
        crossings_.push_back({std::fabs(height_a) / length, 1.01 * slip / (length - slip) + 0x1p-50, k});
        if (!(slip < 0.5 * length && length < 1e300))
            crossings_.back() = {0, 2, k}; // anywhere
    }
    std::ranges::sort(crossings_, {}, &Crossing::place);
    int result = 0;
    close_.clear();
    double reached = -1;
    for (const Crossing &c : crossings_) {
        if (c.place - c.error > reached) {
            result += distinct(segment, close_);
            close_.clear();
        }
        close_.push_back(c.candidate);
        reached = std::max(reached, c.place + c.error);
    }
    return result + distinct(segment, close_);
}

/// The number of different points among some that floats cannot tell apart.
int SectionCounter::distinct(const VertexCell &segment, std::span<const int> candidates) {
    if (candidates.size() < 2)
        return static_cast<int>(candidates.size());
    effort_->exact += static_cast<long long>(candidates.size());
    std::vector<int> rows;
    for (int k : candidates)
        rows.push_back(rows_[k]);
    return cutter_.exact().crossings(segment, rows);
}

} // namespace splinex
