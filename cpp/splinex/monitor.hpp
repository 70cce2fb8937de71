#pragma once

#include <utility>

namespace splinex {

/// The caller's turn in a long computation. What it throws ends the computation.
class Monitor {
public:
    virtual ~Monitor() = default;
    /// Comes outside every parallel region, at least every 50 ms unless a single step takes longer.
    virtual void checkpoint(double fraction, long long regions) = 0;
    /// Comes within steps that may take longer: exact arithmetic in many inputs.
    virtual void poll() {}
};

/// While it lives, a monitor is polled by the long steps of this thread.
class Listening {
public:
    explicit Listening(Monitor &monitor) : before_(std::exchange(heard_, &monitor)) {}
    ~Listening() { heard_ = before_; }
    Listening(const Listening &) = delete;
    Listening &operator=(const Listening &) = delete;

    static void poll() {
        if (heard_ != nullptr)
            heard_->poll();
    }

private:
    static inline thread_local Monitor *heard_ = nullptr;
    Monitor *before_;
};

} // namespace splinex
