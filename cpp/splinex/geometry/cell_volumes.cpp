#include "splinex/geometry/cell_volumes.hpp"

#include "splinex/errors.hpp"
#include "splinex/region_blocks.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

constexpr double unit_roundoff = 0x1p-53;
/// Of one polytope: seconds.
constexpr long long most_simplices = 500'000;

using VertexSet = std::vector<std::uint64_t>;

int size_of(const VertexSet &set) {
    int count = 0;
    for (const std::uint64_t word : set)
        count += std::popcount(word);
    return count;
}

bool within(const VertexSet &inner, const VertexSet &outer) {
    for (std::size_t w = 0; w < inner.size(); ++w)
        if (inner[w] & ~outer[w])
            return false;
    return true;
}

class Measurer {
public:
    explicit Measurer(const Polytopes &all)
        : all_(all), levels_(all.dimension + 1), matrix_(all.dimension * all.dimension) {}

    void find(std::size_t polytope, Volumes &out) {
        first_ = polytope > 0 ? all_.ends[polytope - 1] : 0;
        count_ = static_cast<int>(all_.ends[polytope] - first_);
        weights_.assign(count_, 0);
        if (!all_.bounded[polytope]) {
            out.weights.insert(out.weights.end(), weights_.begin(), weights_.end());
            out.values.push_back(std::numeric_limits<double>::infinity());
            out.errors.push_back(0);
            return;
        }
        sum_ = 0;
        simplices_ = 0;
        corners_.clear();
        if (all_.dimension == 2)
            measure_polygon();
        else
            measure();
        out.values.push_back(sum_);
        out.errors.push_back(error());
        out.weights.insert(out.weights.end(), weights_.begin(), weights_.end());
    }

private:
    const double *point(int v) const { return all_.points.data() + (first_ + v) * all_.dimension; }

    void measure_polygon() {
        const double *o = point(0);
        for (int v = 1; v + 1 < count_; ++v) {
            const double *p = point(v), *q = point(v + 1);
            const double area = std::fabs((p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])) / 2;
            sum_ += area;
            for (const int corner : {0, v, v + 1})
                weights_[corner] += area / 3;
            ++simplices_;
        }
    }

    void measure() {
        const std::size_t words = static_cast<std::size_t>(count_ + 63) / 64;
        facets_.clear();
        VertexSet all(words, 0);
        for (int v = 0; v < count_; ++v) {
            const std::int64_t row = first_ + v;
            all[v / 64] |= std::uint64_t{1} << v % 64;
            for (std::int64_t k = row > 0 ? all_.on_ends[row - 1] : 0; k < all_.on_ends[row]; ++k) {
                const auto facet = static_cast<std::size_t>(all_.on[k]);
                if (facets_.size() <= facet)
                    facets_.resize(facet + 1, VertexSet(words, 0));
                facets_[facet][v / 64] |= std::uint64_t{1} << v % 64;
            }
        }
        split(all, all_.dimension, facets_);
    }

    /// The simplices of a face, each with the corners chosen so far.
    void split(const VertexSet &face, int dimension, const std::vector<VertexSet> &walls) {
        if (size_of(face) == dimension + 1) {
            add_simplex(face);
            return;
        }
        std::size_t word = 0;
        while (face[word] == 0)
            ++word;
        const int apex = static_cast<int>(64 * word) + std::countr_zero(face[word]);
        std::vector<VertexSet> &parts = levels_[dimension];
        parts.clear();
        VertexSet part(face.size());
        for (const VertexSet &wall : walls) {
            for (std::size_t w = 0; w < part.size(); ++w)
                part[w] = face[w] & wall[w];
            if (size_of(part) < dimension || part == face)
                continue;
            // The facets of a face are the largest of its parts.
            if (std::ranges::any_of(parts, [&](const VertexSet &other) { return within(part, other); }))
                continue;
            std::erase_if(parts, [&](const VertexSet &other) { return within(other, part); });
            parts.push_back(part);
        }
        corners_.push_back(apex);
        for (const VertexSet &wall : parts)
            if (!(wall[apex / 64] >> apex % 64 & 1))
                split(wall, dimension - 1, parts);
        corners_.pop_back();
    }

    void add_simplex(const VertexSet &face) {
        const std::size_t before = corners_.size();
        for (std::size_t w = 0; w < face.size(); ++w)
            for (std::uint64_t left = face[w]; left != 0; left &= left - 1)
                corners_.push_back(static_cast<int>(64 * w) + std::countr_zero(left));
        const double volume = simplex();
        sum_ += volume;
        for (const int corner : corners_)
            weights_[corner] += volume / (all_.dimension + 1);
        corners_.resize(before);
        if (++simplices_ > most_simplices)
            throw InputError("a region falls into more than 500,000 simplices; too many to measure its volume");
    }

    /// By Gaussian elimination with partial pivoting.
    double simplex() {
        const int d = all_.dimension;
        const double *o = point(corners_[0]);
        for (int k = 0; k < d; ++k)
            for (int i = 0; i < d; ++i)
                matrix_[k * d + i] = point(corners_[k + 1])[i] - o[i];
        double result = 1;
        for (int c = 0; c < d; ++c) {
            int pivot = c;
            for (int k = c + 1; k < d; ++k)
                if (std::fabs(matrix_[k * d + c]) > std::fabs(matrix_[pivot * d + c]))
                    pivot = k;
            const double value = matrix_[pivot * d + c];
            result *= std::fabs(value) / (c + 1);
            if (value == 0)
                return 0;
            for (int i = c; i < d && pivot != c; ++i)
                std::swap(matrix_[pivot * d + i], matrix_[c * d + i]);
            for (int k = c + 1; k < d; ++k) {
                const double factor = matrix_[k * d + c] / value;
                for (int i = c + 1; i < d; ++i)
                    matrix_[k * d + i] -= factor * matrix_[c * d + i];
            }
        }
        return result;
    }

    /// Column i of a simplex's matrix has entries of size h at most, each off by e: half an ulp for both points and one
    /// for the difference; and elimination is as if it were off by d^2 2^(d-1) u h (Wilkinson's bound on the growth of
    /// pivots; Higham 2002, theorem 9.3). By Hadamard the determinant is off by less than d^(d/2) times the sum over
    /// the columns of the error of one and the sizes of the others.
    double error() const {
        const int d = all_.dimension;
        double sizes = 1, sum = 0;
        for (int i = 0; i < d; ++i) {
            double low = point(0)[i], high = low;
            for (int v = 1; v < count_; ++v) {
                low = std::min(low, point(v)[i]);
                high = std::max(high, point(v)[i]);
            }
            const double off = 2 * unit_roundoff * std::max(std::fabs(low), std::fabs(high)) + 1e-320;
            const double size = (high - low) + 2 * off;
            sum += (off + size * unit_roundoff * (d * d * std::ldexp(1.0, d - 1) + 2)) / size;
            sizes *= size;
        }
        double factor = static_cast<double>(simplices_) * sizes * sum * std::pow(d, 0.5 * d);
        for (int i = 2; i <= d; ++i)
            factor /= i;
        const double result = 1.01 * factor + static_cast<double>(simplices_ + d) * unit_roundoff * sum_;
        return std::isfinite(sum_) && std::isfinite(result) ? result + std::numeric_limits<double>::min()
                                                            : std::numeric_limits<double>::infinity();
    }

    const Polytopes &all_;
    std::int64_t first_ = 0;
    int count_ = 0;
    double sum_ = 0;
    long long simplices_ = 0;
    std::vector<VertexSet> facets_;
    std::vector<std::vector<VertexSet>> levels_; // the facets of a face of each dimension
    std::vector<int> corners_;
    std::vector<double> matrix_, weights_;
};

} // namespace

void Volumes::append(const Volumes &from) {
    values.insert(values.end(), from.values.begin(), from.values.end());
    errors.insert(errors.end(), from.errors.begin(), from.errors.end());
    weights.insert(weights.end(), from.weights.begin(), from.weights.end());
}

Volumes find_volumes(const Polytopes &polytopes, int threads, Monitor &monitor) {
    return in_blocks<Volumes, Measurer>(polytopes.ends.size(), threads, monitor,
                                        [&] { return std::make_unique<Measurer>(polytopes); });
}

} // namespace splinex
