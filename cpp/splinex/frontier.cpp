#include "splinex/frontier.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace splinex {

namespace {

/// Fewer regions are copied rather than moved: an engine may have made room for many more.
constexpr std::size_t worth_moving = 1 << 14;

/// The search stops running ahead of the order when so many regions wait behind unexplored subtrees.
constexpr std::size_t most_ahead = 1 << 18;

/// A loan is one part in so many of what is at home, if subtrees were as large as their shares say.
constexpr double parts = 16;

/// How much of the tree a subtree is likely to be.
double share(const Frontier::Work &work) {
    if (const auto *flat = std::get_if<FlatNode>(&work))
        return std::ldexp(1 + flat->last - flat->next, -4 * static_cast<int>(flat->units.size()));
    return std::get<Subtree>(work).node.share;
}

} // namespace

void Frontier::clear() {
    stretches_.clear();
    ready_.clear();
    ahead_ = taken_ = n_ready_ = 0;
}

void Frontier::add(Stretch stretch) {
    ahead_ += stretch.regions.size();
    stretches_.push_back(std::move(stretch));
}

std::vector<Frontier::Place> Frontier::next(std::size_t most, bool limited) {
    if (limited && ahead_ > most_ahead)
        most = 1;
    std::vector<Place> work;
    for (auto i = stretches_.begin(); i != stretches_.end() && work.size() < most; ++i)
        if (i->subtree && i->loan == 0)
            work.push_back(i);
    return work;
}

void Frontier::put_back(Place place, std::vector<Work> rest, Regions regions) {
    ahead_ += regions.size();
    place->subtree.reset();
    if (regions.size() >= worth_moving)
        place->regions.append(std::move(regions));
    else
        place->regions.append(regions, 0, regions.size());
    if (!rest.empty())
        place->subtree = std::move(rest.front());
    for (std::size_t i = 1; i < rest.size(); ++i)
        place = stretches_.insert(std::next(place), Stretch{{}, std::move(rest[i])});
}

void Frontier::release() {
    while (!stretches_.empty()) {
        Stretch &front = stretches_.front();
        if (const std::size_t n = front.regions.size(); n > 0) {
            ahead_ -= n;
            n_ready_ += n;
            ready_.push_back(std::exchange(front.regions, {}));
        }
        if (front.subtree)
            return;
        stretches_.pop_front();
    }
}

Regions Frontier::take(std::size_t n) {
    Regions result;
    n = std::min(n, n_ready_);
    while (n > 0 && !ready_.empty()) {
        Regions &front = ready_.front();
        const std::size_t size = front.size(), some = std::min(n, size - taken_);
        if (result.size() == 0 && some == size - taken_) {
            front.drop(taken_);
            std::swap(result, front);
        } else
            result.append(front, taken_, some);
        n -= some;
        n_ready_ -= some;
        taken_ += some;
        if (taken_ == size) {
            ready_.pop_front();
            taken_ = 0;
        }
    }
    return result;
}

void Frontier::unready() {
    if (n_ready_ == 0)
        return;
    ahead_ += n_ready_;
    stretches_.push_front({take(n_ready_), std::nullopt});
}

std::vector<Frontier::Place> Frontier::lend(long long loan, bool limited) {
    std::vector<Place> run;
    const bool one = limited && ahead_ > most_ahead;
    if (one && (stretches_.empty() || stretches_.front().loan != 0))
        return run;
    double home = 0;
    for (const Stretch &stretch : stretches_)
        if (stretch.subtree && stretch.loan == 0)
            home += share(*stretch.subtree);
    double lent = 0;
    for (auto i = stretches_.begin(); i != stretches_.end() && lent * parts <= home; ++i) {
        const bool here = i->subtree && i->loan == 0;
        if (!run.empty() && (one || !here || i->regions.size() > 0)) // what is lent together has nothing in between
            break;
        if (!here)
            continue;
        lent += share(*i->subtree);
        i->loan = loan;
        run.push_back(i);
    }
    return run;
}

bool Frontier::settle(long long loan, std::list<Stretch> found) {
    const auto lent = [&](const Stretch &stretch) { return stretch.loan == loan; };
    const Place first = std::ranges::find_if(stretches_, lent);
    if (first == stretches_.end())
        return false;
    const Place end = std::find_if_not(first, stretches_.end(), lent);
    for (const Stretch &stretch : found)
        ahead_ += stretch.regions.size();
    found.push_front({std::move(first->regions), std::nullopt});
    stretches_.splice(stretches_.erase(first, end), found);
    return true;
}

void Frontier::recall(long long loan) {
    for (Stretch &stretch : stretches_)
        if (stretch.loan == loan)
            stretch.loan = 0;
}

} // namespace splinex
