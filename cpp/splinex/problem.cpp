#include "splinex/problem.hpp"

#include "splinex/exact_rows.hpp"
#include "splinex/independence.hpp"
#include "splinex/polyhedron.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splinex {

namespace {

/// Beyond this, sums of bound times radius could hide an underflow; the bound with free multipliers is used instead.
constexpr double largest_radius = 0x1p50;

} // namespace

ExactMap box_rows(const Domain &domain) {
    const int n = static_cast<int>(domain.low.size());
    ExactMap result{0, n, {}};
    const auto add = [&](int i, double bound, bool upper) {
        if (std::isinf(bound))
            return;
        const auto shift = static_cast<unsigned>(std::max(0, -dyadic(bound).exponent));
        ++result.rows;
        result.entries.resize(result.entries.size() + n + 1);
        result.row(result.rows - 1)[i] = BigInt(upper ? -1 : 1) << shift;
        result.row(result.rows - 1)[n] = scaled_integer(upper ? bound : -bound, static_cast<int>(shift));
    };
    for (int i = 0; i < n; ++i) {
        add(i, domain.low[i], false);
        add(i, domain.high[i], true);
    }
    return result;
}

Problem::Problem(const Network &network, const Domain &domain, bool all_directions) : inputs(network.inputs()) {
    const std::vector<int> open = reduce_domain(domain);
    const std::vector<int> cut = drop_invariant(network, open, all_directions);
    add_layers(network, cut);
    find_signs();
    bound_coordinates();
    find_structure();
}

bool Problem::has_maxima() const {
    return std::ranges::any_of(layers, [](const ReducedLayer &layer) { return layer.prepared->has_maxima(); });
}

/// Restricts the domain to its affine hull; returns the coordinates without a side, as indices of `coordinates`.
std::vector<int> Problem::reduce_domain(const Domain &domain) {
    AffineHull hull;
    if (domain.rows.empty()) {
        std::vector<int> free;
        std::vector<double> values(inputs, 0.0);
        for (int i = 0; i < inputs; ++i)
            if (domain.low[i] == domain.high[i])
                values[i] = domain.low[i];
            else
                free.push_back(i);
        hull = coordinate_hull(free, values);
        domain_rows = {0, static_cast<int>(free.size()), {}};
    } else {
        std::vector<ExactMap> all = domain.rows;
        all.push_back(box_rows(domain));
        const ExactMap rows = stacked(all, inputs);
        hull = affine_hull(rows);
        domain_rows = distinct_rows(composed(rows, hull.embedding));
    }
    coordinates = hull.coordinates;
    embedding = std::move(hull.embedding);
    std::vector<int> open;
    for (int c = 0; c < static_cast<int>(coordinates.size()); ++c) {
        const double low = domain.low[coordinates[c]], high = domain.high[coordinates[c]];
        const bool box = domain.rows.empty(); // otherwise the sides are among the rows
        if (box && !std::isinf(low))
            sides.push_back({c, false, low});
        if (box && !std::isinf(high))
            sides.push_back({c, true, high});
        if (!box || (std::isinf(low) && std::isinf(high)))
            open.push_back(c);
    }
    return open;
}

/// Drops the directions along which neither the domain nor the first layer varies, and chooses the basis of the search.
/// Returns the coordinates that have to be cut.
std::vector<int> Problem::drop_invariant(const Network &network, const std::vector<int> &open, bool all_directions) {
    // Rows to choose from: of the domain, then what cuts by whole hyperplanes, then duels, then what else is handed on.
    ExactMap relus{0, inputs, {}}, duels{0, inputs, {}}, others{0, inputs, {}};
    std::vector<int> units;
    std::shared_ptr<const PreparedLayer> first;
    if (network.hidden() > 0) {
        first = network.prepared(0);
        const auto add = [&](ExactMap &to, int row) {
            ++to.rows;
            to.entries.insert(to.entries.end(), first->exact->row(row).begin(), first->exact->row(row).end());
        };
        for (int k = 0; k < first->gates->rows(); ++k)
            if (first->gates->kinds[k] == Gates::relu) {
                add(relus, k);
                units.push_back(k);
            } else if (network.hidden() > 1) {
                add(others, k);
            }
        for (int k = first->gates->rows(); k < first->exact->rows; ++k)
            add(duels, k);
    }
    const std::vector<ExactMap> all{domain_rows, composed(relus, embedding), composed(duels, embedding),
                                    composed(others, embedding)};
    const ExactMap varying = stacked(all, static_cast<int>(coordinates.size()));
    const int end = domain_rows.rows + relus.rows;
    const Independent independent =
        independent_rows(varying, open, std::vector{domain_rows.rows, end, end + duels.rows});
    std::vector<int> kept;
    for (int c = 0; c < static_cast<int>(coordinates.size()); ++c)
        if (all_directions || std::ranges::find(open, c) == open.end() ||
            std::ranges::find(independent.columns, c) != independent.columns.end())
            kept.push_back(c);
    const auto place = [&](int c) { return static_cast<int>(std::ranges::find(kept, c) - kept.begin()); };
    for (DomainSide &side : sides) {
        side.coordinate = place(side.coordinate);
        const int id = static_cast<int>(&side - sides.data());
        if (basis.empty() || sides[basis.back()].coordinate != side.coordinate)
            basis.push_back(id);
    }
    const int first_unit = padded(n_domain_rows());
    std::vector<int> cut;
    for (std::size_t k = 0; k < independent.rows.size(); ++k) {
        const int r = independent.rows[k];
        if (r < domain_rows.rows) {
            basis.push_back(n_sides() + r);
        } else if (r < end) {
            basis.push_back(first_unit + units[r - domain_rows.rows]);
            ++split_basis;
        } else if (r < end + duels.rows) {
            const int group = first->duels[first->gates->rows() + r - end].front().group;
            if (std::ranges::find(claims, group) == claims.end())
                claims.push_back(group);
        } else {
            cut.push_back(place(independent.columns[k]));
            ++split_basis;
        }
    }
    domain_rows = columns_of(domain_rows, kept);
    embedding = columns_of(embedding, kept);
    invariant = static_cast<int>(coordinates.size() - kept.size());
    std::vector<int> left;
    for (int c : kept)
        left.push_back(coordinates[c]);
    coordinates = std::move(left);
    dimension = static_cast<int>(coordinates.size());
    return cut;
}

/// The coordinates are the inputs.
bool Problem::identical() const {
    for (int i = 0; i < embedding.rows; ++i)
        for (int c = 0; c <= embedding.columns; ++c)
            if (embedding.row(i)[c] != (c == i && c < embedding.columns ? embedding.denominator : BigInt(0)))
                return false;
    return embedding.rows == embedding.columns;
}

void Problem::add_layers(const Network &network, const std::vector<int> &cut) {
    int next_row = padded(n_domain_rows());
    FloatLayers float_layers(dimension);
    for (int l = 0; l < network.hidden(); ++l) {
        auto prepared = network.prepared(l);
        if (l == 0 && !identical())
            prepared = std::make_shared<const PreparedLayer>(
                std::make_shared<const ExactMap>(composed(network.layers()[0], embedding)), prepared->gates);
        if (l == 0 && !cut.empty())
            prepared = std::make_shared<const PreparedLayer>(prepared->with_cuts(cut));
        ReducedLayer &layer = layers.emplace_back(std::move(prepared));
        layer.first_row = next_row;
        next_row += padded(layer.exact.rows);
        offsets.push_back(bits);
        bits += layer.prepared->gates->bits;
        layer.floats = float_layers.next(*layer.prepared);
    }
    n_cuts = static_cast<int>(cut.size());
    for (int k = 0; k < n_cuts; ++k)
        basis.push_back(layers[0].first_row + layers[0].exact.rows - n_cuts + k);
    for (int &row : basis) // a unit of the basis stands for all that are proportional to it
        if (row >= padded(n_domain_rows()))
            if (const RowRole &role = layers[0].roles[row - layers[0].first_row]; role.master >= 0)
                row = layers[0].first_row + role.master;
    row_ids = next_row;
    row_layer.assign(row_ids, -1);
    for (int l = 0; l < depth(); ++l)
        std::fill(row_layer.begin() + layers[l].first_row, row_layer.end(), l);
}

/// What is handed on by a ReLU is not negative; nor is a sum of such values with weights that are not.
void Problem::find_signs() {
    for (int l = 0; l < depth(); ++l) {
        ReducedLayer &layer = layers[l];
        const Gates &gates = *layer.prepared->gates;
        layer.nonnegative.assign(gates.rows(), false);
        for (int k = 0; k < gates.rows(); ++k) {
            const auto row = layer.exact.row(k);
            bool sure = gates.kinds[k] == Gates::relu || row.back() >= 0;
            for (int j = 0; j < layer.exact.columns && sure && gates.kinds[k] != Gates::relu; ++j)
                sure = row[j] == 0 || (row[j] > 0 && l > 0 && layers[l - 1].nonnegative[j]);
            layer.nonnegative[k] = sure;
        }
    }
}

/// How large each coordinate can be, if all are bounded. Any proven bound will do; without one the certificates for
/// unbounded domains are used, so linear programs are solved only where they are cheap.
void Problem::bound_coordinates() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> low(dimension, -infinity), high(dimension, infinity);
    for (const DomainSide &side : sides)
        (side.upper ? high : low)[side.coordinate] = side.bound;
    for (int r = 0; r < domain_rows.rows; ++r) // a x + b >= 0 with one coefficient bounds x, rounded outwards
        if (const auto [c, coefficient] = only_coefficient(domain_rows.row(r)); c >= 0) {
            const double bound = nearest(
                coefficient < 0 ? domain_rows.row(r).back() : BigInt(-domain_rows.row(r).back()), abs(coefficient));
            if (coefficient < 0)
                high[c] = std::min(high[c], std::nextafter(bound, infinity));
            else
                low[c] = std::max(low[c], std::nextafter(bound, -infinity));
        }
    std::vector<double> most(dimension);
    for (int c = 0; c < dimension; ++c)
        most[c] = std::max(std::fabs(low[c]), std::fabs(high[c]));
    const auto usable = [](double r) { return r <= largest_radius; };
    constexpr int cheap = 1000; // pivots of so many entries
    if (!std::ranges::all_of(most, usable) && domain_rows.rows > 0 && domain_rows.rows * dimension * dimension <= cheap)
        most = reach(domain_rows);
    bounded = std::ranges::all_of(most, usable);
    radius.assign(padded(dimension + 1), 0.0);
    if (bounded)
        std::ranges::copy(most, radius.begin());
}

void Problem::find_structure() {
    const auto all_layers = [&](bool PreparedLayer::*property) {
        return std::ranges::all_of(layers, [&](const ReducedLayer &layer) { return (*layer.prepared).*property; });
    };
    small_weights =
        all_layers(&PreparedLayer::small) && small_integers(domain_rows) &&
        std::ranges::all_of(sides, [](const DomainSide &s) {
            return std::fabs(s.bound) <= 1 << 12 && std::ldexp(s.bound, 8) == std::rint(std::ldexp(s.bound, 8));
        });
    conic = dimension > 0 && n_cuts == 0 && !bounded && homogeneous(domain_rows) &&
            all_layers(&PreparedLayer::homogeneous) &&
            std::ranges::all_of(sides, [](const DomainSide &s) { return s.bound == 0; });
}

} // namespace splinex
