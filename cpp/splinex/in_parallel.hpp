#pragma once

#include "splinex/float_environment.hpp"
#include "splinex/monitor.hpp"

#include <atomic>
#include <exception>

#include <omp.h>

namespace splinex {

/// Runs task(thread) on each thread of a team; the caller's is thread 0. The first exception is thrown again here, and
/// ends the long steps of the others.
template <class Task> void in_parallel(int threads, Task task) {
    struct Stopped {};
    struct Follower : Monitor {
        void checkpoint(double, long long) override {}
        void poll() override {
            if (stopped)
                throw Stopped();
        }
        std::atomic<bool> stopped = false;
    } follower;
    std::exception_ptr failure;
    const auto part = [&](int thread) {
        const FloatEnvironment environment;
        try {
            if (thread == 0)
                return task(thread);
            const Listening listening(follower);
            task(thread);
        } catch (const Stopped &) {
        } catch (...) {
            if (!follower.stopped.exchange(true))
                failure = std::current_exception();
        }
    };
    if (threads == 1) {
        part(0);
    } else {
#pragma omp parallel num_threads(threads)
        part(omp_get_thread_num());
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace splinex
