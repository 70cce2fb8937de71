"""Networks in which exact ties, or cuts that nearly coincide, are the rule, beside those of `splinex.zoo`."""

from itertools import pairwise

import numpy as np
import splinex as sx
from numpy.typing import NDArray
from splinex.demo import random_network

__all__ = [
    "integer",
    "lattice",
    "near_copies",
]

Matrix = NDArray[np.float64]


def integer(seed: int, dims: tuple[int, ...], *, reach: int, biases: bool) -> sx.Network:
    """Weights, and biases if wanted, in {-reach..reach}: parallel, coincident and concurrent cuts, and dead units."""
    rng = np.random.default_rng(seed)
    layers = []
    for fan_in, units in pairwise(dims):
        W = rng.integers(-reach, reach + 1, (units, fan_in))
        layers.append((W, rng.integers(-reach, reach + 1, units) if biases else np.zeros(units)))
    return sx.Network.from_layers(layers)


def near_copies(name: str, dims: tuple[int, ...], copies: int) -> sx.Network:
    """A random network that has its first units twice, the second time with weights times 1 + 2^-30.

    Each such pair bounds a strip less than 1e-9 wide, in which regions lie that a tolerance does not see.
    """
    layers = [(layer.weight, layer.bias) for layer in random_network(name, dims).layers]
    (W, b), (V, c), *rest = layers
    W = np.vstack([W, W[:copies] * (1 + 2.0**-30)])
    V = np.hstack([V, V[:, copies - 1 :: -1]])
    return sx.Network.from_layers([(W, np.append(b, b[:copies])), (V, c), *rest])


def lattice(seed: int, inputs: int, functions: int, levels: int, scale: float) -> sx.Network:
    """Rounds of minima and maxima of cyclic neighbours, on affine functions with coefficients in scale * {-3..3}.

    Neighbouring minima share an argument, so that on whole cells a deeper unit's pre-activation cancels: to exactly zero
    where the coefficients are integers, and nearly so in tenths, whose floats have many bits.
    """
    rng = np.random.default_rng(seed)
    W = rng.integers(-3, 4, (functions, inputs)) * scale
    b = rng.integers(-3, 4, functions) * scale
    layers = []
    for _ in range(levels):
        arguments, readout = _neighbours(rng.integers(0, 2, functions).astype(bool))
        layers.append((arguments @ W, arguments @ b))
        W, b = readout, np.zeros(functions)
    return sx.Network.from_layers([*layers, (np.ones((1, functions)) @ W, np.zeros(1))])


def _neighbours(maximum: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """The units' arguments and the next signals, both as combinations.

    With a = s_i and c = s_(i+1): max(a, c) = [a]_+ - [-a]_+ + [c - a]_+ and min(a, c) = [a]_+ - [-a]_+ - [a - c]_+.
    """
    count = len(maximum)
    arguments, readout = np.zeros((3 * count, count)), np.zeros((count, 3 * count))
    for i, is_maximum in enumerate(maximum):
        sign = 1.0 if is_maximum else -1.0
        arguments[3 * i, i], arguments[3 * i + 1, i] = 1.0, -1.0
        arguments[3 * i + 2, (i + 1) % count] += sign
        arguments[3 * i + 2, i] -= sign
        readout[i, 3 * i : 3 * i + 3] = 1.0, -1.0, sign
    return arguments, readout
