// Compiled once per instruction set, each time into a namespace of its own; no standard library, so that no inline
// function compiled for a newer machine can be picked by the linker for all of them.
#include "splinex/kernels/kernels.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace splinex {
namespace SPLINEX_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int width = 8;
#elif defined(__AVX2__)
constexpr int width = 4;
#else
constexpr int width = 2;
#endif

typedef double Pack __attribute__((vector_size(width * 8), may_alias));
typedef long long Mask __attribute__((vector_size(width * 8), may_alias));

typedef unsigned char Bytes __attribute__((vector_size(width)));

constexpr double infinity = __builtin_inf();
constexpr double tiny = 1e-280;

inline Pack &at(double *p) { return *reinterpret_cast<Pack *>(p); }
inline const Pack &at(const double *p) { return *reinterpret_cast<const Pack *>(p); }
inline Pack all(double v) { return v - Pack{}; }
inline Pack magnitude(Pack v) { return (Pack)((Mask)v & 0x7fffffffffffffffLL); }
inline Pack larger(Pack a, Pack b) { return a > b ? a : b; }

/// The lanes turned by n places.
template <int n, class V> inline V turned(V v) {
#if defined(__AVX512F__)
    return __builtin_shufflevector(v, v, n % 8, (n + 1) % 8, (n + 2) % 8, (n + 3) % 8, (n + 4) % 8, (n + 5) % 8,
                                   (n + 6) % 8, (n + 7) % 8);
#elif defined(__AVX2__)
    return __builtin_shufflevector(v, v, n % 4, (n + 1) % 4, (n + 2) % 4, (n + 3) % 4);
#else
    return __builtin_shufflevector(v, v, n % 2, (n + 1) % 2);
#endif
}

/// All lanes folded into one by an operation that may take them in any order.
template <class V, class F> inline V folded(V v, F f) {
    if constexpr (width >= 8)
        v = f(v, turned<4>(v));
    if constexpr (width >= 4)
        v = f(v, turned<2>(v));
    return f(v, turned<1>(v));
}

/// One bit a lane, its sign: set in a lane that is marked.
inline unsigned bits(Mask m) {
#if defined(__AVX512F__)
    return __builtin_ia32_cvtq2mask512(m);
#elif defined(__AVX2__)
    return static_cast<unsigned>(__builtin_ia32_movmskpd256((Pack)m));
#elif defined(__SSE2__)
    return static_cast<unsigned>(__builtin_ia32_movmskpd((Pack)m));
#else
    unsigned result = 0;
    for (int i = 0; i < width; ++i)
        result |= (m[i] < 0 ? 1U : 0U) << i;
    return result;
#endif
}

/// Bit l: a > b in lane l.
inline unsigned above(Pack a, Pack b) {
#if defined(__AVX512F__)
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_GT_OQ);
#elif defined(__AVX__)
    return _mm256_movemask_pd(_mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_GT_OQ));
#elif defined(__SSE2__)
    return _mm_movemask_pd(_mm_cmpgt_pd((__m128d)a, (__m128d)b));
#else
    return (a[0] > b[0]) | (a[1] > b[1]) << 1;
#endif
}

inline bool any(Mask m) { return bits(m) != 0; }

inline double largest(Pack v) {
    return folded(v, [](Pack a, Pack b) { return larger(b, a); })[0];
}

inline double smallest(Pack v) {
    return folded(v, [](Pack a, Pack b) { return b < a ? b : a; })[0];
}

/// The smallest index among the lanes that are marked.
inline int first(Mask marked, Mask index) {
    const Mask v = marked ? index : Mask{} + (1LL << 40);
    return static_cast<int>(folded(v, [](Mask a, Mask b) { return b < a ? b : a; })[0]);
}

inline int total(Mask counts) {
    return static_cast<int>(folded(counts, [](Mask a, Mask b) { return a + b; })[0]);
}

inline Mask lane_numbers() {
    Mask index;
    for (int i = 0; i < width; ++i)
        index[i] = i;
    return index;
}

/// Writes one entry by way of its whole pack: a load of the pack soon after would wait for a lone scalar store.
inline void put(double *column, int row, double value) {
    double *pack = column + row / width * width;
    at(pack) = lane_numbers() == row % width ? all(value) : at(pack);
}

#include "splinex/kernels/dictionary_kernels.hpp"
#include "splinex/kernels/flat_kernels.hpp"
#include "splinex/kernels/line_kernels.hpp"
#include "splinex/kernels/row_kernels.hpp"
#include "splinex/kernels/vertex_kernels.hpp"

} // namespace

extern const Kernels table;
const Kernels table{
#define SPLINEX_TEXT(x) #x
#define SPLINEX_NAME(x) SPLINEX_TEXT(x)
    SPLINEX_NAME(SPLINEX_ISA),
    eliminate,
    eliminate_integers,
    move_row,
    negate,
    ratio,
    sweep,
    one_signed,
    combine,
    witness,
    room,
    compose,
    prepare,
    inward,
    all_but_one,
    measure,
    scan,
    signs,
    frame,
    affine,
    next_side,
    clear_corner,
    chords,
    crossings,
    distinct,
    line,
    vertex,
    leave_line};

} // namespace SPLINEX_ISA
} // namespace splinex
