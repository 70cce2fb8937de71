#include "tests/check.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

namespace splinex::tests {

namespace {

std::vector<std::pair<const char *, std::function<void()>>> &tests() {
    static std::vector<std::pair<const char *, std::function<void()>>> all;
    return all;
}

} // namespace

Test::Test(const char *name, std::function<void()> body) { tests().emplace_back(name, std::move(body)); }

void check(bool holds, const std::string &what) {
    if (!holds)
        throw std::runtime_error(what);
}

} // namespace splinex::tests

int main() {
    int failed = 0;
    for (const auto &[name, body] : splinex::tests::tests()) {
        try {
            body();
            std::printf("ok      %s\n", name);
        } catch (const std::exception &error) {
            ++failed;
            std::printf("FAILED  %s: %s\n", name, error.what());
        }
    }
    std::printf("%zu passed, %d failed\n", splinex::tests::tests().size() - failed, failed);
    return failed == 0 ? 0 : 1;
}
