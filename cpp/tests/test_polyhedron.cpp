#include "splinex/errors.hpp"
#include "splinex/polyhedron.hpp"
#include "tests/check.hpp"

#include <cmath>

namespace splinex::tests {

namespace {

/// Rows a x + b >= 0, the constant last.
ExactMap rows(int columns, std::vector<std::vector<int>> values) {
    ExactMap map{static_cast<int>(values.size()), columns, {}};
    for (const auto &row : values)
        for (int v : row)
            map.entries.emplace_back(v);
    return map;
}

const Test full("a polyhedron with interior points is its own hull", [] {
    const AffineHull hull = affine_hull(rows(2, {{1, 0, 0}, {0, 1, 0}, {-1, -1, 1}}));
    check(hull.coordinates == std::vector<int>{0, 1}, "no coordinate goes");
    check(hull.embedding.entries == std::vector<BigInt>{1, 0, 0, 0, 1, 0}, "the embedding is the identity");
});

const Test flat("a flat polyhedron that does not say so", [] {
    // x + y >= 1 and x, y <= 1/2 leave one point of the plane; z is free.
    const AffineHull hull = affine_hull(rows(3, {{1, 1, 0, -1}, {-2, 0, 0, 1}, {0, -2, 0, 1}}));
    check(hull.coordinates == std::vector<int>{2}, "z stays");
    check(hull.embedding.row(0)[1] * 2 == hull.embedding.denominator, "x = 1/2");
    check(hull.embedding.row(1)[1] * 2 == hull.embedding.denominator, "y = 1/2");
});

const Test lineality("a flat slab without vertices", [] {
    const AffineHull hull = affine_hull(rows(3, {{1, 2, -1, -1}, {-1, -2, 1, 1}}));
    check(hull.coordinates.size() == 2, "one equation");
});

const Test empty("an empty polyhedron is an error", [] {
    try {
        affine_hull(rows(2, {{1, 0, 0}, {-1, 0, -1}}));
    } catch (const InputError &) {
        return;
    }
    check(false, "nothing was thrown");
});

const Test bounds("reach is the least bound on each coordinate", [] {
    const std::vector<double> r = reach(rows(2, {{1, 0, 3}, {-1, 0, 2}, {0, 1, 0}}));
    check(r[0] >= 3 && r[0] <= std::nextafter(3.0, 4.0), "|x| <= 3");
    check(std::isinf(r[1]), "y is unbounded");
});

} // namespace

} // namespace splinex::tests
