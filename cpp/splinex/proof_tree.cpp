#include "splinex/proof_tree.hpp"

#include "splinex/cell_emptiness.hpp"
#include "splinex/errors.hpp"
#include "splinex/exact_lp.hpp"
#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/gate_rows.hpp"
#include "splinex/input_points.hpp"
#include "splinex/proof_bytes.hpp"
#include "splinex/vanishing_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace splinex {

namespace {

/// What begins a node; a gate of the layer has its number added to the last.
enum Tag : std::uint64_t { float_leaf = 0, rational_leaf = 1, shard = 2, gate_node = 3 };

/// Packed bits first to last of two patterns in some total order.
int compare_bits(const std::uint8_t *a, const std::uint8_t *b, int first, int last) {
    for (int byte = first / 8; 8 * byte < last; ++byte) {
        int mask = 0xff;
        if (byte == first / 8)
            mask &= 0xff << first % 8;
        if (last < 8 * byte + 8)
            mask &= 0xff >> (8 * byte + 8 - last);
        if (const int difference = (a[byte] & mask) - (b[byte] & mask))
            return difference;
    }
    return 0;
}

ExactMap rows_of(const Domain &domain) {
    std::vector<ExactMap> all{box_rows(domain)};
    all.insert(all.end(), domain.rows.begin(), domain.rows.end());
    return stacked(all, static_cast<int>(domain.low.size()));
}

std::vector<std::vector<int>> flat_rounds(const Problem &problem, const Domain &domain, const ExactMap &rows) {
    std::vector<std::vector<int>> rounds;
    if (problem.dimension + problem.invariant == problem.inputs)
        return rounds;
    if (!domain.rows.empty())
        return vanishing_rows(rows);
    int row = 0;
    for (std::size_t i = 0; i < domain.low.size(); ++i) {
        if (domain.low[i] == domain.high[i])
            rounds.push_back({row, row + 1});
        row += std::isfinite(domain.low[i]) + std::isfinite(domain.high[i]);
    }
    return rounds;
}

class TreeWriter {
public:
    TreeWriter(const Problem &problem, const ProvenRegions &regions, std::size_t section, Monitor &monitor)
        : problem_(problem), regions_(regions), section_(section), monitor_(monitor), rows_(problem),
          emptiness_(problem, rows_), points_(problem), position_(problem.row_ids, -1), states_(problem.depth()),
          order_(regions.count()), near_(problem.dimension) {
        for (const ReducedLayer &layer : problem.layers)
            gates_.emplace_back(layer);
        counts.assign(problem.depth(), 0);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    std::vector<long long> counts;

    std::vector<std::vector<std::uint8_t>> write(const ExactMap &domain_rows) {
        enter_domain(domain_rows);
        if (regions_.count() == 0)
            throw InputError("there are no regions to prove");
        whole_ = regions_.count() > section_;
        enter_layer(0, 0, regions_.count());
        std::vector<std::vector<std::uint8_t>> sections;
        sections.push_back(out_.take());
        std::ranges::move(sections_, std::back_inserter(sections));
        return sections;
    }

private:
    /// Regions that agree up to a layer, with the pieces that its gates have in them.
    struct Group {
        std::size_t begin, end; // of order_
    };
    struct Layer {
        int index;
        bool finite; // its rows, as floats
        std::vector<Group> groups;
        std::vector<std::uint8_t> pieces;    // (groups, gates)
        std::vector<std::vector<int>> alive; // of each gate
        std::vector<int> chosen;             // groups, as they are parted
    };
    struct Range {
        std::size_t begin, end; // of Layer::chosen
    };

    std::uint8_t piece(const Layer &layer, std::size_t k, int gate) const {
        return layer.pieces[static_cast<std::size_t>(layer.chosen[k]) * gates_[layer.index].count() + gate];
    }
    const std::uint8_t *pattern(std::size_t region) const {
        return regions_.patterns.data() + region * (static_cast<std::size_t>(problem_.bits + 7) / 8);
    }

    void enter_domain(const ExactMap &all);
    void enter_layer(int index, std::size_t begin, std::size_t end);
    void group(Layer &layer, std::size_t begin, std::size_t end);
    void find_alive(Layer &layer);
    int constant_sign(const Layer &layer, const Comparison &c, bool &constant);
    void node(Layer &layer, Range range, std::vector<int> open);
    bool put_section(Layer &layer, Range range, const std::vector<int> &open);
    std::vector<int> settle(Layer &layer, Range range, std::span<const int> open, int &best);
    void put_gate(Layer &layer, Range range, int gate, std::span<const std::size_t> present);
    void put_proof(const Layer &layer, Range range, int gate, int piece, int winner);
    void push(const Layer &layer, int gate, int piece, bool split);
    void put_leaf(std::size_t region);
    void come_near(const Layer &layer, Range range);

    const Problem &problem_;
    const ProvenRegions &regions_;
    const std::size_t section_;
    Monitor &monitor_;
    Rows rows_;
    CellEmptiness emptiness_;
    InputPoints points_;
    std::vector<GateRows> gates_;
    std::vector<SignedRow> walls_; // of the cell: the domain's and those of splits, from which the others follow
    std::vector<int> position_;    // of each row among all that the path has listed, if it is a wall
    int height_ = 0;               // rows that the path has listed
    bool entered_ = false;         // emptiness_ is about the current node
    std::vector<std::vector<std::uint8_t>> states_;
    std::vector<std::size_t> order_;
    std::vector<double> near_;
    long long leaves_ = 0;
    ProofBytes out_;
    bool whole_ = false; // out_ is the first section, and has more than one
    std::vector<std::vector<std::uint8_t>> sections_;
};

/// Rows of the domain that vary on it are listed first, in their own order.
void TreeWriter::enter_domain(const ExactMap &all) {
    std::map<std::vector<BigInt>, int> known;
    const auto key = [](std::span<const BigInt> row) {
        Direction d = direction(row);
        d.row.push_back(d.reversed ? 1 : 0);
        return std::move(d.row);
    };
    const ExactMap rows = composed(all, problem_.embedding);
    for (int r = 0; r < rows.rows; ++r) {
        const auto row = rows.row(r);
        if (std::any_of(row.begin(), row.end() - 1, [](const BigInt &v) { return v != 0; }))
            known.try_emplace(key(row), height_++);
    }
    for (int r = 0; r < problem_.n_domain_rows(); ++r) {
        walls_.push_back({r, false});
        position_[r] = known.at(key(rows_.primitive(r)));
    }
}

void TreeWriter::enter_layer(int index, std::size_t begin, std::size_t end) {
    if (index == problem_.depth()) {
        if (end - begin > 1)
            throw InputError("a region is listed twice");
        put_leaf(order_[begin]);
        return;
    }
    if (index > 0)
        rows_.enter(index, states_[index - 1], rows_.bare(index));
    Layer layer{index, rows_.prepare(index), {}, {}, {}, {}};
    group(layer, begin, end);
    find_alive(layer);
    std::vector<int> open;
    for (int g = 0; g < gates_[index].count(); ++g)
        if (layer.alive[g].size() > 1)
            open.push_back(g);
    node(layer, {0, layer.groups.size()}, std::move(open));
}

/// Sorts the regions by what the layer does in them.
void TreeWriter::group(Layer &layer, std::size_t begin, std::size_t end) {
    const int first = problem_.offsets[layer.index];
    const int last = first + problem_.layers[layer.index].prepared->gates->bits;
    std::stable_sort(
        order_.begin() + static_cast<std::ptrdiff_t>(begin), order_.begin() + static_cast<std::ptrdiff_t>(end),
        [&](std::size_t a, std::size_t b) { return compare_bits(pattern(a), pattern(b), first, last) < 0; });
    const int n = gates_[layer.index].count();
    const std::size_t bytes = static_cast<std::size_t>(problem_.bits + 7) / 8;
    for (std::size_t k = begin; k < end; ++k) {
        if (k > begin && compare_bits(pattern(order_[k]), pattern(order_[k - 1]), first, last) == 0) {
            layer.groups.back().end = k + 1;
            continue;
        }
        layer.groups.push_back({k, k + 1});
        unpack_states(problem_, layer.index, {pattern(order_[k]), bytes}, states_[layer.index]);
        layer.pieces.resize(layer.pieces.size() + n);
        gates_[layer.index].read(states_[layer.index], layer.pieces.data() + layer.pieces.size() - n);
    }
    layer.chosen.resize(layer.groups.size());
    std::iota(layer.chosen.begin(), layer.chosen.end(), 0);
}

/// Does the comparison come out the same all over the cell? Then its sign.
int TreeWriter::constant_sign(const Layer &layer, const Comparison &c, bool &constant) {
    constant = c.row.row < 0;
    if (constant)
        return c.sign;
    if (layer.finite) {
        const double *row = rows_.row(c.row.row);
        const double slack = rows_.coefficient_slack(c.row.row);
        for (int i = 0; i < problem_.dimension; ++i)
            if (std::fabs(row[i]) > 2 * slack + 1e-280)
                return 0;
    }
    constant = rows_.constant(c.row.row);
    return constant ? rows_.primitive(c.row.row).back().sign() * (c.row.negated ? -1 : 1) : 0;
}

/// A piece is out where another exceeds it by a constant, or equals it and comes before it.
void TreeWriter::find_alive(Layer &layer) {
    const GateRows &gates = gates_[layer.index];
    layer.alive.resize(gates.count());
    for (int g = 0; g < gates.count(); ++g)
        for (int p = 0; p < gates.pieces(g); ++p) {
            bool out = false;
            for (int q = 0; q < gates.pieces(g) && !out; ++q) {
                bool constant = false;
                const int sign = q == p ? 1 : constant_sign(layer, gates.compare(g, p, q), constant);
                out = constant && (sign < 0 || (sign == 0 && q < p));
            }
            if (!out)
                layer.alive[g].push_back(p);
        }
}

/// The node in a section of its own, if it is small enough and something is open there.
bool TreeWriter::put_section(Layer &layer, Range range, const std::vector<int> &open) {
    std::size_t regions = 0;
    for (std::size_t k = range.begin; k < range.end; ++k)
        regions += layer.groups[layer.chosen[k]].end - layer.groups[layer.chosen[k]].begin;
    if (open.empty() || regions > section_)
        return false;
    out_.put(std::uint64_t{shard});
    out_.put(static_cast<std::uint64_t>(sections_.size() + 1));
    ProofBytes first = std::move(out_);
    out_ = {};
    whole_ = false;
    node(layer, range, open);
    sections_.push_back(out_.take());
    out_ = std::move(first);
    whole_ = true;
    return true;
}

void TreeWriter::node(Layer &layer, Range range, std::vector<int> open) {
    if (whole_ && put_section(layer, range, open))
        return;
    entered_ = false;
    const std::size_t walls = walls_.size();
    const int height = height_;
    int best = -1;
    open = settle(layer, range, open, best);
    if (best < 0) {
        if (range.end - range.begin > 1)
            throw InputError("two regions differ only where the units they differ in have one piece");
        ++counts[layer.index];
        const Group group = layer.groups[layer.chosen[range.begin]];
        const std::size_t bytes = static_cast<std::size_t>(problem_.bits + 7) / 8;
        unpack_states(problem_, layer.index, {pattern(order_[group.begin]), bytes}, states_[layer.index]);
        enter_layer(layer.index + 1, group.begin, group.end);
        height_ = height;
        return;
    }
    std::erase(open, best);
    const auto by_piece = [&](int a, int b) {
        const int n = gates_[layer.index].count();
        return layer.pieces[static_cast<std::size_t>(a) * n + best] <
               layer.pieces[static_cast<std::size_t>(b) * n + best];
    };
    std::stable_sort(layer.chosen.begin() + static_cast<std::ptrdiff_t>(range.begin),
                     layer.chosen.begin() + static_cast<std::ptrdiff_t>(range.end), by_piece);
    std::vector<std::size_t> present(gates_[layer.index].pieces(best), 0);
    for (std::size_t k = range.begin; k < range.end; ++k)
        ++present[piece(layer, k, best)];
    put_gate(layer, range, best, present);
    std::size_t begin = range.begin;
    const int below = height_;
    for (std::size_t p = 0; p < present.size(); ++p) {
        if (present[p] == 0)
            continue;
        push(layer, best, static_cast<int>(p), true);
        node(layer, {begin, begin + present[p]}, open);
        begin += present[p];
        for (; walls_.size() > walls; walls_.pop_back())
            position_[walls_.back().row] = -1;
        height_ = below;
    }
    height_ = height;
}

/// Writes the gates on which all agree; returns the others, with the one that parts the regions most evenly.
std::vector<int> TreeWriter::settle(Layer &layer, Range range, std::span<const int> open, int &best) {
    std::vector<int> left;
    std::size_t least = range.end - range.begin;
    std::vector<std::size_t> present;
    for (const int g : open) {
        present.assign(gates_[layer.index].pieces(g), 0);
        for (std::size_t k = range.begin; k < range.end; ++k)
            ++present[piece(layer, k, g)];
        const std::size_t most = *std::ranges::max_element(present);
        if (most == range.end - range.begin) {
            put_gate(layer, range, g, present);
            push(layer, g, piece(layer, range.begin, g), false);
            continue;
        }
        left.push_back(g);
        if (most < least) {
            least = most;
            best = g;
        }
    }
    return left;
}

/// A node about a gate: for each of its pieces either a child follows, or the proof that there is none.
void TreeWriter::put_gate(Layer &layer, Range range, int gate, std::span<const std::size_t> present) {
    out_.put(gate_node + static_cast<std::uint64_t>(gate));
    for (const int p : layer.alive[gate])
        if (present[p] > 0)
            out_.put(std::uint64_t{0});
        else
            put_proof(layer, range, gate, p, piece(layer, range.begin, gate));
}

void TreeWriter::put_proof(const Layer &layer, Range range, int gate, int piece, int winner) {
    std::vector<SignedRow> beyond;
    std::vector<int> others;
    for (const int q : layer.alive[gate])
        if (q != piece) {
            beyond.push_back(gates_[layer.index].compare(gate, piece, q).row);
            others.push_back(q);
        }
    if (!entered_) {
        come_near(layer, range);
        emptiness_.enter(walls_, near_, layer.finite);
        entered_ = true;
    }
    std::vector<SignedRow> proof;
    if (beyond.size() == 1) {
        proof = emptiness_.exclude(beyond.front(), false);
    } else {
        // One piece that is larger all over the cell is enough; the one that wins comes first.
        const auto first = std::ranges::find(others, winner) - others.begin();
        if (first < static_cast<std::ptrdiff_t>(others.size()))
            proof = emptiness_.exclude(beyond[first], true);
        for (std::size_t k = 0; k < others.size() && proof.empty(); ++k)
            proof = emptiness_.exclude(beyond[k], true);
        if (proof.empty())
            proof = emptiness_.exclude(beyond);
    }
    if (proof.empty())
        throw InputError("the regions are not all of them: some that begin like region " +
                         std::to_string(order_[layer.groups[layer.chosen[range.begin]].begin]) + " are missing");
    std::vector<int> places;
    for (const SignedRow &row : proof) {
        const auto top = std::ranges::find(beyond, row);
        places.push_back(top != beyond.end() ? height_ + static_cast<int>(top - beyond.begin()) : position_[row.row]);
    }
    std::ranges::sort(places);
    out_.put(places.size());
    for (const int place : places)
        out_.put(static_cast<std::uint64_t>(place));
}

/// Lists the rows by which a piece exceeds the others; those of splits are walls.
void TreeWriter::push(const Layer &layer, int gate, int piece, bool split) {
    for (const int q : layer.alive[gate]) {
        if (q == piece)
            continue;
        const SignedRow row = gates_[layer.index].compare(gate, piece, q).row;
        if (split && position_[row.row] < 0) {
            position_[row.row] = height_;
            walls_.push_back(row);
        }
        ++height_;
    }
}

void TreeWriter::put_leaf(std::size_t region) {
    if (regions_.inexact[region]) {
        out_.put(std::uint64_t{rational_leaf});
        const auto point = interior_point(rows_, problem_.dimension, walls_);
        if (!point)
            throw InputError("region " + std::to_string(region) + " is empty");
        const RationalPoint x = points_.embed(*point);
        for (const BigInt &v : x.numerators)
            out_.put(v);
        out_.put(x.denominator);
    } else {
        out_.put(std::uint64_t{float_leaf});
        for (const double v : regions_.points.subspan(region * problem_.inputs, problem_.inputs))
            out_.put(v);
    }
    ++leaves_;
    monitor_.checkpoint(static_cast<double>(leaves_) / static_cast<double>(regions_.count()), leaves_);
}

/// A point of the cell, up to rounding.
void TreeWriter::come_near(const Layer &layer, Range range) {
    std::size_t region = order_[layer.groups[layer.chosen[range.begin]].begin];
    for (std::size_t k = range.begin; k < std::min(range.end, range.begin + 8) && regions_.inexact[region]; ++k)
        region = order_[layer.groups[layer.chosen[k]].begin];
    for (int i = 0; i < problem_.dimension; ++i)
        near_[i] = regions_.points[region * problem_.inputs + problem_.coordinates[i]];
}

} // namespace

ProofTree write_proof(const Network &network, const Domain &domain, const ProvenRegions &regions, std::size_t section,
                      Monitor &monitor) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    const ExactMap rows = rows_of(domain);
    ProofTree result{flat_rounds(problem, domain, rows), {}, {}};
    TreeWriter writer(problem, regions, section, monitor);
    result.sections = writer.write(rows);
    result.counts = std::move(writer.counts);
    return result;
}

} // namespace splinex
