#include "splinex/deletion_restriction.hpp"

#include "splinex/errors.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <vector>

namespace splinex {

namespace {

/// Thrown where 64 bits are not enough for a coefficient.
struct Overflow {};

std::int64_t product_difference(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
    std::int64_t x, y, result;
    if (__builtin_mul_overflow(a, b, &x) || __builtin_mul_overflow(c, d, &y) || __builtin_sub_overflow(x, y, &result) ||
        result == std::numeric_limits<std::int64_t>::min()) // which has no negative
        throw Overflow();
    return result;
}
BigInt product_difference(const BigInt &a, const BigInt &b, const BigInt &c, const BigInt &d) { return a * b - c * d; }

std::int64_t common_divisor(std::int64_t a, std::int64_t b) { return std::gcd(a, b); }
BigInt common_divisor(const BigInt &a, const BigInt &b) { return gcd(a, b); }

std::size_t hash_of(std::int64_t v) { return std::hash<std::int64_t>()(v); }
std::size_t hash_of(const BigInt &v) { return hash_value(v); }

/// Distinct hyperplanes as coprime rows, the first coefficient that is not zero positive, the constant last; dense rows
/// first. Equal sets of hyperplanes are equal sequences.
template <class Int> struct Arrangement {
    int dimension = 0;
    std::vector<Int> entries;

    int width() const { return dimension + 1; }
    int size() const { return static_cast<int>(entries.size()) / width(); }
    const Int *row(int k) const { return entries.data() + static_cast<std::size_t>(k) * width(); }
    bool operator==(const Arrangement &) const = default;
};

template <class Int> struct ArrangementHash {
    std::size_t operator()(const Arrangement<Int> &a) const {
        std::size_t h = a.dimension;
        for (const Int &v : a.entries)
            h = h * 0x9e3779b97f4a7c15u + hash_of(v) + (h >> 29);
        return h;
    }
};

/// Zaslavsky: adding H_k to the first k - 1 hyperplanes adds as many regions as those cut H_k into. Equal restrictions
/// are counted once and looked up afterwards; with dense rows first the many rows are restricted to sparse ones, where
/// most of them coincide.
template <class Int> class RegionCounter {
public:
    RegionCounter(Monitor &monitor, Effort &effort) : monitor_(monitor), effort_(effort) {}

    /// Of a whole arrangement; progress is told along the way.
    long long run(const Arrangement<Int> &a) {
        total_ = 1;
        if (a.dimension > 0)
            for (int k = 0; k < a.size(); ++k) {
                total_ = sum(total_, count(restriction(a, k)));
                fraction_ = (k + 1.0) / a.size();
            }
        return total_;
    }

    /// Sorts normalised rows into an arrangement, each once.
    static Arrangement<Int> arranged(int dimension, std::vector<std::vector<Int>> rows) {
        const auto zeros = [&](const std::vector<Int> &row) { return std::count(row.begin(), row.end() - 1, Int(0)); };
        std::ranges::sort(rows, [&](const auto &a, const auto &b) {
            const auto x = zeros(a), y = zeros(b);
            return x != y ? x < y : a < b;
        });
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        Arrangement<Int> result{dimension, {}};
        for (const auto &row : rows)
            result.entries.insert(result.entries.end(), row.begin(), row.end());
        return result;
    }

    /// Makes a row coprime, with a positive leading coefficient. False when it has no coefficients.
    static bool normalise(std::vector<Int> &row) {
        const auto lead = std::find_if(row.begin(), row.end() - 1, [](const Int &v) { return v != 0; });
        if (lead == row.end() - 1)
            return false;
        Int divisor = 0;
        for (const Int &v : row)
            if (v != 0 && divisor != 1)
                divisor = common_divisor(divisor, v);
        if (*lead < 0)
            divisor = -divisor;
        if (divisor != 1)
            for (Int &v : row)
                v /= divisor;
        return true;
    }

private:
    long long count(const Arrangement<Int> &a) {
        if (a.dimension == 0 || a.entries.empty())
            return 1;
        if (a.dimension == 1)
            return a.size() + 1;
        if (a.dimension == 2)
            return count_lines(a);
        if (const auto place = known_.find(a); place != known_.end())
            return place->second;
        long long result = 1;
        for (int k = 0; k < a.size(); ++k)
            result = sum(result, count(restriction(a, k)));
        if (stored_ < most_stored) {
            stored_ += a.entries.size();
            known_.emplace(a, result);
        }
        return result;
    }

    /// In the plane: each line adds one more region than it has points in common with those before it.
    long long count_lines(const Arrangement<Int> &a) {
        long long result = 1;
        for (int k = 0; k < a.size(); ++k) {
            const Int *wall = a.row(k);
            const int pivot = wall[0] != 0 ? 0 : 1;
            points_.clear();
            for (int r = 0; r < k; ++r) {
                const Int *row = a.row(r);
                Int slope = product_difference(row[1 - pivot], wall[pivot], row[pivot], wall[1 - pivot]);
                if (slope == 0)
                    continue;
                Int offset = product_difference(row[2], wall[pivot], row[pivot], wall[2]);
                Int divisor = common_divisor(slope, offset);
                if (slope < 0)
                    divisor = -divisor;
                points_.emplace_back(slope / divisor, offset / divisor);
            }
            std::ranges::sort(points_);
            result += 1 + (std::unique(points_.begin(), points_.end()) - points_.begin());
        }
        effort_.exact += a.size();
        return result;
    }

    /// The traces of the first k hyperplanes on hyperplane k, in coordinates without that of its smallest coefficient.
    Arrangement<Int> restriction(const Arrangement<Int> &a, int k) {
        ++effort_.exact;
        if (++restrictions_ % 1024 == 0)
            monitor_.checkpoint(fraction_, total_);
        const Int *wall = a.row(k);
        int pivot = -1;
        for (int j = 0; j < a.dimension; ++j)
            if (wall[j] != 0 && (pivot < 0 || magnitude(wall[j]) < magnitude(wall[pivot])))
                pivot = j;
        std::vector<std::vector<Int>> traces;
        for (int r = 0; r < k; ++r) {
            const Int *row = a.row(r);
            std::vector<Int> trace;
            trace.reserve(a.dimension);
            for (int j = 0; j <= a.dimension; ++j)
                if (j != pivot)
                    trace.push_back(row[pivot] == 0 ? row[j]
                                                    : product_difference(row[j], wall[pivot], row[pivot], wall[j]));
            if (normalise(trace))
                traces.push_back(std::move(trace));
        }
        return arranged(a.dimension - 1, std::move(traces));
    }

    static Int magnitude(const Int &v) { return v < 0 ? Int(-v) : v; }

    static long long sum(long long a, long long b) {
        long long result;
        if (__builtin_add_overflow(a, b, &result))
            throw InputError("the arrangement has more than 2^63 - 1 regions");
        return result;
    }

    static constexpr std::size_t most_stored = std::size_t(1) << 25; // numbers, a quarter of a gigabyte

    Monitor &monitor_;
    Effort &effort_;
    std::unordered_map<Arrangement<Int>, long long, ArrangementHash<Int>> known_;
    std::size_t stored_ = 0;
    std::vector<std::pair<Int, Int>> points_; // on a line
    long long restrictions_ = 0;
    long long total_ = 1;
    double fraction_ = 0;
};

/// A central arrangement has twice the regions of its section with {h = 1}, h one of its rows.
template <class Int> long long count(const ExactMap &rows, Monitor &monitor, Effort &effort) {
    using Counter = RegionCounter<Int>;
    std::vector<std::vector<Int>> all;
    bool central = true;
    for (int k = 0; k < rows.rows; ++k) {
        std::vector<BigInt> exact(rows.row(k).begin(), rows.row(k).end());
        if (!RegionCounter<BigInt>::normalise(exact))
            continue;
        central = central && exact.back() == 0;
        std::vector<Int> row;
        for (const BigInt &v : exact) {
            if constexpr (std::is_same_v<Int, std::int64_t>)
                if (abs(v) > BigInt(std::numeric_limits<Int>::max()))
                    throw Overflow();
            row.push_back(static_cast<Int>(v));
        }
        all.push_back(std::move(row));
    }
    const Arrangement<Int> whole = Counter::arranged(rows.columns, std::move(all));
    if (!central || whole.entries.empty())
        return Counter(monitor, effort).run(whole);
    // The sparsest row is last. On {h = 1} the others are traces with a constant: h itself takes the place of the
    // eliminated one.
    const int last = whole.size() - 1;
    const Int *h = whole.row(last);
    const int pivot = static_cast<int>(std::find_if(h, h + rows.columns, [](const Int &v) { return v != 0; }) - h);
    std::vector<std::vector<Int>> section;
    for (int k = 0; k < last; ++k) {
        const Int *row = whole.row(k);
        std::vector<Int> trace;
        for (int j = 0; j < rows.columns; ++j)
            if (j != pivot)
                trace.push_back(product_difference(row[j], h[pivot], row[pivot], h[j]));
        trace.push_back(row[pivot]);
        if (Counter::normalise(trace))
            section.push_back(std::move(trace));
    }
    const long long half = Counter(monitor, effort).run(Counter::arranged(rows.columns - 1, std::move(section)));
    if (half > std::numeric_limits<long long>::max() / 2)
        throw InputError("the arrangement has more than 2^63 - 1 regions");
    return 2 * half;
}

} // namespace

long long count_arrangement(const ExactMap &rows, Monitor &monitor, Effort &effort) {
    try {
        return count<std::int64_t>(rows, monitor, effort);
    } catch (const Overflow &) {
        return count<BigInt>(rows, monitor, effort);
    }
}

} // namespace splinex
