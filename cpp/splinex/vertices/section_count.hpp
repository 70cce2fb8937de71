#pragma once

#include "splinex/vertices/vertex_cutter.hpp"

#include <deque>
#include <vector>

namespace splinex {

/// Counts the parts into which candidates cut a cell without visiting them: by deletion and restriction, the last
/// candidate adds as many parts as the others cut its own section of the cell into (Zaslavsky, 1975). Sections are
/// cells of fewer dimensions, kept by their vertices, and every term is as certain as a cell is.
class SectionCounter {
public:
    SectionCounter(VertexCutter &cutter, int dimension) : cutter_(cutter), dimension_(dimension) {}

    /// So few candidates that counting takes milliseconds at most.
    static bool quick(int dimension, int candidates);

    /// `rows[i]` is the id of candidate i, `at_rays` holds the same rows; the cell's vertices have the signs of all
    /// `candidates`, which have both on it.
    long long count(const VertexCell &cell, std::span<const int> rows, const RayRows &at_rays, std::uint64_t candidates,
                    Effort &effort);

private:
    long long parts(VertexCell &cell, int dimension, std::uint64_t candidates);
    void restrict(VertexCell &cell, int candidate, std::uint64_t others, VertexCell &section);
    int points(const VertexCell &segment, std::uint64_t candidates);
    int distinct(const VertexCell &segment, std::span<const int> candidates);

    VertexCutter &cutter_;
    int dimension_;
    std::span<const int> rows_;
    const RayRows *at_rays_ = nullptr;
    Effort *effort_ = nullptr;
    std::deque<VertexCell> cells_; // by dimension
    std::vector<Vertex> fresh_;

    /// Where a candidate cuts a segment, from one end (0) to the other (1), with its error.
    struct Crossing {
        double place, error;
        int candidate;
    };
    std::vector<Crossing> crossings_;
    std::vector<int> close_;
};

} // namespace splinex
