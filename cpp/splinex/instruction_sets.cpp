#include "splinex/kernels/kernels.hpp"

#include <cstdlib>
#include <cstring>

namespace splinex {

#ifdef SPLINEX_X86
namespace v2 {
extern const Kernels table;
}
namespace v3 {
extern const Kernels table;
}
namespace v4 {
extern const Kernels table;
}

namespace {

/// SPLINEX_ISA=v2 or v3 asks for an older set than the machine has: tests compare them.
Kernels choose() {
    __builtin_cpu_init();
    const char *wish = std::getenv("SPLINEX_ISA");
    const bool at_most_v3 = wish != nullptr && (std::strcmp(wish, "v3") == 0 || std::strcmp(wish, "v2") == 0);
    const bool at_most_v2 = wish != nullptr && std::strcmp(wish, "v2") == 0;
    if (__builtin_cpu_supports("x86-64-v4") && !at_most_v3)
        return v4::table;
    if (__builtin_cpu_supports("x86-64-v3") && !at_most_v2)
        return v3::table;
    return v2::table;
}

} // namespace

const Kernels kernels = choose();
#else
namespace portable {
extern const Kernels table;
}
const Kernels kernels = portable::table;
#endif

} // namespace splinex
