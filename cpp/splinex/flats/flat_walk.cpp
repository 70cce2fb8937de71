#include "splinex/flats/flat_walk.hpp"

#include <algorithm>

namespace splinex {

namespace {

/// Before anything is listed all is walked once: not worth it when only the first of very many regions may be wanted.
constexpr double most_listed = 0x1p27;

/// Flats of dimension 2 and more cost a dictionary each: cells are faster where too many regions are theirs.
constexpr double few_listed = 0.2, few_counted = 0.5;
constexpr double small = 4096; // either will do

constexpr double most_kept = 0x1p26; // bytes

/// A walk returns when it has stored so many regions.
constexpr std::size_t most_stored = 1 << 16;

/// Sets of at most d of n hyperplanes.
double most_flats(int d, std::size_t n) {
    double sum = 1, term = 1;
    for (int k = 1; k <= d; ++k)
        sum += term *= (static_cast<double>(n) - k + 1) / k;
    return sum;
}

} // namespace

FlatWalk::FlatWalk(const Problem &problem, bool prove, bool list)
    : problem_(problem), list_(list), exact_rows_(problem), rows_(problem, exact_rows_),
      stepper_(problem, exact_rows_, rows_), frame_(rows_), plane_(rows_, prove, list),
      listing_(problem, exact_rows_, rows_), columns_(problem.dimension + 1), values_(rows_.count) {
    // Of n units that may still be added: 1 + those that take the last one + those that do not.
    const int d = problem.dimension, n = rows_.units;
    weights_.assign(static_cast<std::size_t>(d + 1) * (n + 1), 1.0);
    for (int level = d - 1; level >= 0; --level)
        for (int i = 1; i <= n; ++i)
            weights_[level * (n + 1) + i] = weights_[level * (n + 1) + i - 1] + weights_[(level + 1) * (n + 1) + i - 1];
}

bool FlatWalk::suits(const Problem &problem, const SearchOptions &options) {
    if (problem.depth() != 1 || !problem.cut_by_hyperplanes(0) || !problem.bounded || options.exact ||
        options.dictionary || problem.small_weights || problem.dimension < 2)
        return false;
    const std::size_t units = problem.layers[0].candidates.size();
    const double all = most_flats(problem.dimension, units), planes_up = most_flats(problem.dimension - 2, units);
    const bool few = all < small || planes_up < (options.store ? few_listed : few_counted) * all;
    return units >= 2 && few && (!options.store || all < most_listed);
}

bool FlatWalk::few_regions(const Problem &problem) {
    const double bytes = problem.bits / 8.0 + 8.0 * problem.inputs + 2;
    return bytes * most_flats(problem.dimension, problem.layers[0].candidates.size()) < most_kept;
}

std::vector<FlatNode> FlatWalk::roots() {
    std::vector<FlatNode> result;
    if (exact_rows_.prepare(0))
        if (auto whole = stepper_.whole())
            result.push_back(std::move(*whole));
    gave_up_ = result.empty();
    return result;
}

FlatNode &FlatWalk::push() {
    if (++top_ == static_cast<int>(stack_.size()))
        stack_.emplace_back();
    return stack_[top_];
}

std::vector<FlatNode> FlatWalk::expand(FlatNode subtree, const Quantum &quantum, Findings &findings) {
    findings_ = &findings;
    if (list_) {
        findings.regions.reserve(most_stored + most_stored / 16, static_cast<std::size_t>((problem_.bits + 7) / 8),
                                 static_cast<std::size_t>(problem_.inputs));
        listing_.start(findings);
    }
    top_ = -1;
    push() = std::move(subtree);
    for (int steps = 1; top_ >= 0 && !gave_up_; ++steps) {
        FlatNode &node = stack_[top_];
        bool stop = steps % 8 == 0 && quantum.over();
        if (static_cast<int>(node.units.size()) == rows_.dimension - 2)
            stop = walk_lines(node, quantum) || stop;
        else
            step();
        if (stop || (list_ && listing_.size() + rows_.count >= most_stored))
            break;
    }
    if (list_)
        listing_.finish();
    std::vector<FlatNode> rest;
    for (; top_ >= 0; --top_)
        rest.push_back(std::move(stack_[top_]));
    findings_ = nullptr;
    return rest;
}

/// Adds the next hyperplane to a flat of dimension 3 or more.
void FlatWalk::step() {
    FlatNode &node = stack_[top_];
    if (!node.entered)
        enter(node);
    if (gave_up_)
        return;
    if (node.next == node.last) {
        --top_;
        return;
    }
    const int unit = node.next++;
    ++findings_->effort.pivots;
    switch (stepper_.add(node, unit, push())) {
    case FlatStepper::inside:
        return;
    case FlatStepper::outside:
        ++findings_->effort.floats;
        findings_->share += flats_through(static_cast<int>(node.units.size()) + 1, unit + 1) / flats_through(0, 0);
        break;
    case FlatStepper::unsure:
        gave_up_ = true;
    }
    --top_;
}

bool FlatWalk::certify(const FlatNode &node) {
    for (int k = 0; k <= rows_.dimension; ++k)
        columns_[k] = stepper_.x_column(node, k);
    return frame_.certify(node.columns, columns_);
}

/// The lowest vertex of a flat: no facet passes but those of its basis, and the height grows along the edges of the
/// flat.
void FlatWalk::enter(FlatNode &node) {
    node.entered = true;
    gave_up_ = true;
    if (!certify(node))
        return;
    for (int k = 1; k <= rows_.dimension; ++k)
        if (rows_.is_facet(node.columns[k - 1]) && !(frame_.slope(k) > frame_.slope_error(k)))
            return;
    kernels.affine(rows_.entries.data(), rows_.count, rows_.first_facet, rows_.count, rows_.dimension, frame_.column(0),
                   true, values_.data());
    for (int p = rows_.first_facet; p < rows_.first_facet + rows_.facets; ++p) {
        const double slack =
            rows_.constant_slack[p] + rows_.slope_slack[p] * frame_.size(0) + rows_.norm[p] * frame_.error(0);
        const bool through = std::ranges::find(node.columns, p) != node.columns.end();
        if (!through && (!(values_[p] > 1.0001 * slack) || !(values_[p] < 1e300)))
            return;
    }
    gave_up_ = false;
    ++findings_->counts[0];
    if (list_)
        listing_.add_corner(frame_, node.columns);
    gave_up_ = listing_.failed();
    findings_->share += 1 / flats_through(0, 0);
}

/// A flat of dimension 2: its lines, and the vertices on them. True when the quantum is over.
bool FlatWalk::walk_lines(FlatNode &node, const Quantum &quantum) {
    if (node.next == node.last && !node.entered) { // no line
        enter(node);
        --top_;
        return false;
    }
    const int first = node.units.empty() ? 0 : node.units.back() + 1;
    if (!certify(node) || !plane_.enter(frame_, node.columns, first)) {
        gave_up_ = true;
        return false;
    }
    const int level = rows_.dimension - 1;
    double share = 0;
    long long found = 0;
    if (!node.entered) {
        node.entered = true;
        ++found;
        share += 1;
        if (list_)
            listing_.add_corner(frame_, node.columns);
        gave_up_ = listing_.failed();
    }
    bool over = false;
    for (int lines = 1; node.next < node.last && !over && !gave_up_; ++lines) {
        const int line = node.next++;
        share += flats_through(level, line + 1);
        if (!plane_.cut_by(line))
            continue;
        const int vertices = plane_.cross(line);
        if (vertices < 0) {
            gave_up_ = true;
            return false;
        }
        found += 1 + vertices;
        if (list_)
            listing_.add_line(plane_, line, vertices);
        gave_up_ = listing_.failed();
        over = (lines % 64 == 0 && quantum.over()) || (list_ && listing_.size() + rows_.count >= most_stored);
    }
    findings_->counts[0] += found;
    findings_->share += share / flats_through(0, 0);
    if (node.next == node.last)
        --top_;
    return over;
}

} // namespace splinex
