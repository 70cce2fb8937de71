#include "splinex/gates.hpp"

#include <algorithm>

namespace splinex {

Gates::Gates(std::span<const std::int64_t> outputs, int counted) {
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        const auto size = static_cast<int>(outputs[k]);
        if (static_cast<int>(k) == counted)
            bits = rows();
        if (size > 1)
            groups.push_back({rows(), size});
        if (size > 1)
            kinds.insert(kinds.end(), size, piece);
        else
            kinds.push_back(size == 0 ? relu : passed);
    }
    if (counted == static_cast<int>(outputs.size()))
        bits = rows();
}

ExactMap Gates::onto_rows(const ExactMap &map) const {
    if (groups.empty())
        return map;
    ExactMap result{map.rows, rows(), {}, map.denominator};
    result.entries.reserve(static_cast<std::size_t>(map.rows) * (rows() + 1));
    for (int k = 0; k < map.rows; ++k) {
        int column = 0;
        for (int r = 0; r < rows(); r += size_at(r), ++column)
            result.entries.insert(result.entries.end(), size_at(r), map.row(k)[column]);
        result.entries.push_back(map.row(k).back());
    }
    return result;
}

int Gates::size_at(int row) const {
    const auto group = std::ranges::lower_bound(groups, row, {}, &Group::first);
    return group != groups.end() && group->first == row ? group->size : 1;
}

} // namespace splinex
