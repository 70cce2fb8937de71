#pragma once

namespace splinex {

/// Lanes every buffer is padded to, whatever the instruction set: results do not depend on the width of a register.
inline constexpr int lanes = 8;
constexpr int padded(int n) { return (n + lanes - 1) / lanes * lanes; }

/// A run of rows of a dictionary; both ends are multiples of `lanes`.
struct Extent {
    int begin;
    int end;
};

/// The first row that blocks a move along a column; index -1 when none does.
struct Ratio {
    int index;
    double value;
};

/// Outcome of looking at every candidate once: the most promising one that needs a walk, and how many need none.
struct Sweep {
    int best;
    int free;
};

/// Pre-activation rows of one layer on a parent cell, one array a coefficient (0: constant), `stride` units apart.
struct RowBlock {
    int dimension; // coefficients without the constant
    int count;     // padded units
    long stride;
    const double *map;    // as composed
    const double *errors; // absolute error bound of each entry
    const double *radius; // of the domain by coordinate (0 where unbounded: the box bound is not used then)
    double rounding;      // relative rounding of a sum of dimension + 1 products, with room to spare
    double *rows;         // the map with each unit scaled by a power of two to a largest coefficient in [1, 2)
    double *witness_constant, *witness_slope; // |computed - exact| <= constant + slope * max |x|
    double *box_slack;                        // the same over the domain's box
    double *coefficient_slack;                // bound on the error of any coefficient, rounding included
    double *constant_slack;
};

/// Homogeneous coordinates of rays: at most so many, then zeros, and at that index the ray's error.
inline constexpr int most_coordinates = 5;

/// Rows as functions of homogeneous coordinates, one array a coordinate (0: the constant), `stride` units apart.
/// At a ray with entries of at most 1 and an error e, the exact value is within slack + e * norm of the computed one.
struct RayRows {
    int coordinates;
    int count; // padded
    long stride;
    const double *rows, *slack, *norm;
};
enum SeenSigns : unsigned char { seen_plus = 1, seen_minus = 2, seen_unsure = 4 };

/// A point and the columns of a matrix, coordinate by coordinate.
struct FrameColumns {
    int dimension;
    int width; // padded
    const double *transposed;
};

/// A convex polygon on a plane with coordinates s: corners in order, the first one again after the last, each with a
/// bound on its distance from the exact corner by coordinate. Edge i runs from corner i to the next, on the facet
/// g0 + g1 s1 + g2 s2 with error ge.
struct Polygon {
    int corners;
    const double *s1, *s2, *o1, *o2;
    const double *g0, *g1, *g2, *ge;
    double height1, height2; // rates at which the height grows along the coordinates
};

/// Units on such a plane: a0 + a1 s1 + a2 s2 up to eps over the polygon; slip bounds the errors of all a1, and a2.
struct PlaneRows {
    int units; // padded
    const double *a0, *a1, *a2, *eps;
    double slip1, slip2;
};

/// Where the lines of the units enter and leave the polygon, the lower end p first; bounds on the distances of both
/// from the exact ends by coordinate; and the edges of both, -1 where the line misses the polygon.
struct ChordEnds {
    double *p1, *p2, *q1, *q2, *o1, *o2, *low_edge, *high_edge;
};

/// The units that cross a line between its ends: p + lambda (q - p), lambda up to an error.
struct LineRows {
    int *index;
    double *lambda, *error;
};

/// A line on a plane: its hyperplane, a direction n on which that grows at rate 1, the edges of the plane's
/// hyperplanes, how the line's hyperplane grows along them, the largest error of a parameter, and the weight of the
/// line's own rate.
struct LineFrame {
    int line;
    double n1, n2;
    int hyperplanes;
    const double *along_edges, *at_line;
    double error, weight;
};

/// Rows along a line, then the coordinates of x. At the parameter lambda they are a - lambda drop, positive or negative
/// when that exceeds the margin. Sides are how they grow along n and the edges, each corrected by n to keep to the
/// hyperplane; `inverse` is that of weight |drop| + the sum of all |sides|.
struct LineVertex {
    int count; // of rows, padded
    long stride;
    double *a, *drop, *margin, *inverse, *sides;
};

/// How far it is at least to the first of the rows whose signs are proven, and how many signs are not.
struct NearestRow {
    double distance;
    int unsure;
};

/// How the regions above the vertices of a line are entered: along sides, and then along the line as far as its
/// vertex's other row asks for. Heights along the sides, with what they must exceed for their signs to be proven, and
/// the rows through every vertex, whose signs they are; the height along the line; sizes of the directions and what
/// they are off by; the longest way that the margins allow for.
struct LineSides {
    int sides;
    const double *slope, *unsure;
    const int *rows;
    double line_slope;
    double line_size, sides_size, line_shift, sides_shift;
    double inverse_weight; // see LineFrame
    double own_margin, longest, most_norm;
    const unsigned long long *positive; // rows that must be, as bits
};

/// One region a vertex: the signs of all rows, 64 a word and ones behind; the point, with room for whole packs behind
/// the last one; and whether both are proven. Scratch: so many times `lanes` words, aligned: sides + words.
struct LineRegions {
    int dimension;
    long point_stride;
    unsigned long long *signs;
    double *points;
    unsigned char *proven;
    void *scratch;
};

/// The loops that take the time. One table per instruction set, all with the same results to the bit.
struct Kernels {
    const char *name;

    /// One pivot of a dictionary of doubles: column k loses factor[k] times column `pivot`, which is multiplied by
    /// `inverse`; row `row` becomes -factor, and `inverse` in the pivot column.
    void (*eliminate)(double *data, long stride, int columns, int row, int pivot, const double *factor, double inverse,
                      const Extent *extents, int n_extents);

    /// The fraction-free pivot: column k becomes (column k * scale - column pivot * factor[k]) / denominator, exactly
    /// while all entries stay below 2^26; column `pivot` is multiplied by `sign`. Row `row` becomes -factor, and sign *
    /// denominator in the pivot column. Returns the largest magnitude of the other rows.
    double (*eliminate_integers)(double *data, long stride, int columns, int row, int pivot, const double *factor,
                                 double scale, double sign, double denominator, const Extent *extents, int n_extents);

    /// Row `to` (none: negative) takes the place of row `from`, whose place row `last` takes; row `last` becomes zero.
    /// Lanes that come into use with `to` become zero, too.
    void (*move_row)(double *data, long stride, int columns, int from, int to, int last);

    /// Changes the sign of a column.
    void (*negate)(double *column, const Extent *extents, int n_extents);

    /// Smallest max(beta, 0) / -t over the rows with t < -eps; the first of equal ones.
    Ratio (*ratio)(const double *beta, const double *t, int count, double eps);

    /// Scores every candidate: infinite when its coefficients already show that it does not cut, else |beta| over the
    /// sum of its adverse coefficients. Scores only order. `best` is the first of the largest finite ones.
    Sweep (*sweep)(const double *data, long stride, int columns, int count, double eps, double *score);

    /// Rows whose entries are all >= -eps, in decreasing order, written to `found` (room for `count`); returns how
    /// many.
    int (*one_signed)(const double *data, long stride, int columns, int begin, int count, double eps, int *found);

    /// r -= sum of y[j] * rows[j], `width` entries each.
    void (*combine)(const double *const *rows, const double *y, int n, int width, double *r);

    /// True when every row k has a proven sign at x: positive where state[k] is 1, negative where it is 0; others are
    /// skipped.
    bool (*witness)(const double *rows, long stride, int dimension, int count, const unsigned char *state,
                    const double *constant_slack, const double *slope_slack, const double *x, double size);

    /// For the same rows a distance, in the maximum norm, within which no sign changes; 0 when one is not proven at x.
    double (*room)(const double *rows, long stride, int dimension, int count, const unsigned char *state,
                   const double *constant_slack, const double *slope_slack, const double *x, double size);

    /// next[i][k] = start[i][k] + sum over the active j of weights[j][k] * map[i][j].
    void (*compose)(const double *weights, const double *start, int count, long stride, const double *map,
                    long map_stride, int dimension, const int *active, int n_active, double *next);

    /// Fills the derived arrays of a block. False when an entry is not finite.
    bool (*prepare)(const RowBlock &block);

    /// Moves all columns alike, column `flipped` (0: none) reversed: the change of x, and how far the constraints allow
    /// it, infinite when they do not block.
    double (*inward)(const double *data, long stride, int columns, int flipped, Extent constraints, Extent x,
                     double *direction);

    /// Among at most 64 sets, as bits: those that all but one element of a set belong to.
    unsigned long long (*all_but_one)(unsigned long long set, const unsigned long long *sets, int count);

    /// Fills the slack and the norm of rows from the sum of the errors of each row's entries, without rounding. False
    /// when an entry is not finite.
    bool (*measure)(const RayRows &rows, const double *errors, double rounding, double *slack, double *norm);

    /// Proven signs of rows at rays, `ray_stride` doubles apart: the code of each row has the bits seen_plus,
    /// seen_minus and seen_unsure.
    void (*scan)(const RayRows &rows, const double *rays, long ray_stride, int n_rays, unsigned char *codes);

    /// Proven signs of at most 64 rows at one ray, as bits.
    void (*signs)(const RayRows &rows, const double *ray, unsigned long long *plus, unsigned long long *minus);

    /// For each column its largest magnitude, its product with `height`, and the sum of what the rows leave over: of
    /// A p + b for the first one, then of I - A X. Rows end with their constants.
    void (*frame)(const FrameColumns &columns, const double *const *rows, const double *height, double *size,
                  double *slope, double *residual);

    /// out[k] = row k at x, without its constant if so told; rows as for `witness`.
    void (*affine)(const double *rows, long stride, int begin, int count, int dimension, const double *x, bool constant,
                   double *out);

    /// The first of the rows from `begin` to `end`, other than `side`, to vanish on the way from s in direction d; -1
    /// when none does. In floats.
    int (*next_side)(const PlaneRows &rows, int begin, int end, int side, const double *s, const double *d);

    /// Every row from `begin` to `end` but p and q is positive at the exact corner of the polygon.
    bool (*clear_corner)(const PlaneRows &rows, int begin, int end, int p, int q, const double *s, const double *off);

    /// The chords of the units from `first` on. False when the sign of one at a corner is not proven, or where it ends.
    bool (*chords)(const Polygon &polygon, const PlaneRows &rows, int first, const ChordEnds &out);

    /// The units after `line` that cross its chord, in order; returns how many, or -1 when the sign of one at an end is
    /// not proven.
    int (*crossings)(const PlaneRows &rows, const ChordEnds &ends, int line, const LineRows &out);

    /// No two differ by less than their errors. Pads both arrays to whole lanes.
    bool (*distinct)(double *lambda, double *error, int count);

    /// Fills the rows along a line; that of the line itself becomes a dummy, its margin is returned.
    double (*line)(const PlaneRows &rows, int count, const ChordEnds &ends, const LineFrame &frame,
                   const LineVertex &out);

    /// All rows at a parameter; their signs, 64 a word, and ones behind.
    NearestRow (*vertex)(const LineVertex &rows, double parameter, unsigned long long *signs);

    /// The regions above the vertices where a line is crossed at those parameters; both arrays are padded by `lanes`.
    void (*leave_line)(const LineVertex &rows, const LineSides &line, int count, const int *crossing,
                       const double *parameter, const LineRegions &out);
};

/// The best table for this machine, chosen once at load.
extern const Kernels kernels;

} // namespace splinex
