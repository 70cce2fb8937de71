#include "splinex/facets/facets.hpp"

#include "splinex/facets/crossing.hpp"
#include "splinex/facets/pattern_index.hpp"
#include "splinex/facets/recession.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/input_points.hpp"
#include "splinex/region_blocks.hpp"

#include <memory>

namespace splinex {

namespace {

/// One thread's work.
class Finder {
public:
    Finder(const Problem &problem, const ListedRegions &regions, const PatternIndex &index, bool recession)
        : problem_(problem), regions_(regions), index_(index), recession_(recession), rows_(problem),
          cell_(problem, rows_), facets_(problem, rows_), crossing_(problem), points_(problem),
          near_(problem.dimension) {}

    void find(std::size_t region, Facets &out) {
        const std::size_t bytes = static_cast<std::size_t>(problem_.bits + 7) / 8;
        const auto packed = regions_.patterns.subspan(region * bytes, bytes);
        const auto x = regions_.points.subspan(region * problem_.inputs, problem_.inputs);
        for (int i = 0; i < problem_.dimension; ++i)
            near_[i] = x[problem_.coordinates[i]];
        cell_.enter(packed);
        walls_.clear();
        for (const CellFacet &facet : facets_.find(cell_.walls(), near_)) {
            add(region, facet, packed, out);
            walls_.push_back(facet.walls.front());
        }
        if (recession_)
            out.bounded.push_back(bounded());
    }

private:
    /// Of the cell whose facets were found last.
    bool bounded() {
        if (problem_.invariant > 0 || problem_.bounded)
            return problem_.invariant == 0;
        if (const std::optional<bool> proven = facets_.bounded())
            return *proven;
        return bounded_by_walls(rows_, problem_.dimension, walls_, dictionary_);
    }

    void add(std::size_t region, const CellFacet &facet, std::span<const std::uint8_t> packed, Facets &out) {
        const SignedRow wall = facet.walls.front(); // rows of the domain come first
        out.regions.push_back(static_cast<std::int64_t>(region));
        out.walls.push_back(2 * wall.row + wall.negated);
        points_.embed(facet.point, input_);
        out.points.insert(out.points.end(), input_.begin(), input_.end());
        if (problem_.layer_of(wall.row) < 0) {
            out.neighbours.push_back(Facets::boundary);
        } else {
            crossing_.cross(cell_, rows_, facet, facets_.any_zero(), packed, beyond_);
            const std::int64_t found = index_.find(beyond_);
            out.neighbours.push_back(found < 0 ? Facets::unlisted : found);
            for (int bit = 0; bit < problem_.bits; ++bit)
                if ((packed[bit / 8] ^ beyond_[bit / 8]) >> bit % 8 & 1)
                    out.switches.push_back(bit);
        }
        out.switch_ends.push_back(static_cast<std::int64_t>(out.switches.size()));
    }

    const Problem &problem_;
    const ListedRegions &regions_;
    const PatternIndex &index_;
    bool recession_;
    Rows rows_;
    CellWalls cell_;
    CellFacets facets_;
    Crossing crossing_;
    InputPoints points_;
    Dictionary<BigInt> dictionary_;
    std::vector<double> near_, input_;
    std::vector<std::uint8_t> beyond_;
    std::vector<SignedRow> walls_;
};

} // namespace

void Facets::append(const Facets &from) {
    const auto copy = [](auto &target, const auto &source) {
        target.insert(target.end(), source.begin(), source.end());
    };
    const auto offset = static_cast<std::int64_t>(switches.size());
    for (const std::int64_t end : from.switch_ends)
        switch_ends.push_back(offset + end);
    copy(regions, from.regions);
    copy(neighbours, from.neighbours);
    copy(points, from.points);
    copy(walls, from.walls);
    copy(switches, from.switches);
    copy(bounded, from.bounded);
}

Facets find_facets(const Network &network, const Domain &domain, const ListedRegions &regions, bool recession,
                   int threads, Monitor &monitor) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    const PatternIndex index(regions.patterns, regions.count, static_cast<std::size_t>(problem.bits + 7) / 8);
    return in_blocks<Facets, Finder>(regions.count, threads, monitor,
                                     [&] { return std::make_unique<Finder>(problem, regions, index, recession); });
}

std::vector<BigInt> facet_rows(const Network &network, const Domain &domain, std::span<const std::uint8_t> patterns,
                               std::span<const std::int32_t> walls) {
    const FloatEnvironment environment;
    const Problem problem(network, domain, true);
    Rows rows(problem);
    CellWalls cell(problem, rows);
    const std::size_t bytes = static_cast<std::size_t>(problem.bits + 7) / 8;
    std::vector<BigInt> result(walls.size() * (problem.inputs + 1));
    for (std::size_t k = 0; k < walls.size(); ++k) {
        cell.enter(patterns.subspan(k * bytes, bytes));
        const std::vector<BigInt> row = oriented(rows, {walls[k] / 2, walls[k] % 2 != 0});
        BigInt *out = result.data() + k * (problem.inputs + 1);
        for (int i = 0; i < problem.dimension; ++i)
            out[problem.coordinates[i]] = row[i];
        out[problem.inputs] = row.back();
    }
    return result;
}

} // namespace splinex
