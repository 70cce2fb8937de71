#include "splinex/output_maps.hpp"

#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace splinex {

namespace {

/// Outputs of layers as functions of the domain's coordinates, kept for as long as patterns begin alike.
class LiveMaps {
public:
    LiveMaps(const Network &network, const ExactMap &embedding) : network_(network) {
        rows_.push_back(composed(network.layers().front(), embedding));
        rows_.resize(network.hidden() + 1);
    }

    /// Outputs of a layer where the bits are these; with layer == hidden() of the network.
    const ExactMap &outputs(std::span<const std::uint8_t> bits, int layer) {
        std::size_t offset = 0;
        bool same = known_.size() == bits.size();
        for (int l = 0; l < layer; ++l) {
            const std::size_t n = network_.gates(l).bits;
            same = same && std::ranges::equal(bits.subspan(offset, n), std::span(known_).subspan(offset, n));
            if (!same && l + 1 < static_cast<int>(network_.layers().size()))
                rows_[l + 1] = compose(network_.layers()[l + 1], rows_[l], network_.states(bits, l));
            offset += n;
        }
        known_.assign(bits.begin(), bits.end());
        if (layer < static_cast<int>(network_.layers().size()) && layer == network_.hidden())
            return rows_[layer];
        const int last = std::min(layer, network_.hidden() - 1); // without an output map: what the last layer hands on
        outputs_ = network_.gated(rows_[last], bits, last);
        return outputs_;
    }

private:
    const Network &network_;
    std::vector<ExactMap> rows_; // of each layer, and of the output
    ExactMap outputs_;
    std::vector<std::uint8_t> known_;
};

/// Calls `visit` with the map of every cell.
template <class Visit>
void visit_maps(const Network &network, const ExactMap &embedding, const MapQuestion &question, Visit visit) {
    LiveMaps maps(network, embedding);
    const std::size_t bytes = (network.bits() + 7) / 8;
    std::vector<std::uint8_t> bits(network.bits());
    for (std::size_t i = 0; i < question.count; ++i) {
        for (std::size_t k = 0; k < bits.size(); ++k)
            bits[k] = question.patterns[i * bytes + k / 8] >> k % 8 & 1;
        visit(i, maps.outputs(bits, question.layer));
    }
}

ExactMap identity(int n) {
    ExactMap map{n, n, std::vector<BigInt>(static_cast<std::size_t>(n) * (n + 1)), 1};
    for (int i = 0; i < n; ++i)
        map.row(i)[i] = 1;
    return map;
}

/// As Python rounds: what lies beyond the largest double by half a unit in its last place or more is infinite.
double rounded(const BigInt &numerator, const BigInt &denominator) {
    const double value = nearest(numerator, denominator);
    return std::fabs(value) < std::numeric_limits<double>::max() ? value : 4 * nearest(numerator, denominator * 4);
}

} // namespace

std::vector<std::int64_t> number_maps(const Network &network, const Domain &domain, const MapQuestion &question,
                                      Monitor &monitor) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    std::map<std::vector<BigInt>, std::int64_t> known;
    std::vector<std::int64_t> result;
    result.reserve(question.count);
    visit_maps(network, problem.embedding, question, [&](std::size_t i, const ExactMap &map) {
        std::vector<BigInt> key; // denominators are the same for all cells
        if (question.outputs.empty())
            key = map.entries;
        for (const int output : question.outputs)
            key.insert(key.end(), map.row(output).begin(), map.row(output).end());
        result.push_back(known.try_emplace(std::move(key), static_cast<std::int64_t>(known.size())).first->second);
        if (i % 256 == 0)
            monitor.checkpoint(static_cast<double>(i) / static_cast<double>(question.count),
                               static_cast<long long>(known.size()));
    });
    return result;
}

std::vector<double> rounded_maps(const Network &network, const MapQuestion &question, Monitor &monitor) {
    const FloatEnvironment environment;
    std::vector<double> result;
    visit_maps(network, identity(network.inputs()), question, [&](std::size_t i, const ExactMap &map) {
        if (i == 0)
            result.reserve(question.count * map.entries.size());
        for (const BigInt &entry : map.entries)
            result.push_back(rounded(entry, map.denominator));
        if (i % 256 == 0)
            monitor.checkpoint(static_cast<double>(i) / static_cast<double>(question.count), static_cast<long long>(i));
    });
    return result;
}

} // namespace splinex
