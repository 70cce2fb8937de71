#pragma once

#include "splinex/domain.hpp"
#include "splinex/monitor.hpp"
#include "splinex/network.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splinex {

/// Regions of which a proof is wanted: packed patterns (n, bytes), points (n, inputs), and which of them are only near
/// a witness.
struct ProvenRegions {
    std::span<const std::uint8_t> patterns;
    std::span<const double> points;
    std::span<const std::uint8_t> inexact;

    std::size_t count() const { return inexact.size(); }
};

/// A proof that those are all regions, in the form that docs/certificates.md describes.
struct ProofTree {
    std::vector<std::vector<int>> flat;              // see vanishing_rows, of the domain's rows
    std::vector<long long> counts;                   // cells after each hidden layer
    std::vector<std::vector<std::uint8_t>> sections; // of nodes; the first one refers to the others
};

/// Writes the proof, whoever found the regions; subtrees of up to `section` regions get a section of their own when
/// there are more in all. Throws InputError when one is missing or listed twice.
ProofTree write_proof(const Network &network, const Domain &domain, const ProvenRegions &regions, std::size_t section,
                      Monitor &monitor);

} // namespace splinex
