#pragma once

namespace splinex {

/// The caller's turn in a long computation. It comes outside every parallel region, at least every 50 ms unless a
/// single step takes longer; what it throws ends the computation.
class Monitor {
public:
    virtual ~Monitor() = default;
    virtual void checkpoint(double fraction, long long regions) = 0;
};

} // namespace splinex
