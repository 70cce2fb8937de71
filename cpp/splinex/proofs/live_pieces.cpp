#include "splinex/proofs/live_pieces.hpp"

#include <cmath>

namespace splinex {

namespace {

/// Some coefficient of the row is not zero, as floats prove.
bool varies(const Rows &rows, int dimension, int id) {
    const double *row = rows.row(id);
    const double slack = rows.coefficient_slack(id);
    for (int i = 0; i < dimension; ++i)
        if (std::fabs(row[i]) > 2 * slack + 1e-280)
            return true;
    return false;
}

/// Is the first of two pieces out because of the second, whose place is before it or not?
bool out(Rows &rows, int dimension, const Comparison &c, bool second_is_before, bool finite) {
    int sign = c.sign;
    if (c.row.row >= 0) {
        if ((finite && varies(rows, dimension, c.row.row)) || !rows.constant(c.row.row))
            return false;
        sign = rows.primitive(c.row.row).back().sign() * (c.row.negated ? -1 : 1);
    }
    return sign < 0 || (sign == 0 && second_is_before);
}

} // namespace

std::vector<std::vector<int>> live_pieces(Rows &rows, int dimension, const GateRows &gates, bool finite) {
    std::vector<std::vector<int>> live(static_cast<std::size_t>(gates.count()));
    for (int g = 0; g < gates.count(); ++g)
        for (int p = 0; p < gates.pieces(g); ++p) {
            bool stays = true;
            for (int q = 0; q < gates.pieces(g) && stays; ++q)
                stays = q == p || !out(rows, dimension, gates.compare(g, p, q), q < p, finite);
            if (stays)
                live[static_cast<std::size_t>(g)].push_back(p);
        }
    return live;
}

} // namespace splinex
