"""Two-level lattice nets: minima and maxima of affine functions written as ReLU layers.

Neighbouring minima and maxima share an argument, so that on whole cells they are the same function, and a deeper unit
that compares them has a pre-activation that cancels to exactly zero there (few-bit weights) or nearly so (tenths).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .net import Matrix, Net, net

LATTICE_COUNTS = {
    (3, 2, 6, 2, 0.1): (74, 111),
    (1, 2, 8, 2, 1.0): (101, 118),
    (1, 2, 8, 2, 0.1): (107, 257),
    (3, 3, 6, 2, 1.0): (207, 271),
    (3, 3, 6, 2, 0.1): (241, 922),
    (5, 3, 5, 3, 0.3): (158, 523, 562),
    (7, 3, 9, 2, 0.1): (871, 2654),
    (2, 4, 6, 2, 0.1): (736, 5353),
    (6, 4, 6, 3, 0.25): (472, 765, 872),
    (4, 5, 5, 2, 0.1): (380, 1400),
}
"""Arguments of lattice_net -> cells after each layer on R^d, by exact splitting (half a minute for the longest)."""


def lattice_net(seed: int, dimension: int, functions: int, levels: int = 2, scale: float = 1.0) -> Net:
    """levels rounds of min or max of cyclic neighbours, on affine functions with coefficients in scale * {-3..3}."""
    r = np.random.default_rng(seed)
    weights = r.integers(-3, 4, (functions, dimension)) * scale
    biases = r.integers(-3, 4, functions) * scale
    layers = []
    for _ in range(levels):
        maximum = r.integers(0, 2, functions).astype(bool)
        arguments, readout = _round_of_neighbours(maximum)
        layers.append((arguments @ weights, arguments @ biases))
        weights, biases = readout, np.zeros(functions)
    layers.append((np.ones((1, functions)) @ weights, np.zeros(1)))
    return net(*layers)


def _round_of_neighbours(maximum: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """The units' arguments, and the next signals, both as combinations.

    With a = s_i and c = s_(i+1): max(a, c) = [a]_+ - [-a]_+ + [c - a]_+, min(a, c) = [a]_+ - [-a]_+ - [a - c]_+.
    """
    count = len(maximum)
    arguments, readout = np.zeros((3 * count, count)), np.zeros((count, 3 * count))
    for i, is_maximum in enumerate(maximum):
        sign = 1.0 if is_maximum else -1.0
        following = (i + 1) % count
        arguments[3 * i, i] = 1.0
        arguments[3 * i + 1, i] = -1.0
        arguments[3 * i + 2, following] += sign
        arguments[3 * i + 2, i] -= sign
        readout[i, 3 * i : 3 * i + 3] = 1.0, -1.0, sign
    return arguments, readout
