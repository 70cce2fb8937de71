#pragma once

#include <stdexcept>

namespace splinex {

/// Broken input that only the core can find out; one sentence.
class InputError : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

} // namespace splinex
