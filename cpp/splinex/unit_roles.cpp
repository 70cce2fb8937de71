#include "splinex/unit_roles.hpp"

#include "splinex/rows.hpp"

namespace splinex {

void follow_masters(const ReducedLayer &layer, std::vector<std::uint8_t> &states) {
    for (std::size_t k = 0; k < states.size(); ++k) {
        const UnitRole &role = layer.roles[k];
        if (role.kind == UnitRole::constant)
            states[k] = role.piece ? on : off;
        else if (role.kind == UnitRole::copy)
            states[k] = states[role.master];
        else if (role.kind == UnitRole::opposite)
            states[k] = states[role.master] == zero ? zero : states[role.master] == on ? off : on;
    }
}

} // namespace splinex
