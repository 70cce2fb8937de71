#pragma once

#include "splinex/explorer.hpp"
#include "splinex/flats/flat_node.hpp"

#include <deque>
#include <list>
#include <optional>
#include <variant>
#include <vector>

namespace splinex {

/// The order of a search: regions that are found, and subtrees that are not explored yet. Whatever is put back takes
/// the place of what was taken, so regions come out in the order of a depth-first search by one thread.
class Frontier {
public:
    using Work = std::variant<Subtree, FlatNode>;

    /// A stretch of the order: regions, then a subtree, if any.
    struct Stretch {
        Regions regions;
        std::optional<Work> subtree;
        long long loan = 0; // the number of the loan that the subtree is part of; 0 when it is at home
    };
    using Place = std::list<Stretch>::iterator;

    /// No subtree is left.
    bool explored() const { return stretches_.empty(); }
    void clear();
    /// At the end of the order.
    void add(Stretch stretch);

    /// At most so many subtrees from the front, of those at home. When room is limited, only the first of all once too
    /// much is stored ahead of it.
    std::vector<Place> next(std::size_t most, bool limited);
    /// What is left of a subtree, in order, and the regions that were found before that.
    void put_back(Place place, std::vector<Work> rest, Regions regions);

    /// Regions before the first unexplored subtree can be taken from now on.
    void release();
    std::size_t ready() const { return n_ready_; }
    /// At most n regions, in order; they are no longer kept here.
    Regions take(std::size_t n);

    /// Consecutive subtrees at home that make up some part of what is left, to be explored elsewhere; none when there
    /// are none, or too much is stored ahead. They stay here until they are settled.
    std::vector<Place> lend(long long loan, bool limited);
    /// What came of a loan takes its place. False when it is not, or no longer, known.
    bool settle(long long loan, std::list<Stretch> found);
    /// A loan comes home as it was lent.
    void recall(long long loan);

    /// All that is here, in order; regions that can be taken are not part of it, see `unready`.
    std::list<Stretch> &stretches() { return stretches_; }
    /// Regions that can be taken are no longer: all come before the first stretch.
    void unready();

private:
    std::list<Stretch> stretches_;
    std::size_t ahead_ = 0;     // regions stored behind unexplored subtrees
    std::deque<Regions> ready_; // the first `taken_` of the front are gone
    std::size_t taken_ = 0;
    std::size_t n_ready_ = 0;
};

} // namespace splinex
