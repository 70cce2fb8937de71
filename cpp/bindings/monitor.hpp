#pragma once

#include "bindings/python.hpp"

#include "splinex/monitor.hpp"

#include <chrono>
#include <utility>

namespace splinex::bindings {

/// Hears signals and tells the caller how far a computation is, every 50 ms at most.
class PythonMonitor : public Monitor {
public:
    explicit PythonMonitor(py::object report) : report_(std::move(report)) {}

    void checkpoint(double fraction, long long regions) override {
        const auto now = Clock::now();
        if (now < next_)
            return;
        next_ = now + std::chrono::milliseconds(50);
        const py::gil_scoped_acquire acquired;
        if (PyErr_CheckSignals() != 0)
            throw py::error_already_set();
        if (!report_.is_none())
            report_(fraction, regions);
    }

private:
    using Clock = std::chrono::steady_clock;

    py::object report_;
    Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(50);
};

} // namespace splinex::bindings
