#pragma once

#include <functional>
#include <string>

namespace splinex::tests {

/// Registers a test at load; `main` runs them all.
struct Test {
    Test(const char *name, std::function<void()> body);
};

/// Fails the running test, with the place, when `holds` is false.
void check(bool holds, const std::string &what);

} // namespace splinex::tests
