"""Random networks: the table of DESIGN 6, the LCG reference nets of THEORY 5.9, and integer weights that tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
from splinex.zoo.reference_nets import integer_network

from .net import Net, net


@dataclass(frozen=True)
class TableRow:
    """Cells after each layer, in the box [-1, 1]^d and on R^d."""

    name: str
    dims: tuple[int, ...]
    box: tuple[int, ...]
    space: tuple[int, ...]


DESIGN_TABLE = [
    TableRow("toy", (2, 45, 3, 4), (949, 991), (1036, 1084)),
    TableRow("d2deep", (2, 32, 32, 32, 1), (490, 1841, 3976), (529, 2041, 4538)),
    TableRow("d2wide", (2, 200, 200, 1), (18217, 71313), (20101, 80301)),
    TableRow("d3", (3, 32, 32, 1), (4692, 36194), (5489, 45188)),
    TableRow("d4", (4, 24, 24, 1), (10997, 164561), (12951, 206840)),
    TableRow("d5", (5, 20, 20, 1), (17966, 595197), (21700, 844478)),
    TableRow("d6", (6, 16, 16, 1), (11929, 724319), (14893, 1194889)),
    TableRow("d8", (8, 14, 14, 1), (12154, 2574398), (12911, 3908603)),
    TableRow("arr4x40", (4, 40, 1), (87938,), (102091,)),
    TableRow("arr6x30", (6, 30, 1), (642182,), (768212,)),
    TableRow("arr10x20", (10, 20, 1), (580553,), (616666,)),
]


def design_net(name: str, dims: Sequence[int]) -> Net:
    """He-initialised with the recipe under the table of DESIGN 6."""
    return he_net(20261123 + len(name), dims)


def he_net(seed: int, dims: Sequence[int]) -> Net:
    r = np.random.default_rng(seed)
    layers = []
    for fan_in, width in pairwise(dims):
        weights = r.normal(0, sqrt(2 / fan_in), (width, fan_in))
        layers.append((weights, r.normal(0, 0.1, width)))
    return net(*layers)


LCG_TABLE = [
    ((3, (2, 4, 3, 2), 9), (10, 20)),
    ((1, (2, 5, 4, 3), 9), (16, 42)),
    ((1, (2, 45, 3, 4), 9), (946, 1053)),
]
"""(seed, dims, m) -> cells after each layer on R^2."""


def lcg_net(seed: int, dims: Sequence[int], m: int) -> Net:
    """Integer weights in [-m, m] from the generator of THEORY 5.9."""
    return net(*((layer.weight, layer.bias) for layer in integer_network(seed, dims, m).layers))


def integer_net(seed: int, dims: Sequence[int], bias_free: bool = False, reach: int = 2) -> Net:
    """Weights and biases in [-2, 2]: parallel, coincident and concurrent cuts, dead and zero units."""
    r = np.random.default_rng(seed)
    layers = []
    for fan_in, width in pairwise(dims):
        weights = r.integers(-reach, reach + 1, (width, fan_in))
        layers.append((weights, np.zeros(width) if bias_free else r.integers(-reach, reach + 1, width)))
    return net(*layers)
