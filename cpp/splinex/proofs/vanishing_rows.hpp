#pragma once

#include "splinex/exact_map.hpp"

#include <vector>

namespace splinex {

/// Why a polyhedron {x : rows >= 0} is flat: rounds of rows. On the affine set where those of the rounds before vanish,
/// a round's rows have a combination, with positive multipliers and unique up to a factor, that is zero; so they vanish
/// on the polyhedron. After the last round some point has all rows positive that are not constant there. Exact.
std::vector<std::vector<int>> vanishing_rows(const ExactMap &rows);

} // namespace splinex
