#pragma once

#include "splinex/rows.hpp"
#include "splinex/walk.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace splinex {

/// Adds the sides of rows on which a layer of the live parents is in the given states, which tell at least of the rows
/// that patterns tell of.
/// False when a row that does not depend on x says otherwise.
bool bounded_by(const ReducedLayer &layer, Rows &rows, std::span<const std::uint8_t> states,
                std::vector<SignedRow> &sides);

/// All rows that bound a cell, those of the domain first; enters its parents. Nothing when a row that does not depend
/// on x says that there is no such cell.
std::optional<std::vector<SignedRow>> walls_of(const Problem &problem, Rows &rows,
                                               std::span<const std::uint8_t> pattern);

} // namespace splinex
