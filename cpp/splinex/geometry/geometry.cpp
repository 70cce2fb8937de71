#include "splinex/geometry/geometry.hpp"

#include "splinex/facets/cell_walls.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/geometry/generator_order.hpp"
#include "splinex/input_points.hpp"
#include "splinex/region_blocks.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace splinex {

namespace {

void copy(auto &target, const auto &source) { target.insert(target.end(), source.begin(), source.end()); }

void copy_ends(auto &target, const auto &source, std::size_t offset) {
    for (const std::int64_t end : source)
        target.push_back(static_cast<std::int64_t>(offset) + end);
}

/// Divided by a common factor.
void reduce(RationalPoint &p) {
    BigInt divisor = p.denominator;
    for (const BigInt &v : p.numerators)
        divisor = gcd(divisor, v);
    if (divisor <= 1)
        return;
    p.denominator /= divisor;
    for (BigInt &v : p.numerators)
        v /= divisor;
}

/// A listed region's rows, entered.
class ListedCell {
public:
    ListedCell(const Problem &problem, const BoundedRegions &regions)
        : problem_(problem), regions_(regions), rows_(problem), cell_(problem, rows_), walls_(problem, rows_) {}

    WallRows &enter(std::size_t region) {
        const std::size_t bytes = static_cast<std::size_t>(problem_.bits + 7) / 8;
        cell_.enter(regions_.patterns.subspan(region * bytes, bytes));
        signed_rows_.clear();
        for (const std::int32_t wall : regions_.walls_of(region))
            signed_rows_.push_back({wall / 2, wall % 2 != 0});
        walls_.take(signed_rows_);
        return walls_;
    }

private:
    const Problem &problem_;
    const BoundedRegions &regions_;
    Rows rows_;
    CellWalls cell_;
    WallRows walls_;
    std::vector<SignedRow> signed_rows_;
};

/// Its generators, in order.
class CellGenerators {
public:
    CellGenerators(const Problem &problem, const BoundedRegions &regions)
        : problem_(problem), cell_(problem, regions), points_(problem) {}

    void enter(std::size_t region) {
        walls_ = &cell_.enter(region);
        description_.find(*walls_);
        order_ = in_order(description_, *walls_);
        lines_ = description_.lines();
    }

    const GeneratorOrder &order() const { return order_; }
    const std::vector<std::vector<BigInt>> &lines() const { return lines_; }
    const DoubleDescription &description() const { return description_; }
    int walls() const { return walls_->count(); }

    /// Over all inputs, coprime.
    RationalPoint exact(int generator) {
        const std::vector<BigInt> &ray = description_.exact(generator);
        RationalPoint point{std::vector<BigInt>(problem_.dimension, BigInt(0)), ray[0]};
        for (std::size_t i = 0; i < description_.columns().size(); ++i)
            point.numerators[description_.columns()[i]] = ray[i + 1];
        return embedded(point);
    }

    RationalPoint exact_line(const std::vector<BigInt> &line) const { return embedded({line, 0}); }

    void round_vertex(int generator, std::vector<double> &x) {
        if (points_.simple() && inverse_.choose(*walls_, description_.on(generator), description_.columns()) &&
            inverse_.round(*walls_, solved_)) {
            section_.assign(problem_.dimension, 0.0);
            for (std::size_t i = 0; i < solved_.size(); ++i)
                section_[description_.columns()[i]] = solved_[i];
            points_.embed(section_, x);
            return;
        }
        const RationalPoint point = exact(generator);
        x.clear();
        for (const BigInt &v : point.numerators)
            x.push_back(rounded(v, point.denominator));
    }

    static void round_direction(const RationalPoint &direction, std::vector<double> &x) {
        BigInt most = 0;
        for (const BigInt &v : direction.numerators)
            most = std::max<BigInt>(most, abs(v));
        x.clear();
        for (const BigInt &v : direction.numerators)
            x.push_back(rounded(v, most));
    }

private:
    RationalPoint embedded(const RationalPoint &point) const {
        RationalPoint result = points_.embed(point);
        reduce(result);
        return result;
    }

    const Problem &problem_;
    ListedCell cell_;
    WallRows *walls_ = nullptr;
    InputPoints points_;
    DoubleDescription description_;
    CertifiedInverse inverse_;
    GeneratorOrder order_;
    std::vector<std::vector<BigInt>> lines_;
    std::vector<double> solved_, section_;
};

class HalfSpaceFinder {
public:
    HalfSpaceFinder(const Problem &problem, const BoundedRegions &regions)
        : problem_(problem), cell_(problem, regions), row_(problem.inputs + 1, 0.0) {}

    void find(std::size_t region, HalfSpaces &out) {
        const WallRows &walls = cell_.enter(region);
        const int d = problem_.dimension;
        for (int w = 0; w < walls.count(); ++w) {
            for (int i = 0; i < d; ++i)
                row_[problem_.coordinates[i]] = 0.0 - walls.high(w)[i];
            row_.back() = walls.high(w)[d];
            copy(out.entries, row_);
        }
    }

private:
    const Problem &problem_;
    ListedCell cell_;
    std::vector<double> row_;
};

class GeneratorFinder {
public:
    GeneratorFinder(const Problem &problem, const BoundedRegions &regions)
        : problem_(problem), cell_(problem, regions) {}

    void find(std::size_t region, Generators &out) {
        cell_.enter(region);
        for (const int v : cell_.order().vertices) {
            cell_.round_vertex(v, x_);
            add(v, out.vertices);
        }
        for (const int r : cell_.order().rays) {
            CellGenerators::round_direction(cell_.exact(r), x_);
            add(r, out.rays);
        }
        for (const std::vector<BigInt> &line : cell_.lines()) {
            CellGenerators::round_direction(cell_.exact_line(line), x_);
            copy(out.lines.entries, x_);
            out.lines.on_ends.push_back(static_cast<std::int64_t>(out.lines.on.size()));
        }
        for (GeneratorColumns *columns : {&out.vertices, &out.rays, &out.lines})
            columns->ends.push_back(static_cast<std::int64_t>(columns->on_ends.size()));
        out.spacious.push_back(spacious());
    }

private:
    void add(int generator, GeneratorColumns &out) {
        copy(out.entries, x_);
        copy(out.on, cell_.description().on(generator));
        out.on_ends.push_back(static_cast<std::int64_t>(out.on.size()));
    }

    /// The recession cone has an interior: it lies in no wall.
    bool spacious() const {
        const DoubleDescription &description = cell_.description();
        for (int w = 0; w < cell_.walls(); ++w)
            if (std::ranges::all_of(cell_.order().rays, [&](int r) { return description.lies_on(r, w); }))
                return false;
        return problem_.dimension > 0;
    }

    const Problem &problem_;
    CellGenerators cell_;
    std::vector<double> x_;
};

class ExactFinder {
public:
    ExactFinder(const Problem &problem, const BoundedRegions &regions) : cell_(problem, regions) {}

    void find(std::size_t region, ExactGenerators &out) {
        cell_.enter(region);
        for (const auto *kind : {&cell_.order().vertices, &cell_.order().rays})
            for (const int k : *kind)
                add(cell_.exact(k), out);
        for (const std::vector<BigInt> &line : cell_.lines())
            add(cell_.exact_line(line), out);
        found_ = cell_.order().vertices.size() + cell_.order().rays.size() + cell_.lines().size();
        out.ends.push_back(static_cast<std::int64_t>(found_) + (out.ends.empty() ? 0 : out.ends.back()));
    }

private:
    static void add(RationalPoint point, ExactGenerators &out) {
        out.entries.push_back(std::move(point.denominator));
        std::ranges::move(point.numerators, std::back_inserter(out.entries));
    }

    CellGenerators cell_;
    std::size_t found_ = 0;
};

template <class Result, class Finder>
Result in_all(const Network &network, const Domain &domain, const BoundedRegions &regions, int threads,
              Monitor &monitor) {
    const FloatEnvironment environment;
    const Problem problem(network, domain, true);
    return in_blocks<Result, Finder>(regions.ends.size(), threads, monitor,
                                     [&] { return std::make_unique<Finder>(problem, regions); });
}

} // namespace

void GeneratorColumns::append(const GeneratorColumns &from) {
    copy_ends(ends, from.ends, on_ends.size());
    copy_ends(on_ends, from.on_ends, on.size());
    copy(entries, from.entries);
    copy(on, from.on);
}

void HalfSpaces::append(const HalfSpaces &from) { copy(entries, from.entries); }

void Generators::append(const Generators &from) {
    vertices.append(from.vertices);
    rays.append(from.rays);
    lines.append(from.lines);
    copy(spacious, from.spacious);
}

void ExactGenerators::append(const ExactGenerators &from) {
    copy_ends(ends, from.ends, ends.empty() ? 0 : ends.back());
    copy(entries, from.entries);
}

HalfSpaces find_halfspaces(const Network &network, const Domain &domain, const BoundedRegions &regions, int threads,
                           Monitor &monitor) {
    return in_all<HalfSpaces, HalfSpaceFinder>(network, domain, regions, threads, monitor);
}

Generators find_generators(const Network &network, const Domain &domain, const BoundedRegions &regions, int threads,
                           Monitor &monitor) {
    return in_all<Generators, GeneratorFinder>(network, domain, regions, threads, monitor);
}

ExactGenerators find_exact_generators(const Network &network, const Domain &domain, const BoundedRegions &regions,
                                      Monitor &monitor) {
    return in_all<ExactGenerators, ExactFinder>(network, domain, regions, 1, monitor);
}

AffineHull domain_hull(const Network &network, const Domain &domain) {
    const FloatEnvironment environment;
    const Problem problem(network, domain, true);
    return {problem.coordinates, problem.embedding};
}

} // namespace splinex
