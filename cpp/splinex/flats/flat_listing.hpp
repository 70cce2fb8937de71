#pragma once

#include "splinex/explorer.hpp"
#include "splinex/flats/flat_plane.hpp"

#include <span>
#include <vector>

namespace splinex {

/// Writes down the regions that flats own: the one above a vertex. Its hyperplanes not through the vertex have the
/// signs they have there; those through it are positive where the height grows along their edge. Every sign is proven
/// at the exact vertex, and the point at the point itself; where floats do not do, integers decide.
class FlatListing {
public:
    FlatListing(const Problem &problem, Rows &exact_rows, const FlatRows &rows);

    /// Regions are added to these findings, until `finish`.
    void start(Findings &findings);
    void finish();
    std::size_t size() const { return next_; }
    /// The arrangement is not what the walk has to prove it is.
    bool failed() const { return failed_; }

    /// The region above the vertex of a frame.
    void add_corner(const FlatFrame &frame, const std::vector<int> &basis);

    /// The regions above the lower end of a line on a plane, and above its crossings.
    void add_line(const FlatPlane &plane, int line, int crossings); // flat_line.cpp

private:
    /// A direction along which a vertex moves on a line: its size, its distance from the exact one, the height along it
    /// with the error, and where the sign of the height along the edge is not proven.
    struct Side {
        double size = 0, shift = 0;
        double slope = 0, slope_error = 0;
        double unsure = 0;
    };
    bool prepare(const FlatPlane &plane, int line, double error);
    Side side(double slope, double size, double shift) const;
    bool add_exactly(std::vector<int> basis); // flat_exact.cpp
    void reserve(int regions);
    void resize(std::size_t regions, std::size_t spare);
    void write(const unsigned long long *signs, int n, bool rounded);
    void set_sign(int position, bool positive);
    bool inside_domain() const;
    /// Of the region to be written.
    double *point() { return findings_->regions.points.data() + next_ * static_cast<std::size_t>(problem_.inputs); }
    double *row(int i) { return arrays_.data() + i * stride_; }

    static constexpr int first_side = 4; // of the arrays
    const Problem &problem_;
    Rows &exact_rows_;
    const FlatRows &rows_;
    InputPoints points_;
    std::vector<double> input_;
    long stride_;
    int n_sides_;           // edges of a vertex that do not lie on its line
    int words_;             // of the signs of all rows
    Buffer<double> arrays_; // a, drop, margin, inverse, then one a side
    std::vector<Side> sides_;
    Side along_; // the line itself, upwards
    std::vector<double> at_line_, slopes_, unsure_;
    std::vector<int> side_rows_;
    std::vector<unsigned long long> positive_; // of the signs: facets
    std::vector<unsigned long long> signs_;    // by position
    LineSides line_{};
    std::vector<unsigned long long> line_signs_; // of the regions of a line
    std::vector<std::uint8_t> proven_;
    Buffer<double> scratch_;
    Buffer<double> direction_;
    LineVertex view_;                                       // of the arrays
    std::vector<std::uint8_t> pattern_none_;                // every candidate negative
    std::vector<std::vector<std::uint8_t>> pattern_change_; // by candidate; empty when bit k is candidate k
    Findings *findings_ = nullptr;
    std::size_t next_ = 0; // region to be written
    std::size_t room_ = 0; // for so many
    bool failed_ = false;
};

} // namespace splinex
