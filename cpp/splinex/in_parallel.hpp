#pragma once

#include "splinex/float_environment.hpp"
#include "splinex/monitor.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

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
    const auto guarded = [&](auto part) {
        try {
            part();
        } catch (const Stopped &) {
        } catch (...) {
            if (!follower.stopped.exchange(true))
                failure = std::current_exception();
        }
    };
    std::atomic<int> finished = 0;
    const auto follow = [&](int thread) {
        const FloatEnvironment environment;
        const Listening listening(follower);
        guarded([&] { task(thread); });
        ++finished;
    };
    const auto lead = [&](int others) {
        guarded([&] {
            const FloatEnvironment environment;
            task(0);
        });
        guarded([&] { // somebody must listen while they are at work
            constexpr int impatient = 1000;
            for (int looks = 0; finished < others; ++looks) {
                if (looks < impatient) {
                    std::this_thread::yield();
                } else {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    Listening::poll_now();
                }
            }
        });
    };
    if (threads == 1) {
        lead(0);
    } else {
#pragma omp parallel num_threads(threads)
        if (const int thread = omp_get_thread_num(); thread == 0)
            lead(omp_get_num_threads() - 1);
        else
            follow(thread);
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace splinex
