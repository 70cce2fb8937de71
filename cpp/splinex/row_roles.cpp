#include "splinex/row_roles.hpp"

#include <algorithm>

namespace splinex {

State follower_state(const RowRole &role, std::uint8_t master) {
    switch (role.kind) {
    case RowRole::constant:
        return role.state != 0 ? on : off;
    case RowRole::opposite:
        return master == zero ? zero : master == on ? off : on;
    default:
        return static_cast<State>(master);
    }
}

void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states) {
    for (const int k : layer.followers)
        states[k] = follower_state(layer.roles[k], states[std::max(layer.roles[k].master, 0)]);
    const Gates &gates = *layer.prepared->gates;
    for (const auto [first, size] : gates.groups)
        for (int k = first; k < first + size; ++k)
            states[k] = states[k] == zero ? off : on; // the only one that is left
    std::fill(states.begin() + gates.rows(), states.end(), off);
}

} // namespace splinex
