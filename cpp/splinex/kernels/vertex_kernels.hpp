// Part of kernels.cpp, included into its namespace: cells that are kept by their vertices.

bool measure(const RayRows &rows, const double *errors, double rounding, double *slack, double *norm) {
    Mask broken = {};
    for (int k = 0; k < rows.count; k += width) {
        Pack sum = magnitude(at(rows.rows + k));
        for (int i = 1; i < rows.coordinates; ++i)
            sum += magnitude(at(rows.rows + i * rows.stride + k));
        broken |= ~(sum < infinity);
        // A thousandth covers the rounding of these sums and of what is done with them.
        at(slack + k) = (at(errors + k) + sum * all(rounding) + all(1e-290)) * all(1.001);
        at(norm + k) = sum * all(1.001);
    }
    return !any(broken);
}

/// Byte l: bit l of eight.
inline unsigned long long bytes_of(unsigned bits) {
    constexpr unsigned long long ones = 0x0101010101010101;
    const unsigned long long chosen = bits * ones & 0x8040201008040201;
    return (chosen + 0x7f * ones) >> 7 & ones;
}

/// Bit l: lane l is zero.
inline unsigned zeros(Mask v) {
#if defined(__AVX512F__)
    return _mm512_testn_epi64_mask((__m512i)v, (__m512i)v);
#elif defined(__AVX2__)
    return _mm256_movemask_pd((__m256d)(v == 0));
#elif defined(__SSE2__)
    return _mm_movemask_pd((__m128d)(v == 0));
#else
    return (v[0] == 0) | (v[1] == 0) << 1;
#endif
}

unsigned long long all_but_one(unsigned long long set, const unsigned long long *sets, int count) {
    unsigned long long result = 0;
    typedef unsigned long long Sets __attribute__((vector_size(width * 8)));
    for (int k = 0; k < count; k += width) {
        Sets some;
        __builtin_memcpy(&some, sets + k, sizeof some);
        const Sets missing = set & ~some;
        result |= static_cast<unsigned long long>(zeros((Mask)(missing & (missing - 1)))) << k;
    }
    return result;
}

/// Signs of one pack of rows at a ray, as bits where they are proven. An infinite norm proves nothing.
template <int N> inline void compare(const RayRows &rows, int k, const double *ray, unsigned &plus, unsigned &minus) {
    Pack value = at(rows.rows + k) * all(ray[0]);
    for (int i = 1; i < N; ++i)
        value += at(rows.rows + i * rows.stride + k) * all(ray[i]);
    const Pack bound = at(rows.slack + k) + at(rows.norm + k) * all(ray[most_coordinates]);
    plus = above(value, bound);
    minus = above(-value, bound);
}

template <int N>
void scan_in(const RayRows &rows, const double *rays, long ray_stride, int n_rays, unsigned char *codes) {
    constexpr unsigned every = (1u << width) - 1;
    for (int k = 0; k < rows.count; k += width) {
        unsigned some_plus = 0, some_minus = 0, sure = every;
        for (int v = 0; v < n_rays; ++v) {
            unsigned plus, minus;
            compare<N>(rows, k, rays + v * ray_stride, plus, minus);
            some_plus |= plus;
            some_minus |= minus;
            sure &= plus | minus;
        }
        const unsigned long long seen =
            bytes_of(some_plus) * seen_plus | bytes_of(some_minus) * seen_minus | bytes_of(every & ~sure) * seen_unsure;
        __builtin_memcpy(codes + k, &seen, width);
    }
}

template <int N>
void signs_in(const RayRows &rows, const double *ray, unsigned long long *plus, unsigned long long *minus) {
    *plus = *minus = 0;
    for (int k = 0; k < rows.count; k += width) {
        unsigned some_plus, some_minus;
        compare<N>(rows, k, ray, some_plus, some_minus);
        *plus |= static_cast<unsigned long long>(some_plus) << k;
        *minus |= static_cast<unsigned long long>(some_minus) << k;
    }
}

void scan(const RayRows &rows, const double *rays, long ray_stride, int n_rays, unsigned char *codes) {
    if (rows.coordinates == 3)
        scan_in<3>(rows, rays, ray_stride, n_rays, codes);
    else if (rows.coordinates == 4)
        scan_in<4>(rows, rays, ray_stride, n_rays, codes);
    else
        scan_in<5>(rows, rays, ray_stride, n_rays, codes);
}

void signs(const RayRows &rows, const double *ray, unsigned long long *plus, unsigned long long *minus) {
    if (rows.coordinates == 3)
        signs_in<3>(rows, ray, plus, minus);
    else if (rows.coordinates == 4)
        signs_in<4>(rows, ray, plus, minus);
    else
        signs_in<5>(rows, ray, plus, minus);
}
