#pragma once

namespace splinex {

/// Three to five homogeneous coordinates of the ray on which as many rows but one vanish, up to sign: their cross
/// product. Every entry is a sum of products of one entry of each row, with at most ten roundings on the way from each.
void cross_product(const double *const *rows, int coordinates, double *out);

} // namespace splinex
