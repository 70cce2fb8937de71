#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
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

/// Memory that large pages make up where it is large: the system hands out small ones more slowly than a fast search
/// fills them.
void *take_pages(std::size_t bytes);
void give_back_pages(void *memory, std::size_t bytes);

/// For columns that grow long. Leaves the entries that a vector grows by as they are, unless they are given.
template <class T> struct RawAllocator {
    using value_type = T;
    RawAllocator() = default;
    template <class U> RawAllocator(const RawAllocator<U> &) {}
    T *allocate(std::size_t n) { return static_cast<T *>(take_pages(n * sizeof(T))); }
    void deallocate(T *p, std::size_t n) { give_back_pages(p, n * sizeof(T)); }
    bool operator==(const RawAllocator &) const { return true; }
    template <class U> void construct(U *p) { ::new (static_cast<void *>(p)) U; }
    template <class U, class... Args> void construct(U *p, Args &&...args) {
        ::new (static_cast<void *>(p)) U(std::forward<Args>(args)...);
    }
};

template <class T> using RawVector = std::vector<T, RawAllocator<T>>;

} // namespace splinex
