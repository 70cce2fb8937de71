#include "splinex/unit_roles.hpp"

#include <algorithm>

namespace splinex {

State follower_state(const UnitRole &role, std::uint8_t master) {
    switch (role.kind) {
    case UnitRole::constant:
        return role.piece != 0 ? on : off;
    case UnitRole::opposite:
        return master == zero ? zero : master == on ? off : on;
    default:
        return static_cast<State>(master);
    }
}

void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states) {
    for (const int k : layer.followers)
        states[k] = follower_state(layer.roles[k], states[std::max(layer.roles[k].master, 0)]);
}

} // namespace splinex
