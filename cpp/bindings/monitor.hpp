#pragma once

#include "bindings/python.hpp"

#include "splinex/monitor.hpp"

#include <chrono>
#include <utility>

namespace splinex::bindings {

/// Hears signals and tells the caller how far a computation is, every 50 ms at most. Long steps of this thread poll it.
class PythonMonitor : public Monitor {
public:
    explicit PythonMonitor(py::object report) : report_(std::move(report)) {}

    void checkpoint(double fraction, long long regions) override {
        const auto now = Clock::now();
        if (now < next_)
            return;
        next_ = now + std::chrono::milliseconds(50);
        const py::gil_scoped_acquire acquired;
        hear_signals();
        if (!report_.is_none())
            report_(fraction, regions);
    }

    void poll() override {
        constexpr int most = 16; // polls for one look at the clock
        if (++polls_ % most != 0 || Clock::now() < next_signal_)
            return;
        next_signal_ = Clock::now() + std::chrono::milliseconds(50);
        const py::gil_scoped_acquire acquired;
        hear_signals();
    }

private:
    using Clock = std::chrono::steady_clock;

    static void hear_signals() {
        if (PyErr_CheckSignals() != 0)
            throw py::error_already_set();
    }

    py::object report_;
    Listening listening_{*this};
    unsigned polls_ = 0;
    Clock::time_point next_signal_;
    Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(50);
};

/// The result of f, computed without the interpreter's lock and ended by Ctrl-C.
template <class F> auto interruptible(F f) {
    PythonMonitor monitor(py::none{});
    const py::gil_scoped_release released;
    return f();
}

} // namespace splinex::bindings
