#include "splinex/facets/cell_facets.hpp"

#include "splinex/walk.hpp"

#include <algorithm>
#include <cmath>

namespace splinex {

namespace {

constexpr int free_coordinate = -1; // in place of a row id

} // namespace

CellFacets::CellFacets(const Problem &problem, Rows &rows)
    : problem_(problem), rows_(rows), certifier_(problem, rows), exact_(problem, rows), wall_of_(problem.row_ids, -1),
      homogeneous_(problem.row_ids, 0), direction_(padded(problem.dimension)), x_(problem.dimension) {
    for (int r = 0; r < problem.n_domain_rows(); ++r)
        homogeneous_[r] = rows.primitive(r).back() == 0;
    for (const ReducedLayer &layer : problem.layers) {
        if (!layer.prepared->homogeneous)
            break;
        std::fill_n(homogeneous_.begin() + layer.first_row, layer.exact.rows, 1);
    }
}

const std::vector<CellFacet> &CellFacets::find(std::span<const SignedRow> walls, std::span<const double> near) {
    facets_.clear();
    any_zero_ = at_vertex_ = false;
    walls_.assign(walls.begin(), walls.end());
    if (problem_.dimension == 0)
        return facets_;
    const bool finite = problem_.depth() == 0 || rows_.prepare(problem_.depth() - 1);
    lay_out(near);
    at_vertex_ = finite && find_vertex(near);
    if (at_vertex_)
        decide_in_floats();
    for (std::size_t w = 0; finite && w < walls_.size(); ++w) // where more walls meet than there are edges
        if (const int wall = static_cast<int>(w); status_[w] == Status::unknown && block_.approach(wall, near, x_))
            pierced(wall);
    decide_exactly();
    std::ranges::sort(facets_, {}, [](const CellFacet &facet) { return facet.walls.front().row; });
    return facets_;
}

/// Walls for which floats found no proof. Those that are positive on the closed cell are not needed to bound it.
void CellFacets::decide_exactly() {
    std::vector<SignedRow> open, bounding;
    for (std::size_t w = 0; w < walls_.size(); ++w) {
        if (status_[w] == Status::facet) {
            facets_.push_back({{walls_[w]}, std::move(points_[w])});
            bounding.push_back(walls_[w]);
        } else if (status_[w] == Status::unknown && !rows_.constant(walls_[w].row)) {
            open.push_back(walls_[w]);
        }
    }
    auto groups = exact_.merged(open);
    // Few of those that are left are facets: most follow from the facets alone.
    std::erase_if(groups, [&](const auto &group) { return !exact_.relative_interior(group.front(), bounding); });
    for (const auto &group : groups)
        bounding.push_back(group.front());
    for (const auto &group : groups) {
        std::iter_swap(std::ranges::find(bounding, group.front()), bounding.end() - 1);
        const auto others = std::span(bounding).first(bounding.size() - 1);
        if (const auto point = exact_.relative_interior(group.front(), others))
            facets_.push_back({group, nearest(*point)});
        else
            bounding.pop_back(); // the others imply it
    }
}

/// Fills the block. Walls that are not clearly positive at the point may be constant: those go.
void CellFacets::lay_out(std::span<const double> near) {
    const int d = problem_.dimension;
    double size = 0;
    for (const double v : near)
        size = std::max(size, std::fabs(v));
    std::erase_if(walls_, [&](const SignedRow &wall) {
        const double *row = rows_.row(wall.row);
        double value = row[d];
        for (int i = 0; i < d; ++i)
            value += row[i] * near[i];
        const double bound = rows_.witness_constant(wall.row) + rows_.witness_slope(wall.row) * size;
        if ((wall.negated ? -value : value) > 2 * bound || !rows_.constant(wall.row))
            return false;
        any_zero_ = any_zero_ || rows_.primitive(wall.row).back() == 0;
        return true;
    });
    status_.assign(walls_.size(), Status::unknown);
    points_.assign(walls_.size(), {});
    for (std::size_t w = 0; w < walls_.size(); ++w)
        wall_of_[walls_[w].row] = static_cast<int>(w);
    block_.fill(rows_, d, walls_);
}

/// A dictionary at a vertex of the cell: from the point along one coordinate after another until a wall stops it.
/// False when floats find none.
bool CellFacets::find_vertex(std::span<const double> near) {
    const int d = problem_.dimension;
    const int m = static_cast<int>(walls_.size());
    t_.reset(d + 1, 1, m, d);
    t_.nonbasic.assign(d, {free_coordinate, false});
    t_.constraints = walls_;
    for (int w = 0; w < m; ++w) {
        const double value = block_.at(w, near);
        if (!(value > 0))
            return false;
        t_.column(0)[t_.at_constraint(w)] = value;
    }
    for (int i = 0; i < d; ++i) {
        std::copy_n(block_.coefficients(i + 1), m, t_.column(i + 1) + t_.constraint_begin);
        t_.column(0)[t_.x_begin + i] = near[i];
        t_.column(i + 1)[t_.x_begin + i] = 1;
    }
    for (int k = 1; k <= d; ++k) {
        Block block = FloatArithmetic::block(t_, k);
        if (block.row < 0) {
            t_.reverse(k);
            block = FloatArithmetic::block(t_, k);
        }
        if (block.row < 0)
            return false;
        enter_constraint<FloatArithmetic>(t_, block.row, k);
        t_.remove_constraint(block.row);
    }
    t_.candidates.assign(1, 0);
    return true;
}

void CellFacets::decide_in_floats() {
    look_around();
    for (std::size_t w = 0; w < walls_.size(); ++w) {
        if (status_[w] != Status::unknown || t_.column_of(walls_[w].row) != 0)
            continue;
        const auto place = std::ranges::find(t_.constraints, walls_[w]);
        load_candidate(static_cast<int>(place - t_.constraints.begin()));
        if (!walls_[w].negated) // it goes up towards zero: not down from a vertex where it vanishes already
            for (int k = 0; k < t_.columns(); ++k)
                t_.column(k)[0] = -t_.column(k)[0];
        const long long pivots = effort_.pivots;
        walk<FloatArithmetic>(t_, 0, t_.columns(), effort_);
        if (effort_.pivots != pivots)
            look_around();
    }
}

/// At a vertex: walls through it may be facets, and those that only grow from here are none.
void CellFacets::look_around() {
    const int d = problem_.dimension;
    for (int k = 1; k <= d; ++k)
        if (status_[wall_of_[t_.nonbasic[k - 1].row]] == Status::unknown && prove_facet(k))
            k = 0; // columns have changed places
    certifier_.enter(std::nullopt);
    certifier_layer_ = -2;
    for (int r = 0; r < t_.n_constraints(); ++r) {
        Status &status = status_[wall_of_[t_.constraints[r].row]];
        if (status == Status::unknown && implied_here(r) && prove_implied(r))
            status = Status::implied;
    }
}

bool CellFacets::implied_here(int r) {
    for (int k = 1; k < t_.columns(); ++k)
        if (t_.column(k)[t_.at_constraint(r)] < -FloatArithmetic::threshold)
            return false;
    return true;
}

/// Copies a constraint to the candidates' place, as its row is.
void CellFacets::load_candidate(int r) {
    const SignedRow &wall = t_.constraints[r];
    t_.candidates[0] = wall.row;
    for (int k = 0; k < t_.columns(); ++k)
        t_.column(k)[0] = (wall.negated ? -1 : 1) * t_.column(k)[t_.at_constraint(r)];
}

/// Either the wall is positive on the closed cell. Or it passes through the apex of a cone, and is a sum of at least
/// two others: where it vanishes these do, so that is no facet.
bool CellFacets::prove_implied(int r) {
    const SignedRow wall = t_.constraints[r];
    const int side = wall.negated ? -1 : 1;
    const int layer = problem_.layer_of(wall.row);
    const bool positive = t_.column(0)[t_.at_constraint(r)] > FloatArithmetic::threshold;
    const auto at_apex = [&] {
        return homogeneous_[wall.row] &&
               std::ranges::all_of(t_.nonbasic, [&](const SignedRow &n) { return homogeneous_[n.row] != 0; });
    };
    if (!positive && !at_apex())
        return false;
    certify_at(layer);
    load_candidate(r);
    if (positive)
        return certifier_.keeps_side(t_, 0, side, layer);
    return certifier_.positive_multipliers(t_, 0, side, layer) >= 2;
}

/// The certifier keeps what it knows for candidates of one layer.
void CellFacets::certify_at(int layer) {
    if (layer != certifier_layer_)
        certifier_.basis_changed();
    certifier_layer_ = layer;
}

/// The wall is a facet around x_, if that is proven.
bool CellFacets::pierced(int wall) {
    block_.project(wall, x_);
    if (!block_.pierces(wall, x_))
        return false;
    status_[wall] = Status::facet;
    points_[wall] = x_;
    if (block_.blurred(wall, x_))
        sharpen(wall, points_[wall]);
    return true;
}

/// The proof stands for the exact row near the point; this only moves the point that is reported onto it.
void CellFacets::sharpen(int wall, std::vector<double> &x) {
    const auto row = rows_.primitive(walls_[wall].row);
    double value = to_double(row.back()), square = 0;
    for (int i = 0; i < problem_.dimension; ++i) {
        const double entry = to_double(row[i]);
        value += entry * x[i];
        square += entry * entry;
    }
    if (!(square > 0) || !std::isfinite(value) || !std::isfinite(square))
        return;
    for (int i = 0; i < problem_.dimension; ++i)
        x[i] -= value / square * to_double(row[i]);
}

/// From the vertex into the facet on which the column's row vanishes, half-way to the first other wall, or nearer.
bool CellFacets::prove_facet(int column) {
    const int d = problem_.dimension;
    const int wall = wall_of_[t_.nonbasic[column - 1].row];
    t_.swap_columns(column, d);
    double reach = d == 1 ? 1
                          : kernels.inward(t_.data.data(), t_.stride, d, 0, t_.extents().blocks[1],
                                           t_.extents().blocks[2], direction_.data());
    if (d == 1)
        std::ranges::fill(direction_, 0.0);
    if (!(reach > 0))
        return false;
    if (!(reach < 1e300))
        reach = 2;
    for (const double step : {0.5, 0.1, 0.9}) {
        for (int i = 0; i < d; ++i)
            x_[i] = t_.column(0)[t_.x_begin + i] + step * reach * direction_[i];
        if (pierced(wall))
            return true;
    }
    return false;
}

} // namespace splinex
