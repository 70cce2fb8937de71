#include "splinex/in_parallel.hpp"
#include "tests/check.hpp"

#include <stdexcept>
#include <vector>

namespace splinex::tests {

namespace {

struct Impatient : Monitor {
    void checkpoint(double, long long) override {}
    void poll() override {
        if (++polls > 3)
            throw std::runtime_error("enough");
    }
    int polls = 0;
};

void ends_in_time(auto task) {
    Impatient monitor;
    const Listening listening(monitor);
    try {
        in_parallel(2, task);
    } catch (const std::runtime_error &error) {
        return check(std::string(error.what()) == "enough", "the monitor's own exception comes out");
    }
    check(false, "nothing was thrown");
}

const Test team("all threads of a team take part", [] {
    std::vector<int> seen(3);
    in_parallel(3, [&](int thread) { ++seen[thread]; });
    check(seen.front() == 1 && seen[1] <= 1 && seen[2] <= 1, "each once");
});

const Test followers("an exception of the caller's monitor ends the steps of the others", [] {
    const auto forever = [] {
        while (true)
            Listening::poll();
    };
    ends_in_time([&](int) { forever(); });
    ends_in_time([&](int thread) { // while the caller's thread waits
        if (thread > 0)
            forever();
    });
});

const Test failing("an exception of a thread ends the steps of the caller", [] {
    Impatient monitor;
    monitor.polls = -1'000'000'000;
    const Listening listening(monitor);
    try {
        in_parallel(2, [](int thread) {
            if (thread > 0)
                throw std::runtime_error("broken");
        });
    } catch (const std::runtime_error &error) {
        return check(std::string(error.what()) == "broken", "it comes out");
    }
    check(omp_get_max_threads() == 1, "unless there is no other thread");
});

} // namespace

} // namespace splinex::tests
