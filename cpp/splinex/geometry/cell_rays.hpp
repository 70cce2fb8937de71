#pragma once

#include "splinex/bigint.hpp"
#include "splinex/geometry/wall_rows.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace splinex {

/// Rays of a cell's cone in homogeneous coordinates (w, x), x over some of its coordinates: as floats with an error,
/// and as integers once these are asked for. Each knows the walls on which it lies; w = 0 counts as one more wall.
class CellRays {
public:
    /// Without rays. Walls and columns must outlive them.
    void start(WallRows &walls, const std::vector<int> &columns);
    void clear();

    int width() const { return width_; }
    /// The wall w = 0.
    int infinity() const { return walls_->count(); }

    /// Another ray, on no walls yet; pointers to entries are no good after that. Throws InputError when they are too
    /// many.
    int add();
    void remove(int k) { free_.push_back(k); }

    /// The largest is 1 in magnitude.
    double *entries(int k) { return entries_.data() + static_cast<std::size_t>(k) * width_; }
    /// Some positive multiple of the exact ray is that close in every entry.
    double &error(int k) { return errors_[k]; }

    bool is_on(int k, int wall) const { return walls_of(k)[wall / 64] >> wall % 64 & 1; }
    void put_on(int k, int wall) { walls_of(k)[wall / 64] |= std::uint64_t{1} << wall % 64; }
    void put_on_shared(int k, int a, int b);
    /// The walls, w = 0 apart, on which a ray lies, in order.
    std::vector<int> on(int k) const;
    /// How many walls two rays share, and how many each is on.
    struct Shared {
        int both, a, b;
    };
    Shared shared(int a, int b) const {
        Shared result{0, 0, 0};
        for (int w = 0; w < words_; ++w) {
            result.both += std::popcount(walls_of(a)[w] & walls_of(b)[w]);
            result.a += std::popcount(walls_of(a)[w]);
            result.b += std::popcount(walls_of(b)[w]);
        }
        return result;
    }
    bool on_all_shared(int k, int a, int b) const {
        for (int w = 0; w < words_; ++w)
            if (walls_of(a)[w] & walls_of(b)[w] & ~walls_of(k)[w])
                return false;
        return true;
    }

    /// An exact ray, up to a positive factor; and its floats from it.
    void set(int k, std::vector<BigInt> exact);
    const std::vector<BigInt> &exact(int k);
    /// A wall as a function of (w, x).
    std::vector<BigInt> row(int wall) const;

private:
    std::uint64_t *walls_of(int k) { return sets_.data() + static_cast<std::size_t>(k) * words_; }
    const std::uint64_t *walls_of(int k) const { return sets_.data() + static_cast<std::size_t>(k) * words_; }

    WallRows *walls_ = nullptr;
    const std::vector<int> *columns_ = nullptr;
    int width_ = 1, words_ = 1;
    std::vector<double> entries_; // (n, width)
    std::vector<double> errors_;
    std::vector<std::uint64_t> sets_;        // (n, words)
    std::vector<std::vector<BigInt>> exact_; // where known
    std::vector<int> free_;
};

} // namespace splinex
