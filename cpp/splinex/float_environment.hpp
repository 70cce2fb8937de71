#pragma once

#include <cfenv>

namespace splinex {

/// Rounds to nearest without flushing to zero while it lives, whatever the caller of this thread has set: the error
/// bounds assume it.
class FloatEnvironment {
public:
    FloatEnvironment() {
        std::fegetenv(&callers_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~FloatEnvironment() { std::fesetenv(&callers_); }
    FloatEnvironment(const FloatEnvironment &) = delete;
    FloatEnvironment &operator=(const FloatEnvironment &) = delete;

private:
    std::fenv_t callers_;
};

} // namespace splinex
