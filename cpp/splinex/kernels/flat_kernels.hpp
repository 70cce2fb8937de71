// Part of kernels.cpp, included into its namespace: arrangements on planes and lines (flat_plane.cpp).

constexpr double huge = 1e300; // sums and differences of smaller values do not overflow

/// A pack that need not be aligned.
typedef double Loose __attribute__((vector_size(width * 8), may_alias, aligned(8)));
inline Pack loose(const double *p) { return *reinterpret_cast<const Loose *>(p); }

void frame(const FrameColumns &in, const double *const *rows, const double *height, double *size, double *slope,
           double *residual) {
    Mask index = lane_numbers();
    for (int k = 0; k < in.width; k += width, index += width) {
        Pack most = {}, rate = {}, left = {};
        for (int i = 0; i < in.dimension; ++i) {
            const Pack x = at(in.transposed + i * in.width + k);
            most = larger(magnitude(x), most);
            rate += all(height[i]) * x;
            Pack rest = index == i + 1 ? all(1) : all(0);
            rest = index == 0 ? all(-rows[i][in.dimension]) : rest;
            for (int l = 0; l < in.dimension; ++l)
                rest -= all(rows[i][l]) * at(in.transposed + l * in.width + k);
            left += magnitude(rest);
        }
        at(size + k) = most;
        at(slope + k) = rate;
        at(residual + k) = left;
    }
}

void affine(const double *rows, long stride, int begin, int count, int dimension, const double *x, bool constant,
            double *out) {
    for (int k = begin; k < count; k += width) {
        Pack sum = constant ? at(rows + k) : all(0);
        for (int i = 0; i < dimension; ++i)
            sum += at(rows + (i + 1) * stride + k) * all(x[i]);
        at(out + k) = sum;
    }
}

int next_side(const PlaneRows &rows, int begin, int end, int side, const double *s, const double *d) {
    Pack best = all(infinity);
    Mask where = Mask{} - 1;
    Mask index = lane_numbers() + begin;
    for (int k = begin; k < end; k += width, index += width) {
        const Pack a1 = at(rows.a1 + k), a2 = at(rows.a2 + k);
        const Pack slope = a1 * all(d[0]) + a2 * all(d[1]);
        const Pack value = larger(at(rows.a0 + k) + a1 * all(s[0]) + a2 * all(s[1]), all(0)) / -slope;
        const Mask closer = (slope < all(-1e-12)) & (value < best) & (index != side);
        best = closer ? value : best;
        where = closer ? index : where;
    }
    const double value = smallest(best);
    return first(best == value, where);
}

bool clear_corner(const PlaneRows &rows, int begin, int end, int p, int q, const double *s, const double *off) {
    Mask failed = {};
    Mask index = lane_numbers() + begin;
    for (int k = begin; k < end; k += width, index += width) {
        const Pack a1 = at(rows.a1 + k), a2 = at(rows.a2 + k);
        const Pack value = at(rows.a0 + k) + a1 * all(s[0]) + a2 * all(s[1]);
        const Pack slack = at(rows.eps + k) + (magnitude(a1) + all(rows.slip1)) * all(off[0]) +
                           (magnitude(a2) + all(rows.slip2)) * all(off[1]);
        failed |= ~((value > 1.001 * slack) & (value < huge)) & (index != p) & (index != q);
    }
    return !any(failed);
}

bool chords(const Polygon &polygon, const PlaneRows &rows, int first, const ChordEnds &out) {
    Mask unsure = {};
    const int begin = first / width * width;
    Mask index = lane_numbers() + begin;
    const Pack slip1 = all(rows.slip1), slip2 = all(rows.slip2);
    const Pack slip = all(2 * rows.slip1 * rows.slip2);
    for (int k = begin; k < rows.units; k += width, index += width) {
        const Pack a0 = at(rows.a0 + k), a1 = at(rows.a1 + k), a2 = at(rows.a2 + k), eps = at(rows.eps + k);
        const Pack m1 = magnitude(a1) + slip1, m2 = magnitude(a2) + slip2;
        const Mask inside = index >= first;
        Pack p1 = {}, p2 = {}, q1 = {}, q2 = {}, o1 = {}, o2 = {}, low_edge = all(-1), high_edge = all(-1);
        Pack low = all(infinity), high = all(-infinity);
        Pack value = a0 + a1 * all(polygon.s1[0]) + a2 * all(polygon.s2[0]);
        for (int i = 0; i < polygon.corners; ++i) {
            const Pack bound = 1.0001 * (eps + m1 * all(polygon.o1[i]) + m2 * all(polygon.o2[i])) + all(tiny);
            unsure |= ~((magnitude(value) > bound) & (magnitude(value) < huge)) & inside;
            const Pack next = a0 + a1 * all(polygon.s1[i + 1]) + a2 * all(polygon.s2[i + 1]);
            const Mask cross = ((value > 0) ^ (next > 0)) & inside;
            if (any(cross)) {
                const Pack theta = value / (value - next);
                const Pack t1 = all(polygon.s1[i]) + theta * all(polygon.s1[i + 1] - polygon.s1[i]);
                const Pack t2 = all(polygon.s2[i]) + theta * all(polygon.s2[i + 1] - polygon.s2[i]);
                // How far from where the exact lines meet: by what both rows leave over, and their determinant.
                const Pack g1 = all(polygon.g1[i]), g2 = all(polygon.g2[i]);
                const Pack n1 = magnitude(g1) + slip1, n2 = magnitude(g2) + slip2;
                const Pack left = magnitude(a0 + a1 * t1 + a2 * t2) + eps;
                const Pack side = magnitude(all(polygon.g0[i]) + g1 * t1 + g2 * t2) + all(polygon.ge[i]);
                const Pack det =
                    magnitude(a1 * g2 - a2 * g1) - 1.0001 * (m1 * slip2 + n2 * slip1 + m2 * slip1 + n1 * slip2 + slip +
                                                             (m1 * n2 + m2 * n1) * all(0x1p-50) + all(tiny));
                unsure |= cross & ~(det > 0);
                const Pack d1 = 1.0001 * (n2 * left + m2 * side) / det;
                const Pack d2 = 1.0001 * (n1 * left + m1 * side) / det;
                unsure |= cross & ~((d1 < infinity) & (d2 < infinity));
                o1 = cross & (d1 > o1) ? d1 : o1;
                o2 = cross & (d2 > o2) ? d2 : o2;
                const Pack height = all(polygon.height1) * t1 + all(polygon.height2) * t2;
                const Mask lower = cross & (height < low);
                const Mask higher = cross & (height >= high);
                low = lower ? height : low;
                p1 = lower ? t1 : p1;
                p2 = lower ? t2 : p2;
                low_edge = lower ? all(i) : low_edge;
                high_edge = higher ? all(i) : high_edge;
                high = higher ? height : high;
                q1 = higher ? t1 : q1;
                q2 = higher ? t2 : q2;
            }
            value = next;
        }
        at(out.p1 + k) = p1;
        at(out.p2 + k) = p2;
        at(out.q1 + k) = q1;
        at(out.q2 + k) = q2;
        at(out.o1 + k) = o1;
        at(out.o2 + k) = o2;
        at(out.low_edge + k) = low_edge;
        at(out.high_edge + k) = high_edge;
    }
    return !any(unsure);
}

int crossings(const PlaneRows &rows, const ChordEnds &ends, int line, const LineRows &out) {
    const Pack p1 = all(ends.p1[line]), p2 = all(ends.p2[line]), q1 = all(ends.q1[line]), q2 = all(ends.q2[line]);
    const Pack o1 = all(ends.o1[line]), o2 = all(ends.o2[line]);
    const Pack slip1 = all(rows.slip1), slip2 = all(rows.slip2);
    Mask unsure = {};
    const int begin = (line + 1) / width * width;
    Mask index = lane_numbers() + begin;
    int found = 0;
    for (int k = begin; k < rows.units; k += width, index += width) {
        const Pack a0 = at(rows.a0 + k), a1 = at(rows.a1 + k), a2 = at(rows.a2 + k);
        const Pack a = a0 + a1 * p1 + a2 * p2;
        const Pack b = a0 + a1 * q1 + a2 * q2;
        const Pack eps =
            1.0001 * (at(rows.eps + k) + (magnitude(a1) + slip1) * o1 + (magnitude(a2) + slip2) * o2) + all(tiny);
        const Mask inside = index > line;
        const Mask sure = (magnitude(a) > eps) & (magnitude(b) > eps) & (magnitude(a) < huge) & (magnitude(b) < huge);
        unsure |= ~sure & inside;
        const Mask cross = ((a > 0) ^ (b > 0)) & inside;
        unsigned word = bits(cross);
        if (word == 0)
            continue;
        const Pack drop = a - b;
        const Pack lambda = a / drop;
        const Pack error = 1.001 * (eps / magnitude(drop)) + all(0x1p-50);
        unsure |= cross & ~(error < 0.25);
        for (; word != 0; word &= word - 1) {
            const int lane = __builtin_ctz(word);
            out.index[found] = k + lane;
            out.lambda[found] = lambda[lane];
            out.error[found++] = error[lane];
        }
    }
    return any(unsure) ? -1 : found;
}

bool distinct(double *lambda, double *error, int count) {
    for (int i = count; i < count + lanes; ++i) {
        lambda[i] = infinity;
        error[i] = 0;
    }
    Pack least = all(infinity);
    for (int i = 0; i + 1 < count; ++i) {
        const Pack l = all(lambda[i]), e = all(error[i]);
        for (int k = i + 1; k < count; k += width) {
            const Pack gap = magnitude(loose(lambda + k) - l) - (loose(error + k) + e);
            least = gap < least ? gap : least;
        }
    }
    return smallest(least) > 0;
}
