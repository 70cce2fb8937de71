#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace splinex {

/// Allocates on cache lines, as the kernels want it.
template <class T> struct AlignedAllocator {
    using value_type = T;
    AlignedAllocator() = default;
    template <class U> AlignedAllocator(const AlignedAllocator<U> &) {}
    T *allocate(std::size_t n) { return static_cast<T *>(::operator new(n * sizeof(T), std::align_val_t(64))); }
    void deallocate(T *p, std::size_t) { ::operator delete(p, std::align_val_t(64)); }
    bool operator==(const AlignedAllocator &) const { return true; }
};

template <class T> using Buffer = std::vector<T, AlignedAllocator<T>>;

} // namespace splinex
