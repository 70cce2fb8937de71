#include "splinex/proofs/proof_tree.hpp"

#include "splinex/errors.hpp"
#include "splinex/exact_lp.hpp"
#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/gate_rows.hpp"
#include "splinex/input_points.hpp"
#include "splinex/proofs/cell_emptiness.hpp"
#include "splinex/proofs/live_pieces.hpp"
#include "splinex/proofs/proof_bytes.hpp"
#include "splinex/proofs/region_groups.hpp"
#include "splinex/proofs/vanishing_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace splinex {

namespace {

/// What begins a node; a gate of the layer has its number added to the last.
enum Tag : std::uint64_t { float_leaf = 0, rational_leaf = 1, shard = 2, gate_node = 3 };

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
        enter_layer(0, order_);
        std::vector<std::vector<std::uint8_t>> sections;
        sections.push_back(out_.take());
        std::ranges::move(sections_, std::back_inserter(sections));
        return sections;
    }

private:
    using Range = RegionGroups::Range;
    struct Layer {
        int index;
        bool finite; // its rows, as floats
        RegionGroups groups;
        std::vector<std::vector<int>> live; // pieces of each gate
    };

    int pieces(const Layer &layer, int gate) const { return gates_[layer.index].pieces(gate); }
    const SignedRow &compare(const Layer &layer, int gate, int p, int q) const {
        return gates_[layer.index].compare(gate, p, q).row;
    }

    void enter_domain(const ExactMap &all);
    void enter_layer(int index, std::span<std::size_t> regions);
    void leave_layer(const Layer &layer, Range range);
    void node(Layer &layer, Range range, std::vector<int> open);
    bool put_section(Layer &layer, Range range, const std::vector<int> &open);
    std::vector<int> settle(Layer &layer, Range range, std::span<const int> open, int &best);
    void split(Layer &layer, Range range, int gate, const std::vector<int> &open);
    void put_gate(const Layer &layer, Range range, int gate, std::span<const std::size_t> users);
    std::vector<SignedRow> prove(const Layer &layer, Range range, std::span<const SignedRow> beyond, int likely);
    void put_proof(const Layer &layer, Range range, int gate, int piece);
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

void TreeWriter::enter_layer(int index, std::span<std::size_t> regions) {
    if (index == problem_.depth()) {
        if (regions.size() > 1)
            throw InputError("region " + std::to_string(regions[1]) + " is listed twice");
        put_leaf(regions.front());
        return;
    }
    if (index > 0)
        rows_.enter(index, states_[index - 1], rows_.bare(index));
    const bool finite = rows_.prepare(index);
    const GateRows &gates = gates_[index];
    Layer layer{index, finite, RegionGroups(problem_, gates, index, regions_.patterns, regions),
                live_pieces(rows_, problem_.dimension, gates, finite)};
    std::vector<int> open;
    for (int g = 0; g < gates.count(); ++g)
        if (layer.live[g].size() > 1)
            open.push_back(g);
    node(layer, layer.groups.all(), std::move(open));
}

/// Nothing is open.
void TreeWriter::leave_layer(const Layer &layer, Range range) {
    const std::span<std::size_t> regions = layer.groups.regions(range.begin);
    if (range.size() > 1)
        throw InputError("region " + std::to_string(regions.front()) +
                         " and another one differ only in pieces that are out");
    ++counts[layer.index];
    unpack_states(problem_, layer.index, pattern_at(problem_, regions_.patterns, regions.front()),
                  states_[layer.index]);
    enter_layer(layer.index + 1, regions);
}

/// The node in a section of its own, if it is small enough and something is open there.
bool TreeWriter::put_section(Layer &layer, Range range, const std::vector<int> &open) {
    if (open.empty() || layer.groups.regions_in(range) > section_)
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
    const int height = height_;
    int best = -1;
    open = settle(layer, range, open, best);
    if (best < 0)
        leave_layer(layer, range);
    else
        split(layer, range, best, open);
    height_ = height;
}

/// Writes the gates on which all agree; returns the others but for the one that parts the regions most evenly.
std::vector<int> TreeWriter::settle(Layer &layer, Range range, std::span<const int> open, int &best) {
    std::vector<int> left;
    std::size_t least = range.size();
    std::vector<std::size_t> users;
    for (const int g : open) {
        layer.groups.count(range, g, pieces(layer, g), users);
        const std::size_t most = *std::ranges::max_element(users);
        if (most == range.size()) {
            put_gate(layer, range, g, users);
            push(layer, g, layer.groups.piece(range.begin, g), false);
            continue;
        }
        left.push_back(g);
        if (most < least) {
            least = most;
            best = g;
        }
    }
    std::erase(left, best);
    return left;
}

void TreeWriter::split(Layer &layer, Range range, int gate, const std::vector<int> &open) {
    layer.groups.part(range, gate);
    std::vector<std::size_t> users;
    layer.groups.count(range, gate, pieces(layer, gate), users);
    put_gate(layer, range, gate, users);
    const std::size_t walls = walls_.size();
    const int height = height_;
    std::size_t begin = range.begin;
    for (std::size_t p = 0; p < users.size(); ++p) {
        if (users[p] == 0)
            continue;
        push(layer, gate, static_cast<int>(p), true);
        node(layer, {begin, begin + users[p]}, open);
        begin += users[p];
        for (; walls_.size() > walls; walls_.pop_back())
            position_[walls_.back().row] = -1;
        height_ = height;
    }
}

/// A node about a gate: for each of its pieces either a child follows, or the proof that there is none.
void TreeWriter::put_gate(const Layer &layer, Range range, int gate, std::span<const std::size_t> users) {
    out_.put(gate_node + static_cast<std::uint64_t>(gate));
    std::size_t used = 0;
    for (const int p : layer.live[gate]) {
        used += users[p];
        if (users[p] > 0)
            out_.put(std::uint64_t{0});
        else
            put_proof(layer, range, gate, p);
    }
    if (used < range.size())
        throw InputError("a region that begins like region " +
                         std::to_string(layer.groups.regions(range.begin).front()) + " uses a piece that is out there");
}

/// Why no point of the cell is beyond all of those rows; the one at the place `likely` may be enough.
std::vector<SignedRow> TreeWriter::prove(const Layer &layer, Range range, std::span<const SignedRow> beyond,
                                         int likely) {
    if (!entered_) {
        come_near(layer, range);
        emptiness_.enter(walls_, near_, layer.finite);
        entered_ = true;
    }
    if (beyond.size() == 1)
        return emptiness_.exclude(beyond.front(), false);
    std::vector<SignedRow> proof = emptiness_.exclude(beyond[likely], true);
    for (std::size_t k = 0; k < beyond.size() && proof.empty(); ++k)
        proof = emptiness_.exclude(beyond[k], true);
    return proof.empty() ? emptiness_.exclude(beyond) : proof;
}

void TreeWriter::put_proof(const Layer &layer, Range range, int gate, int piece) {
    std::vector<SignedRow> beyond;
    int likely = 0;
    for (const int q : layer.live[gate])
        if (q != piece) {
            if (q == layer.groups.piece(range.begin, gate))
                likely = static_cast<int>(beyond.size());
            beyond.push_back(compare(layer, gate, piece, q));
        }
    const std::vector<SignedRow> proof = prove(layer, range, beyond, likely);
    if (proof.empty())
        throw InputError("the regions are not all of them: some that begin like region " +
                         std::to_string(layer.groups.regions(range.begin).front()) + " are missing");
    std::vector<std::uint64_t> places;
    for (const SignedRow &row : proof) {
        const auto top = std::ranges::find(beyond, row);
        places.push_back(
            static_cast<std::uint64_t>(top != beyond.end() ? height_ + (top - beyond.begin()) : position_[row.row]));
    }
    std::ranges::sort(places);
    out_.put(std::uint64_t{places.size()});
    for (const std::uint64_t place : places)
        out_.put(place);
}

/// Lists the rows by which a piece exceeds the others; those of splits are walls.
void TreeWriter::push(const Layer &layer, int gate, int piece, bool split) {
    for (const int q : layer.live[gate]) {
        if (q == piece)
            continue;
        const SignedRow row = compare(layer, gate, piece, q);
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
    constexpr std::size_t patience = 8;
    std::size_t region = layer.groups.regions(range.begin).front();
    for (std::size_t k = range.begin; k < std::min(range.end, range.begin + patience) && regions_.inexact[region]; ++k)
        region = layer.groups.regions(k).front();
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
