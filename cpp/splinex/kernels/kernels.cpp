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

void eliminate(double *data, long stride, int columns, int row, int pivot, const double *factor, double inverse,
               const Extent *extents, int n_extents) {
    double *p = data + pivot * stride;
    for (int k = 0; k < columns; ++k) {
        if (k == pivot || factor[k] == 0)
            continue;
        double *c = data + k * stride;
        const Pack f = all(factor[k]);
        for (int e = 0; e < n_extents; ++e)
            for (int i = extents[e].begin; i < extents[e].end; i += width)
                at(c + i) -= at(p + i) * f;
        put(c, row, -factor[k]);
    }
    const Pack f = all(inverse);
    for (int e = 0; e < n_extents; ++e)
        for (int i = extents[e].begin; i < extents[e].end; i += width)
            at(p + i) *= f;
    put(p, row, inverse);
}

void move_row(double *data, long stride, int columns, int from, int to, int last) {
    for (int k = 0; k < columns; ++k) {
        double *c = data + k * stride;
        if (to >= 0) {
            if (to % lanes == 0)
                for (int i = to; i < to + lanes; i += width)
                    at(c + i) = all(0);
            put(c, to, c[from]);
        }
        put(c, from, c[last]);
        put(c, last, 0);
    }
}

void negate(double *column, const Extent *extents, int n_extents) {
    for (int e = 0; e < n_extents; ++e)
        for (int i = extents[e].begin; i < extents[e].end; i += width)
            at(column + i) = -at(column + i);
}

/// The nearest integer of a number below 2^51 in magnitude.
inline Pack nearest(Pack v) {
    const Pack shift = all(0x1.8p52);
    return (v + shift) - shift;
}

double eliminate_integers(double *data, long stride, int columns, int row, int pivot, const double *factor,
                          double scale, double sign, double denominator, const Extent *extents, int n_extents) {
    double *p = data + pivot * stride;
    const Pack s = all(scale);
    const Pack inverse = all(1.0 / denominator);
    Pack most = {};
    for (int k = 0; k < columns; ++k) {
        if (k == pivot)
            continue;
        double *c = data + k * stride;
        const Pack f = all(factor[k]);
        for (int e = 0; e < n_extents; ++e)
            for (int i = extents[e].begin; i < extents[e].end; i += width) {
                const Pack v = nearest((at(c + i) * s - at(p + i) * f) * inverse);
                at(c + i) = v;
                most = larger(magnitude(v), most);
            }
        put(c, row, -factor[k]);
    }
    const Pack f = all(sign);
    for (int e = 0; e < n_extents; ++e)
        for (int i = extents[e].begin; i < extents[e].end; i += width)
            at(p + i) *= f;
    put(p, row, sign * denominator);
    return largest(most);
}

Ratio ratio(const double *beta, const double *t, int count, double eps) {
    Pack best = all(infinity);
    Mask where = Mask{} - 1;
    Mask index = lane_numbers();
    for (int i = 0; i < count; i += width) {
        const Pack slope = at(t + i);
        const Pack value = larger(at(beta + i), all(0)) / -slope;
        const Mask closer = (slope < -eps) & (value < best);
        best = closer ? value : best;
        where = closer ? index : where;
        index += width;
    }
    const double value = smallest(best);
    return {first(best == value, where), value};
}

Sweep sweep(const double *data, long stride, int columns, int count, double eps, double *score) {
    Pack best = all(-1);
    Mask where = {};
    Mask index = lane_numbers();
    Mask free = {};
    const int whole = (count + width - 1) / width * width;
    for (int i = 0; i < whole; i += width) {
        Pack up = {}, down = {};
        for (int k = 1; k < columns; ++k) {
            const Pack t = at(data + k * stride + i);
            up += t > eps ? t : all(0);
            down -= t < -eps ? t : all(0);
        }
        const Pack b = at(data + i);
        const Mask positive = b > eps;
        const Mask negative = b < -eps;
        const Mask level = (b >= -eps) & (b <= eps);
        const Mask no_up = up == 0;
        const Mask no_down = down == 0;
        const Mask inside = index < count;
        const Mask clear = ((positive & no_down) | (negative & no_up) | (level & (no_up | no_down))) & inside;
        const Pack adverse = b > 0 ? down : up;
        // Infinity is the mark of the clear ones: a quotient that overflows, or is not a number, must not look like it.
        const Pack quotient = magnitude(b) / adverse;
        Pack s = level | ~(quotient < infinity) ? all(0) : quotient;
        const Mask better = (s > best) & ~clear & inside;
        best = better ? s : best;
        where = better ? index : where;
        s = clear ? all(infinity) : s;
        at(score + i) = s;
        free -= clear;
        index += width;
    }
    const double most = largest(best);
    return {most >= 0 ? first(best == most, where) : -1, total(free)};
}

int one_signed(const double *data, long stride, int columns, int begin, int count, double eps, int *found) {
    int n = 0;
    for (int i = (count + width - 1) / width * width - width; i >= 0; i -= width) {
        Pack least = at(data + begin + i);
        for (int k = 1; k < columns; ++k) {
            const Pack v = at(data + k * stride + begin + i);
            least = v < least ? v : least;
        }
        const Mask implied = least >= -eps;
        if (any(implied))
            for (int l = width - 1; l >= 0; --l)
                if (implied[l] && i + l < count)
                    found[n++] = i + l;
    }
    return n;
}

void combine(const double *const *rows, const double *y, int n, int size, double *r) {
    for (int i = 0; i < size; i += width) {
        Pack sum = at(r + i);
        for (int j = 0; j < n; ++j)
            sum -= at(rows[j] + i) * all(y[j]);
        at(r + i) = sum;
    }
}

bool witness(const double *rows, long stride, int dimension, int count, const unsigned char *state,
             const double *constant_slack, const double *slope_slack, const double *x, double size) {
    Mask failed = {};
    for (int k = 0; k < count; k += width) {
        Pack value = at(rows + k);
        for (int i = 0; i < dimension; ++i)
            value += at(rows + (i + 1) * stride + k) * all(x[i]);
        const Pack bound = 1.0001 * (at(constant_slack + k) + at(slope_slack + k) * all(size)) + all(tiny);
        Bytes bytes;
        __builtin_memcpy(&bytes, state + k, sizeof bytes);
        const Mask s = __builtin_convertvector(bytes, Mask);
        // An infinite value proves nothing, and one that is not a number fails every comparison.
        const Mask positive = (value > bound) & (value < infinity);
        const Mask negative = (-value > bound) & (-value < infinity);
        failed |= ((s == 1) & ~positive) | ((s == 0) & ~negative);
    }
    return !any(failed);
}

double room(const double *rows, long stride, int dimension, int count, const unsigned char *state,
            const double *constant_slack, const double *slope_slack, const double *x, double size) {
    Pack least = all(infinity);
    for (int k = 0; k < count; k += width) {
        Pack value = at(rows + k), norm = at(slope_slack + k);
        for (int i = 0; i < dimension; ++i) {
            const Pack entry = at(rows + (i + 1) * stride + k);
            value += entry * all(x[i]);
            norm += magnitude(entry);
        }
        const Pack bound = 1.0001 * (at(constant_slack + k) + at(slope_slack + k) * all(size)) + all(tiny);
        Bytes bytes;
        __builtin_memcpy(&bytes, state + k, sizeof bytes);
        const Mask s = __builtin_convertvector(bytes, Mask);
        const Pack height = (s == 1 ? value : -value) - bound;
        const Pack distance = height / (all(1.001) * norm + all(tiny));
        const Mask asked = (s == 0) | (s == 1);
        const Mask proven = (height > 0) & (height < infinity) & (distance < infinity);
        const Pack room = proven ? distance : all(0);
        least = asked & (room < least) ? room : least;
    }
    return smallest(least);
}

/// R rows of `next` from the given one on: as many sums at a time, so that none waits for its last addition.
template <int R>
void compose_rows(const double *weights, const double *start, int count, long stride, const double *map,
                  long map_stride, const int *active, int n_active, double *next) {
    for (int k = 0; k < count; k += width) {
        Pack sum[R];
        for (int i = 0; i < R; ++i)
            sum[i] = at(start + i * stride + k);
        for (int a = 0; a < n_active; ++a) {
            const Pack weight = at(weights + active[a] * stride + k);
            for (int i = 0; i < R; ++i)
                sum[i] += weight * all(map[i * map_stride + active[a]]);
        }
        for (int i = 0; i < R; ++i)
            at(next + i * stride + k) = sum[i];
    }
}

void compose(const double *weights, const double *start, int count, long stride, const double *map, long map_stride,
             int dimension, const int *active, int n_active, double *next) {
    const auto rows = [&](auto compose_some, int i) {
        compose_some(weights, start + i * stride, count, stride, map + i * map_stride, map_stride, active, n_active,
                     next + i * stride);
    };
    int i = 0;
    for (; dimension + 1 - i >= 6; i += 4)
        rows(compose_rows<4>, i);
    switch (dimension + 1 - i) {
    case 5:
        return rows(compose_rows<5>, i);
    case 4:
        return rows(compose_rows<4>, i);
    case 3:
        return rows(compose_rows<3>, i);
    case 2:
        return rows(compose_rows<2>, i);
    default:
        return rows(compose_rows<1>, i);
    }
}

bool prepare(const RowBlock &block) {
    const Pack rounding = all(block.rounding);
    Mask broken = {};
    for (int k = 0; k < block.count; k += width) {
        Pack most = {};
        for (int i = 1; i <= block.dimension; ++i)
            most = larger(magnitude(at(block.map + i * block.stride + k)), most);
        const Mask exponent = (Mask)most & 0x7ff0000000000000LL;
        const Pack power = (Pack)((2046LL << 52) - exponent);
        // A power of two that is no normal number is not used.
        const Pack scale = (exponent == 0) | (exponent >= 0x7fe0000000000000LL) ? all(1) : power;

        Pack slope = {}, box = {}, coefficient = {};
        for (int i = 1; i <= block.dimension; ++i) {
            const long o = i * block.stride + k;
            const Pack v = at(block.map + o) * scale;
            broken |= ~(magnitude(v) < infinity);
            const Pack slack = at(block.errors + o) * scale + magnitude(v) * rounding + all(1e-290);
            broken |= ~(slack < infinity);
            at(block.rows + o) = v;
            slope += slack;
            box += slack * all(block.radius[i - 1]);
            coefficient = larger(slack, coefficient);
        }
        const Pack v = at(block.map + k) * scale;
        broken |= ~(magnitude(v) < infinity);
        const Pack slack = at(block.errors + k) * scale + magnitude(v) * rounding + all(1e-290);
        broken |= ~(slack < infinity);
        at(block.rows + k) = v;
        at(block.witness_constant + k) = slack;
        at(block.witness_slope + k) = slope;
        at(block.box_slack + k) = slack + box;
        at(block.coefficient_slack + k) = coefficient;
        at(block.constant_slack + k) = slack;
    }
    return !any(broken);
}

double inward(const double *data, long stride, int columns, int flipped, Extent constraints, Extent x,
              double *direction) {
    const auto sum = [&](int i) {
        Pack total = {};
        for (int k = 1; k < columns; ++k)
            total += at(data + k * stride + i);
        return flipped > 0 ? total - 2 * at(data + flipped * stride + i) : total;
    };
    Pack best = all(infinity);
    for (int i = constraints.begin; i < constraints.end; i += width) {
        const Pack slope = sum(i);
        const Pack value = at(data + i) / -slope;
        best = (slope < 0) & (value < best) ? value : best;
    }
    for (int i = x.begin; i < x.end; i += width)
        at(direction + i - x.begin) = sum(i);
    return smallest(best);
}

#include "splinex/kernels/flat_kernels.hpp"
#include "splinex/kernels/line_kernels.hpp"
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
