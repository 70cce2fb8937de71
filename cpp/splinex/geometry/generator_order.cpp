#include "splinex/geometry/generator_order.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace splinex {

namespace {

/// The sign of the determinant of two walls' normals in the plane.
int turn(WallRows &walls, int a, int b) {
    const double *p = walls.high(a), *q = walls.high(b);
    const double left = p[0] * q[1], right = p[1] * q[0];
    if (walls.usual(a) && walls.usual(b) && std::fabs(left - right) > 0x1p-48 * (std::fabs(left) + std::fabs(right)))
        return left > right ? 1 : -1;
    const std::vector<BigInt> exact_a = walls.exact(a), exact_b = walls.exact(b);
    return BigInt(exact_a[0] * exact_b[1] - exact_a[1] * exact_b[0]).sign();
}

/// A polygon of irredundant walls: its boundary leaves every vertex on one wall and reaches the next vertex on it.
/// Inner normals turn to the left at every vertex.
void walk_around(const DoubleDescription &cell, WallRows &walls, GeneratorOrder &order) {
    std::vector<int> from(walls.count(), -1), to(walls.count(), -1), next(cell.count(), -1); // by wall; by vertex
    for (const int v : order.vertices) {
        std::vector<int> on = cell.on(v);
        assert(on.size() == 2);
        if (turn(walls, on[0], on[1]) < 0)
            std::swap(on[0], on[1]);
        to[on[0]] = v;
        from[on[1]] = v;
        next[v] = on[1];
    }
    // Where it comes from infinity: a wall that no vertex is left on, but one is reached on.
    int wall = -1;
    for (int w = 0; w < walls.count() && wall < 0; ++w)
        if (from[w] < 0 && to[w] >= 0)
            wall = w;
    for (int w = 0; w < walls.count() && wall < 0; ++w)
        if (to[w] >= 0)
            wall = w;
    const int first = wall;
    std::vector<int> found;
    while (found.size() < order.vertices.size()) {
        found.push_back(to[wall]);
        wall = next[to[wall]];
    }
    order.vertices = std::move(found);
    if (order.rays.size() == 2 && !cell.lies_on(order.rays[0], first))
        std::swap(order.rays[0], order.rays[1]);
}

} // namespace

GeneratorOrder in_order(const DoubleDescription &cell, WallRows &walls) {
    GeneratorOrder order;
    for (int k = 0; k < cell.count(); ++k)
        (cell.at_infinity(k) ? order.rays : order.vertices).push_back(k);
    if (walls.dimension() == 2 && cell.columns().size() == 2)
        walk_around(cell, walls, order);
    return order;
}

} // namespace splinex
