"""Networks that break tolerances: cells without a float, near copies, extreme scales, numerical rank deficiency."""

from __future__ import annotations

import numpy as np

from .net import Net, net, with_sum


def bias_free() -> Net:
    """h = [x]_+, [y]_+ and u = [h1+h2]_+, [h1-h2]_+: 4 cells, then 5; both u are identically zero where x, y < 0."""
    return with_sum([(np.eye(2), np.zeros(2)), ([[1, 1], [1, -1]], np.zeros(2))])


def doubled_line() -> Net:
    """x, y, x+y-1 and 2x+2y-2: 7 cells."""
    return with_sum([([[1, 0], [0, 1], [1, 1], [2, 2]], [0, 0, -1, -2])])


def cell_without_a_float() -> Net:
    """[3x-1]_+ beside [(3*2^53-4)x - (2^53-1)]_+ : 3 cells, and no float64 between the two breakpoints.

    3*2^53 - 4 = 4 * (3*2^51 - 1) is a float64; so is 2^53 - 1.
    """
    return with_sum([([[3.0], [3.0 * 2**53 - 4.0]], [-1.0, -(2.0**53 - 1.0)])])


def with_near_copy(network: Net, unit: int = 0) -> Net:
    """The unit of the first layer once more, its weights (not its bias) times 1 + 2^-44."""
    (weights, biases), (after, output_biases), *rest = network.layers
    weights = np.vstack([weights, weights[unit] * (1 + 2.0**-44)])
    biases = np.append(biases, biases[unit])
    after = np.hstack([after, np.ones((len(after), 1))])
    return net((weights, biases), (after, output_biases), *rest, relu_last=network.relu_last)


def with_scaled_units(network: Net, exponents: list[int]) -> Net:
    """The first layer's units times 2^e, the next layer's columns divided by it: the same function and cells."""
    (weights, biases), (after, output_biases), *rest = network.layers
    factors = 2.0 ** np.array(exponents, dtype=np.float64)
    return net(
        (weights * factors[:, None], biases * factors),
        (after / factors, output_biases),
        *rest,
        relu_last=network.relu_last,
    )


def huge_weights() -> Net:
    """Lines x = y and x + y = 1e-600 with entries of 1e300, then differences of their units: 4 cells, then 6."""
    return with_sum([([[1e300, -1e300], [1e300, 1e300]], [0.0, -1e-300]), ([[1e300, -1e300]], [-1e300])])


def tiny_weights() -> Net:
    """The same lines' shape with entries of 1e-300."""
    return with_sum([([[1e-300, -1e-300], [1e-300, 1e-300]], [0.0, -1e-300]), ([[1e-300, -1e-300]], [-1e-300])])


def mixed_magnitudes() -> Net:
    """1e300 and 1e-300 in one row and across layers; every product of the two layers is far outside float64."""
    return with_sum(
        [
            ([[1e300, 1e-300], [-1e-300, 1e300], [1e300, 1e300]], [1e-300, -1e300, 1e300]),
            ([[1e300, -1e-300, 1e300]], [-1e300]),
        ]
    )


def decimal_rank_deficient() -> Net:
    """Rows of tenths: in decimals the third is the sum of the others, its float image is not the sum of theirs.

    In decimals the three planes share a line (6 regions); as floats they are in general position (8).
    """
    return with_sum([([[0.1, 0.2, 0.3], [0.2, 0.1, 0.3], [0.3, 0.3, 0.6]], np.zeros(3))])


def decimal_concurrent() -> Net:
    """Three lines through (1, 1) in decimals, 6 regions; their float coefficients make a tiny triangle, 7 regions."""
    return with_sum([([[0.1, 0.2], [0.2, 0.1], [0.7, 0.1]], [-0.3, -0.3, -0.8])])
