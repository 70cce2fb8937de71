#pragma once

#include "splinex/explorer.hpp"
#include "splinex/flats/flat_listing.hpp"
#include "splinex/flats/flat_node.hpp"
#include "splinex/flats/flat_plane.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace splinex {

/// One thread's walk over the flats of a single arrangement in a bounded domain. A flat that meets the interior of the
/// domain owns one region: the one whose lowest vertex is the flat's own. docs/exactness.md has the argument.
///
/// The walk proves as it goes that no more hyperplanes and facets meet in a vertex than must; where that is false, or
/// not proven, it gives up. A walk to the end without giving up is the proof that the counts are right.
class FlatWalk {
public:
    /// `list`: regions are stored. They are the right ones after a walk to the end that was to `prove`, this one or one
    /// before.
    FlatWalk(const Problem &problem, bool prove, bool list);

    /// Can the problem be one for this walk? One that it gives up on is searched by an Explorer.
    static bool suits(const Problem &problem, const SearchOptions &options);

    /// So few that they can be kept until the end of the walk that proves them.
    static bool few_regions(const Problem &problem);

    /// Where every walk starts, in order; none when it gives up at once.
    std::vector<FlatNode> roots();

    /// Walks until the subtree is done, the quantum is over or `gave_up`; returns what remains, in order. Adds to
    /// `findings`.
    std::vector<FlatNode> expand(FlatNode subtree, const Quantum &quantum, Findings &findings);

    bool gave_up() const { return gave_up_; }

private:
    void step();
    void enter(FlatNode &node);
    bool walk_lines(FlatNode &node, const Quantum &quantum);
    bool certify(const FlatNode &node);
    double flats_through(int level, int unit) const { return weights_[level * (rows_.units + 1) + rows_.units - unit]; }
    FlatNode &push();

    const Problem &problem_;
    bool list_;
    Rows exact_rows_;
    FlatRows rows_;
    FlatStepper stepper_;
    FlatFrame frame_;
    FlatPlane plane_;
    FlatListing listing_;
    std::deque<FlatNode> stack_;
    int top_ = -1;
    std::vector<const double *> columns_;
    Buffer<double> values_;
    std::vector<double> weights_; // flats of at most d hyperplanes that contain a flat, by level and what may be added
    Findings *findings_ = nullptr;
    bool gave_up_ = false;
};

} // namespace splinex
