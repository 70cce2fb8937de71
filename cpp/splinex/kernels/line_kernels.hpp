// Part of kernels.cpp, included into its namespace: the regions along a line (flat_line.cpp).

inline Mask sign_of(Pack v) { return (Mask)v & static_cast<long long>(1ULL << 63); }
inline Pack with_sign(Pack v, Mask sign) { return (Pack)((Mask)v ^ sign); }

inline Pack gathered(const double *p, const int *i) {
#if defined(__AVX512F__)
    return Pack{p[i[0]], p[i[1]], p[i[2]], p[i[3]], p[i[4]], p[i[5]], p[i[6]], p[i[7]]};
#elif defined(__AVX2__)
    return Pack{p[i[0]], p[i[1]], p[i[2]], p[i[3]]};
#else
    return Pack{p[i[0]], p[i[1]]};
#endif
}

double line(const PlaneRows &rows, int count, const ChordEnds &ends, const LineFrame &frame, const LineVertex &out) {
    const int j = frame.line;
    const Pack p1 = all(ends.p1[j]), p2 = all(ends.p2[j]);
    const Pack w1 = all(ends.p1[j] - ends.q1[j]), w2 = all(ends.p2[j] - ends.q2[j]);
    const Pack o1 = all(4 * ends.o1[j]), o2 = all(4 * ends.o2[j]);
    const Pack slip1 = all(rows.slip1), slip2 = all(rows.slip2);
    const Pack n1 = all(frame.n1), n2 = all(frame.n2);
    const Pack error = all(frame.error), weight = all(frame.weight);
    // Copies, for all that the compiler knows the arrays might be what they are copied from.
    const int hyperplanes = frame.hyperplanes;
    const double *const at_line = frame.at_line;
    const long stride = out.stride;
    double *const sides = out.sides;
    for (int k = 0; k < count; k += width) {
        const Pack a1 = at(rows.a1 + k), a2 = at(rows.a2 + k);
        const Pack low = at(rows.a0 + k) + a1 * p1 + a2 * p2;
        const Pack less = a1 * w1 + a2 * w2;
        const Pack size = magnitude(low) + magnitude(less);
        const Pack slack = all(10) * at(rows.eps + k) + (magnitude(a1) + slip1) * o1 + (magnitude(a2) + slip2) * o2 +
                           error * magnitude(less) + all(tiny);
        const Pack across = a1 * n1 + a2 * n2;
        Pack rate = weight * magnitude(less) + magnitude(across);
        at(sides + k) = across;
        const double *along = frame.along_edges + k;
        double *side = sides + k;
        for (int m = 0; m < hyperplanes; ++m, along += stride) {
            const Pack corrected = at(along) - all(at_line[m]) * across;
            at(side += stride) = corrected;
            rate += magnitude(corrected);
        }
        const Mask finite = size < huge;
        at(out.a + k) = finite ? low : all(0);
        at(out.drop + k) = finite ? less : all(0);
        at(out.margin + k) = finite ? slack : all(infinity);
        at(out.inverse + k) = all(1) / rate;
    }
    // The line's own row is a dummy.
    const double own = out.margin[j];
    put(out.a, j, 1);
    put(out.drop, j, 0);
    put(out.margin, j, 0);
    put(out.inverse, j, infinity);
    for (int m = 0; m <= frame.hyperplanes; ++m)
        put(out.sides + m * out.stride, j, 0);
    return own;
}

/// Where size is larger than margin, the minimum of best and steps; and one row more.
inline void visit_row(Pack size, Pack margin, Pack steps, Pack &best, Mask &sure) {
#if defined(__AVX512F__)
    const __mmask8 above = _mm512_cmp_pd_mask((__m512d)size, (__m512d)margin, _CMP_GT_OQ);
    best = (Pack)_mm512_mask_min_pd((__m512d)best, above, (__m512d)steps, (__m512d)best);
    sure = (Mask)_mm512_mask_add_epi64((__m512i)sure, above, (__m512i)sure, _mm512_set1_epi64(1));
#else
    const Mask above = size > margin;
    const Pack less = steps < best ? steps : best;
    best = above ? less : best;
    sure -= above;
#endif
}

/// All rows at N parameters: their signs, `words` words a parameter; in every lane the distance to the nearest of those
/// whose signs are proven, and how many are not.
template <int N>
void vertices(const LineVertex &rows, const double *parameter, int words, Pack *best, int *unsure,
              unsigned long long *signs) {
    Pack lambda[N];
    Mask sure[N];
    for (int i = 0; i < N; ++i) {
        lambda[i] = all(parameter[i]);
        best[i] = all(infinity);
        sure[i] = Mask{};
    }
    for (int w = 0; w < words; ++w) {
        unsigned long long negative[N] = {};
        const int begin = 64 * w, n = rows.count - begin < 64 ? rows.count - begin : 64;
        for (int k = 0; k < n; k += width) {
            const Pack a = at(rows.a + begin + k), drop = at(rows.drop + begin + k);
            const Pack margin = at(rows.margin + begin + k), inverse = at(rows.inverse + begin + k);
            for (int i = 0; i < N; ++i) {
                const Pack value = a - lambda[i] * drop;
                const Pack size = magnitude(value);
                visit_row(size, margin, size * inverse, best[i], sure[i]);
                negative[i] |= static_cast<unsigned long long>(bits((Mask)value)) << k;
            }
        }
        for (int i = 0; i < N; ++i)
            signs[i * words + w] = ~negative[i];
    }
    for (int i = 0; i < N; ++i) {
        best[i] = folded(best[i], [](Pack a, Pack b) { return b < a ? b : a; });
        unsure[i] = rows.count - total(sure[i]);
    }
}

NearestRow vertex(const LineVertex &rows, double parameter, unsigned long long *signs) {
    Pack distance;
    int unsure;
    vertices<1>(rows, &parameter, (rows.count + 63) / 64, &distance, &unsure, signs);
    return {distance[0], unsure};
}

template <int N> struct Count {
    static constexpr int n = N;
};

void leave_line(const LineVertex &rows, const LineSides &line, int count, const int *crossing, const double *parameter,
                const LineRegions &out) {
    // Copies, for all that the compiler knows the arrays might be what they are copied from.
    const int words = (rows.count + 63) / 64, sides = line.sides, dimension = out.dimension;
    const long stride = rows.stride, point_stride = out.point_stride;
    const double *const start = rows.a + rows.count, *const along = rows.drop + rows.count;
    const double *const side = rows.sides + rows.count;
    double *const points = out.points;
    unsigned char *const proofs = out.proven;
    Pack *const steps = static_cast<Pack *>(out.scratch);
    Mask *const negative = reinterpret_cast<Mask *>(steps + sides);
    for (int begin = 0; begin < count; begin += width) {
        const int n = count - begin < width ? count - begin : width;
        const int *const other = crossing + begin;
        const Pack lambda = loose(parameter + begin), drop = gathered(rows.drop, other);
        const Pack margin = gathered(rows.margin, other), size = magnitude(drop);
        const Mask falls = sign_of(drop);
        Mask proven = magnitude(gathered(rows.a, other) - lambda * drop) <= margin;
        // The edge of side m is m + (row along m) / drop * line.
        const Pack line_slope = with_sign(all(line.line_slope), falls);
        Pack rates = {};
        for (int w = 0; w < words; ++w)
            negative[w] = Mask{};
        for (int m = 0; m < sides; ++m) {
            const Pack rate = gathered(rows.sides + m * stride, other);
            const Pack slope = all(line.slope[m]) * size + rate * line_slope;
            const Mask sign = sign_of(slope);
            proven &= magnitude(slope) > all(line.unsure[m]);
            rates += with_sign(rate, sign);
            steps[m] = (Pack)sign;
            negative[line.rows[m] / 64] |= (sign < 0) & static_cast<long long>(1ULL << line.rows[m] % 64);
        }
        const Pack rho = (all(1) + with_sign(rates, falls)) / size;

        Pack distance = {};
        int unsure[width];
        unsigned long long *const signs = out.signs + static_cast<long>(begin) * words;
        const auto visit = [&](auto some, int i) {
            Pack nearest[some.n];
            vertices<some.n>(rows, parameter + begin + i, words, nearest, unsure + i, signs + i * words);
            for (int l = 0; l < some.n; ++l)
                distance = lane_numbers() == i + l ? nearest[l] : distance;
        };
        int i = 0;
        for (; n - i >= 4; i += 4)
            visit(Count<4>{}, i);
        if (n - i == 3)
            visit(Count<3>{}, i);
        if (n - i == 2)
            visit(Count<2>{}, i);
        if (n - i == 1)
            visit(Count<1>{}, i);
        // All rows move by less than half of their values. Those through the vertex grow at rate 1, up to what the
        // directions are off by. The row itself is unsure, as seen above, and must be the only one.
        const Pack turn = magnitude(rho), speed = turn * all(line.inverse_weight);
        const Pack length = 0.499 * distance / larger(speed, all(1));
        const Pack off = turn * all(line.line_shift) + all(line.sides_shift);
        const Pack way = turn * all(line.line_size) + all(line.sides_size);
        proven &= (length > 16 * larger(margin, all(line.own_margin))) & (length * way <= all(line.longest)) &
                  (all(line.most_norm) * off < all(0.25)) & (turn * size < all(1e6));
        const unsigned well = bits(proven), lower = bits(falls);
        const Pack moved = lambda + length * rho;
        for (int m = 0; m < sides; ++m)
            steps[m] = with_sign(length, (Mask)steps[m]);

        for (i = 0; i < n; ++i) {
            bool good = ((well >> i & 1) != 0) & (unsure[i] == 1);
            for (int w = 0; w < words; ++w) {
                const unsigned long long bit = other[i] / 64 == w ? 1ULL << other[i] % 64 : 0;
                unsigned long long &word = signs[i * words + w];
                word &= ~(bit | reinterpret_cast<const unsigned long long *>(negative + w)[i]);
                word |= (lower >> i & 1) != 0 ? bit : 0;
                good = good & ((~word & line.positive[w]) == 0);
            }
            proofs[begin + i] = good;
            double *const x = points + (begin + i) * point_stride;
            for (int c = 0; c < dimension; c += width) {
                Pack sum = at(start + c) - all(reinterpret_cast<const double *>(&moved)[i]) * at(along + c);
                for (int m = 0; m < sides; ++m)
                    sum += all(reinterpret_cast<const double *>(steps + m)[i]) * at(side + m * stride + c);
                *reinterpret_cast<Loose *>(x + c) = sum;
            }
        }
    }
}
