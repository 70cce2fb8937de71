#include "splinex/pool.hpp"

#include <array>
#include <bit>
#include <mutex>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace splinex {

namespace {

constexpr std::size_t least_kept = 1 << 16; // smaller blocks are left to the heap
constexpr std::size_t most_idle = 1 << 26;
constexpr std::align_val_t page{1 << 21}; // a large one

struct Pool {
    std::mutex mutex;
    std::array<std::vector<void *>, 64> idle; // by the logarithm of the size
    std::size_t bytes = 0;
};

/// Never destroyed: arrays may outlive what is.
Pool &pool() {
    static Pool *const one = new Pool;
    return *one;
}

int bucket(std::size_t bytes) { return std::bit_width(bytes - 1); }

} // namespace

void *take_block(std::size_t bytes) {
    if (bytes < least_kept)
        return ::operator new(bytes);
    const int k = bucket(bytes);
    const std::size_t size = std::size_t{1} << k;
    {
        const std::lock_guard lock(pool().mutex);
        if (auto &idle = pool().idle[k]; !idle.empty()) {
            void *const block = idle.back();
            idle.pop_back();
            pool().bytes -= size;
            return block;
        }
    }
    void *const block = ::operator new(size, page);
#if defined(__linux__)
    if (size >= static_cast<std::size_t>(page))
        madvise(block, size, MADV_HUGEPAGE);
#endif
    return block;
}

void give_back_block(void *block, std::size_t bytes) {
    if (bytes < least_kept)
        return ::operator delete(block);
    const int k = bucket(bytes);
    const std::size_t size = std::size_t{1} << k;
    {
        const std::lock_guard lock(pool().mutex);
        if (pool().bytes + size <= most_idle) {
            pool().idle[k].push_back(block);
            pool().bytes += size;
            return;
        }
    }
    ::operator delete(block, page);
}

} // namespace splinex
