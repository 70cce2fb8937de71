// Part of kernels.cpp, included into its namespace: the rows of a layer on a parent, and points they are proven at.

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
