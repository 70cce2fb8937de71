#include "splinex/buffer.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace splinex {

namespace {

constexpr std::size_t large_page = 1 << 21;

} // namespace

void *take_pages(std::size_t bytes) {
    if (bytes < large_page)
        return ::operator new(bytes);
    void *const memory = ::operator new(bytes, std::align_val_t(large_page));
#if defined(__linux__)
    madvise(memory, bytes, MADV_HUGEPAGE); // a wish
#endif
    return memory;
}

void give_back_pages(void *memory, std::size_t bytes) {
    if (bytes < large_page)
        ::operator delete(memory);
    else
        ::operator delete(memory, std::align_val_t(large_page));
}

} // namespace splinex
