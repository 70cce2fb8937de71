#pragma once

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace splinex {

/// Memory for many regions. What is given back is kept for the next ones, up to a limit: the system takes longer to
/// hand out fresh pages than a flat walk to fill them. Thread-safe.
void *take_block(std::size_t bytes);
void give_back_block(void *block, std::size_t bytes);

/// Entries that a vector grows by are left as they are, unless they are given.
template <class T> struct PoolAllocator {
    using value_type = T;
    PoolAllocator() = default;
    template <class U> PoolAllocator(const PoolAllocator<U> &) {}
    T *allocate(std::size_t n) { return static_cast<T *>(take_block(n * sizeof(T))); }
    void deallocate(T *p, std::size_t n) { give_back_block(p, n * sizeof(T)); }
    template <class U> void construct(U *p) { ::new (static_cast<void *>(p)) U; }
    template <class U, class... Args> void construct(U *p, Args &&...args) {
        ::new (static_cast<void *>(p)) U(std::forward<Args>(args)...);
    }
    bool operator==(const PoolAllocator &) const { return true; }
};

template <class T> using Pooled = std::vector<T, PoolAllocator<T>>;

} // namespace splinex
