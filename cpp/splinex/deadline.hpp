#pragma once

#include "splinex/monitor.hpp"

#include <chrono>

namespace splinex {

struct TimeIsOver {};

/// Ends what is under way at some time: throws TimeIsOver in the midst of it. Until then another monitor has its turn.
class Deadline : public Monitor {
public:
    using Clock = std::chrono::steady_clock;

    Deadline(Clock::time_point end, Monitor &monitor) : end_(end), monitor_(monitor) {}

    void checkpoint(double fraction, long long regions) override {
        watch();
        monitor_.checkpoint(fraction, regions);
    }
    void poll() override {
        watch();
        monitor_.poll();
    }

private:
    void watch() const {
        if (Clock::now() >= end_)
            throw TimeIsOver();
    }

    Clock::time_point end_;
    Monitor &monitor_;
};

} // namespace splinex
