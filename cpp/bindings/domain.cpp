#include "bindings/python.hpp"

namespace splinex::bindings {

Domain domain_of(const Doubles &low, const Doubles &high, const std::vector<const Network *> &constraints) {
    Domain domain{{low.data(), low.data() + low.size()}, {high.data(), high.data() + high.size()}, {}};
    for (const Network *map : constraints)
        domain.rows.push_back(map->layers().front());
    return domain;
}

} // namespace splinex::bindings
