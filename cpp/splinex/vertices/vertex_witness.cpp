#include "splinex/vertices/vertex_cell.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace splinex {

namespace {

/// A positive combination of vertices, as a ray.
struct Mix {
    double ray[most_coordinates] = {};

    void add(const Vertex &v, double weight) {
        for (int i = 0; i < most_coordinates; ++i)
            ray[i] += weight * v.ray[i];
    }
};

Mix middle(const VertexCell &cell) {
    Mix sum;
    for (const Vertex &v : cell.vertices)
        sum.add(v, 1);
    return sum;
}

/// Writes the point of a ray to x. False when it is not proven that all facets of some slots, and one more row, are
/// positive there.
bool check(const VertexCell &cell, std::uint64_t slots, const Facet *more, const Mix &mix, std::vector<double> &x) {
    double point[most_coordinates] = {1}, size = 1;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = point[i + 1] = mix.ray[i + 1] / mix.ray[0];
        size = std::max(size, std::fabs(x[i]));
    }
    const auto positive = [&](const Facet &facet) {
        const double height = facet.at(point);
        return height > 1.001 * facet.slack * size && height < 1e300;
    };
    if (!(mix.ray[0] > 0 && size < 1e300) || (more != nullptr && !positive(*more)))
        return false;
    for (; slots != 0; slots &= slots - 1)
        if (!positive(cell.facets[std::countr_zero(slots)]))
            return false;
    return true;
}

} // namespace

bool aim(const VertexCell &cell, std::vector<double> &x) { return check(cell, cell.used(), nullptr, middle(cell), x); }

bool aim_apart(const VertexCell &cell, Facet facet, std::vector<double> &above, std::vector<double> &below) {
    const Vertex *highest = nullptr, *lowest = nullptr;
    double most = 0, least = 0;
    for (const Vertex &v : cell.vertices) {
        const double height = facet.at(v.ray);
        if (height > most) {
            most = height;
            highest = &v;
        }
        if (height < least) {
            least = height;
            lowest = &v;
        }
    }
    if (highest == nullptr || lowest == nullptr)
        return false;
    // From the middle, which lies on one side, towards the farthest vertex of the other.
    const Mix center = middle(cell);
    const double height = facet.at(center.ray);
    Mix up = center, down = center;
    if (const double weight = 0.5 - height / most; weight > 0)
        up.add(*highest, weight);
    if (const double weight = 0.5 - height / least; weight > 0)
        down.add(*lowest, weight);
    const std::uint64_t slots = cell.used();
    if (!check(cell, slots, &facet, up, above))
        return false;
    facet.reverse();
    return check(cell, slots, &facet, down, below);
}

} // namespace splinex
