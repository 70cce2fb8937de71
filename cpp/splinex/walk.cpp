#include "splinex/walk.hpp"

namespace splinex {

template <> Sweep sweep<BigArithmetic>(const Dictionary<BigInt> &t, Buffer<double> &score) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    score.resize(padded(t.n_candidates()));
    Sweep result{-1, 0};
    double best = -1;
    for (int i = 0; i < t.n_candidates(); ++i) {
        double up = 0, down = 0;
        bool has_up = false, has_down = false;
        for (int k = 1; k < t.columns(); ++k) {
            const BigInt &v = t.column(k)[i];
            has_up = has_up || v > 0;
            has_down = has_down || v < 0;
            (v > 0 ? up : down) += std::fabs(to_double(v));
        }
        const int sign = t.column(0)[i].sign();
        const bool clear = sign > 0 ? !has_down : sign < 0 ? !has_up : !(has_up && has_down);
        score[i] = clear ? infinity : sign == 0 ? 0.0 : std::fabs(to_double(t.column(0)[i])) / (sign > 0 ? down : up);
        result.free += clear;
        if (!clear && (result.best < 0 || score[i] > best)) {
            result.best = i;
            best = score[i];
        }
        if (!clear && !(score[i] < infinity))
            score[i] = 0; // only the clear ones are infinite
    }
    return result;
}

} // namespace splinex
