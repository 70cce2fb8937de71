#pragma once

#include <cstdint>

namespace splinex {

/// What is known of a row on a cell. `zero`: a candidate vanishes identically there, and is off; a piece of a maximum
/// is not the largest. `claimed`: the piece is to be the largest.
enum State : std::uint8_t { off = 0, on = 1, zero = 2, claimed = 3, open = 255 };

} // namespace splinex
