#pragma once

#include "splinex/geometry/cell_rays.hpp"
#include "splinex/geometry/certified_inverse.hpp"
#include "splinex/geometry/wall_rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// The vertices and rays of a cell from its irredundant walls: the extreme rays of its cone in homogeneous coordinates
/// (w, x), where w >= 0 (Motzkin, Raiffa, Thompson and Thrall 1953; Fukuda and Prodon 1996).
///
/// The combinatorics is exact: a wall's sign at a ray is a float's where its error bound allows, else an integer's.
/// Where the cell contains lines, it stands for its section in which some coordinates are zero.
class DoubleDescription {
public:
    /// Throws InputError when there would be too many rays.
    void find(WallRows &walls);

    int count() const { return static_cast<int>(alive_.size()); }
    bool at_infinity(int k) const { return lies_on(k, rays_.infinity()); }
    bool lies_on(int k, int wall) const { return rays_.is_on(alive_[k], wall); }
    /// The walls on which a ray lies, in order.
    std::vector<int> on(int k) const { return rays_.on(alive_[k]); }
    /// (w, x) over `columns`, a positive multiple.
    const std::vector<BigInt> &exact(int k) { return rays_.exact(alive_[k]); }

    /// Coordinates of the section; the others are zero there.
    const std::vector<int> &columns() const { return columns_; }
    /// Of all walls, for each other coordinate a direction of the lineality space: over all coordinates.
    std::vector<std::vector<BigInt>> lines();

private:
    void start();
    void find_parallels();
    bool choose();
    void start_in_floats();
    void start_exactly();
    void add(int wall);
    void spend(long long pairs);
    int sign_at(int ray, int wall, double value, double slack);
    bool adjacent(int a, int b);
    int join(std::size_t above, std::size_t below, int wall);
    bool solve(int k, int a, int b);
    void set_point(int k, CertifiedInverse &inverse);

    WallRows *walls_ = nullptr;
    CertifiedInverse inverse_, solver_;
    std::vector<int> columns_, basis_;
    std::vector<int> parallel_; // of a wall that depends on one coordinate the other such wall, or -1
    CellRays rays_;
    std::vector<int> alive_;
    struct Side {
        int ray;
        double value, slack; // of the wall that is added
    };
    std::vector<Side> above_, below_;
    std::vector<int> kept_, among_;
    std::vector<double> point_;
    long long work_ = 0;
};

} // namespace splinex
