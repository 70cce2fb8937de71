#include "splinex/vertices/cross_product.hpp"

namespace splinex {

namespace {

template <int N> void cross(const double *const *rows, double *out);

template <> void cross<3>(const double *const *rows, double *out) {
    const double *a = rows[0], *b = rows[1];
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

template <> void cross<4>(const double *const *rows, double *out) {
    const double *a = rows[0], *b = rows[1], *c = rows[2];
    const double m01 = a[0] * b[1] - a[1] * b[0], m02 = a[0] * b[2] - a[2] * b[0], m03 = a[0] * b[3] - a[3] * b[0],
                 m12 = a[1] * b[2] - a[2] * b[1], m13 = a[1] * b[3] - a[3] * b[1], m23 = a[2] * b[3] - a[3] * b[2];
    out[0] = m12 * c[3] - m13 * c[2] + m23 * c[1];
    out[1] = -(m02 * c[3] - m03 * c[2] + m23 * c[0]);
    out[2] = m01 * c[3] - m03 * c[1] + m13 * c[0];
    out[3] = -(m01 * c[2] - m02 * c[1] + m12 * c[0]);
}

/// The 2 x 2 minors of two rows of five entries: (0,1), (0,2), (0,3), (0,4), (1,2), (1,3), (1,4), (2,3), (2,4), (3,4).
void minors(const double *a, const double *b, double *m) {
    for (int i = 0; i < 5; ++i)
        for (int j = i + 1; j < 5; ++j)
            *m++ = a[i] * b[j] - a[j] * b[i];
}

template <> void cross<5>(const double *const *rows, double *out) {
    double m[10], k[10];
    minors(rows[0], rows[1], m);
    minors(rows[2], rows[3], k);
    const auto determinant = [&](int ab, int ac, int ad, int bc, int bd, int cd) {
        return m[ab] * k[cd] - m[ac] * k[bd] + m[ad] * k[bc] + m[bc] * k[ad] - m[bd] * k[ac] + m[cd] * k[ab];
    };
    out[0] = determinant(4, 5, 6, 7, 8, 9);
    out[1] = -determinant(1, 2, 3, 7, 8, 9);
    out[2] = determinant(0, 2, 3, 5, 6, 9);
    out[3] = -determinant(0, 1, 3, 4, 6, 8);
    out[4] = determinant(0, 1, 2, 4, 5, 7);
}

} // namespace

void cross_product(const double *const *rows, int coordinates, double *out) {
    switch (coordinates) {
    case 3:
        return cross<3>(rows, out);
    case 4:
        return cross<4>(rows, out);
    default:
        return cross<5>(rows, out);
    }
}

} // namespace splinex
