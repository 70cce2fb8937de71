#pragma once

#include "splinex/archive.hpp"
#include "splinex/explorer.hpp"
#include "splinex/flats/flat_node.hpp"

// Which members make up a subtree, and what has been found: all that another process needs to go on, with the same
// result.

namespace splinex {

template <class A> void archive(A &a, SignedRow &row) { a(row.row, row.negated); }

template <class A> void archive(A &a, Vertex &v) {
    for (double &entry : v.ray)
        a(entry);
    a(v.error, v.facets, v.plus, v.minus, v.simple);
}

template <class A> void archive(A &a, Facet &f) {
    a(f.row);
    for (double &entry : f.entries)
        a(entry);
    a(f.slack, f.norm, f.slip);
}

template <class A> void archive(A &a, VertexCell &cell) {
    std::uint64_t slots = cell.facets.size();
    a(cell.vertices, slots);
    if (slots > 64)
        throw InputError("the saved search is damaged: too many facets");
    cell.facets.resize(slots);
    const std::uint64_t used = cell.used(); // the others may hold anything
    for (std::uint64_t k = 0; k < slots; ++k)
        if (used >> k & 1)
            a(cell.facets[k]);
}

template <class A, class T> void archive(A &a, Dictionary<T> &t) {
    std::uint64_t size = t.data.size();
    a(t.dimension, t.stride, t.constraint_begin, t.x_begin, t.denominator, t.candidates, t.constraints, t.nonbasic,
      size);
    if (t.data.size() != size)
        t.data.resize(size);
    if (size == 0)
        return;
    for (int k = 0; k < t.columns(); ++k)
        for (const Extent &e : t.extents())
            for (int i = e.begin; i < e.end; ++i)
                a(t.column(k)[i]);
}

template <class A> void archive(A &a, Level &level) { a(level.layer, level.units, level.states, level.first); }

template <class A> void archive(A &a, Node &node) {
    a(node.layer, node.mode, node.states, node.cuts, node.unclaimed, node.unsplit, node.slice, node.exact_decisions);
    a(node.share, node.level, node.live, node.on);
    if (node.mode == Mode::vertices)
        a(node.cell);
    else if (node.mode == Mode::big)
        a(node.integers);
    else
        a(node.numbers);
}

template <class A> void archive(A &a, Subtree &subtree) {
    a(subtree.node, subtree.parents, subtree.levels, subtree.walls);
}

template <class A> void archive(A &a, FlatNode &flat) {
    a(flat.units, flat.columns, flat.at, flat.data, flat.next, flat.last, flat.entered);
}

template <class A> void archive(A &a, Effort &e) {
    a(e.cuts, e.free, e.floats, e.exact, e.float_witnesses, e.exact_witnesses, e.pivots, e.exact_lps);
}

/// Without the regions, which have a place in the order.
template <class A> void archive(A &a, Findings &found) { a(found.counts, found.share, found.effort); }

template <class A> void archive(A &a, Regions &regions) { a(regions.patterns, regions.points, regions.inexact); }

} // namespace splinex
