// Part of kernels.cpp, included into its namespace: pivots of a dictionary and looks at its rows.

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
