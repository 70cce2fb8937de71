#include "splinex/saved_subtrees.hpp"
#include "splinex/search.hpp"

#include <iterator>

namespace splinex {

namespace {

void write(ArchiveWriter &a, Frontier::Stretch &stretch) {
    std::uint8_t kind = stretch.subtree ? 1 + stretch.subtree->index() : 0;
    a(stretch.regions, kind);
    if (stretch.subtree)
        std::visit([&](auto &subtree) { a(subtree); }, *stretch.subtree);
}

Frontier::Stretch read(ArchiveReader &a) {
    Frontier::Stretch stretch;
    std::uint8_t kind;
    a(stretch.regions, kind);
    if (kind == 1)
        a(std::get<Subtree>(stretch.subtree.emplace(Subtree{})));
    else if (kind == 2)
        a(std::get<FlatNode>(stretch.subtree.emplace(FlatNode{})));
    return stretch;
}

/// What comes before the stretches.
struct Head {
    std::uint8_t engine;
    bool on_loan, gave_up;
    Findings found;
    std::uint64_t stretches;
};
template <class A> void archive(A &a, Head &head) {
    a(head.engine, head.on_loan, head.gave_up, head.found, head.stretches);
}

} // namespace

std::string Search::save() {
    assert(engine_ != Engine::flats_at_once);
    frontier_.unready();
    ArchiveWriter a;
    Head head{static_cast<std::uint8_t>(engine_), on_loan_, gave_up_, nothing(), frontier_.stretches().size()};
    head.found.counts = found_.counts;
    head.found.share = found_.share;
    head.found.effort = found_.effort;
    a(head);
    for (Frontier::Stretch &stretch : frontier_.stretches())
        write(a, stretch);
    frontier_.release();
    return a.take();
}

void Search::restore(std::span<const char> state) {
    ArchiveReader a(state);
    Head head;
    a(head);
    if (head.found.counts.size() != found_.counts.size())
        throw InputError("the saved search is that of another network");
    engine_ = static_cast<Engine>(head.engine);
    on_loan_ = head.on_loan;
    gave_up_ = head.gave_up;
    found_ = std::move(head.found);
    for (std::uint64_t i = 0; i < head.stretches; ++i)
        frontier_.add(read(a));
    frontier_.release();
}

std::optional<std::pair<long long, std::string>> Search::lend() {
    const long long loan = loans_ + 1;
    const std::vector<Frontier::Place> run = frontier_.lend(loan, options_.store && proven());
    if (run.empty())
        return std::nullopt;
    loans_ = loan;
    ArchiveWriter a;
    Head head{static_cast<std::uint8_t>(engine_), true, false, nothing(), run.size()};
    a(head);
    for (const Frontier::Place &place : run) {
        // Regions before the first subtree stay at home; there are none before the others.
        Regions kept = std::exchange(place->regions, {});
        write(a, *place);
        place->regions = std::move(kept);
    }
    return std::pair(loan, a.take());
}

bool Search::settle(long long loan, std::span<const char> state) {
    ArchiveReader a(state);
    Head head;
    a(head);
    std::list<Frontier::Stretch> found;
    for (std::uint64_t i = 0; i < head.stretches; ++i)
        found.push_back(read(a));
    if (!frontier_.settle(loan, std::move(found)))
        return false;
    add(head.found);
    if (head.gave_up)
        start(Engine::cells);
    frontier_.release();
    next_walk();
    return true;
}

} // namespace splinex
