#include "splinex/output_maps.hpp"

#include "splinex/exact_rows.hpp"
#include "splinex/float_environment.hpp"
#include "splinex/problem.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace splinex {

namespace {

/// Outputs of layers as functions of what the rows of the first layer are functions of, kept for as long as patterns
/// begin alike.
class LiveMaps {
public:
    LiveMaps(const Network &network, ExactMap first) : network_(network) {
        rows_.push_back(std::move(first));
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

/// The bits of one of many packed patterns.
void unpack(std::span<const std::uint8_t> patterns, std::size_t i, std::span<std::uint8_t> bits) {
    const std::size_t bytes = (bits.size() + 7) / 8;
    for (std::size_t k = 0; k < bits.size(); ++k)
        bits[k] = patterns[i * bytes + k / 8] >> k % 8 & 1;
}

} // namespace

std::vector<std::int64_t> number_maps(const Network &network, const Domain &domain, const MapQuestion &question,
                                      Monitor &monitor) {
    const FloatEnvironment environment;
    const Problem problem(network, domain);
    LiveMaps maps(network, composed(network.layers().front(), problem.embedding));
    std::vector<std::uint8_t> bits(network.bits());
    std::map<std::vector<BigInt>, std::int64_t> known;
    std::vector<std::int64_t> result;
    result.reserve(question.count);
    for (std::size_t i = 0; i < question.count; ++i) {
        unpack(question.patterns, i, bits);
        const ExactMap &map = maps.outputs(bits, question.layer);
        std::vector<BigInt> key; // denominators are the same for all cells
        if (question.outputs.empty())
            key = map.entries;
        for (const int output : question.outputs)
            key.insert(key.end(), map.row(output).begin(), map.row(output).end());
        result.push_back(known.try_emplace(std::move(key), static_cast<std::int64_t>(known.size())).first->second);
        if (i % 256 == 0)
            monitor.checkpoint(static_cast<double>(i) / static_cast<double>(question.count),
                               static_cast<long long>(known.size()));
    }
    return result;
}

std::vector<double> rounded_maps(const Network &network, std::span<const std::uint8_t> patterns, std::size_t count,
                                 Monitor &monitor) {
    const FloatEnvironment environment;
    LiveMaps maps(network, network.layers().front());
    std::vector<std::uint8_t> bits(network.bits());
    std::vector<double> result;
    for (std::size_t i = 0; i < count; ++i) {
        unpack(patterns, i, bits);
        const ExactMap &map = maps.outputs(bits, network.hidden());
        for (const BigInt &entry : map.entries)
            result.push_back(rounded(entry, map.denominator));
        if (i % 256 == 0)
            monitor.checkpoint(static_cast<double>(i) / static_cast<double>(count), static_cast<long long>(i));
    }
    return result;
}

} // namespace splinex
