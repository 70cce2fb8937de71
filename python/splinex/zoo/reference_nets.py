"""Reference networks: integer weights from a linear congruential generator, and the deck's toy."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from splinex.network import Network
from splinex.zoo.entry import Family, Known

__all__ = ["FAMILIES", "generator", "integer_network"]

_KNOWN: dict[tuple[int, ...], tuple[int, Known]] = {
    (2, 4, 3, 2): (3, Known((10, 20), {"linear regions": 17, "affine maps": 17, "bounded regions": 8})),
    (2, 5, 4, 3): (1, Known((16, 42), {"linear regions": 33, "affine maps": 33, "bounded regions": 26})),
    (2, 45, 3, 4): (1, Known((946, 1053), {"linear regions": 743, "affine maps": 743, "bounded regions": 961})),
}
"""Inputs, hidden widths and outputs -> the seed of the weights, and the counts on R^2."""


def generator(seed: int, reach: int) -> Iterator[int]:
    """Integers in [-reach, reach]: s <- (1103515245 s + 12345) mod 2^31, and then (s div 2^16) mod (2 reach + 1) - reach."""
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield (state >> 16) % (2 * reach + 1) - reach


def integer_network(seed: int, dims: Sequence[int], reach: int) -> Network:
    """Weights, row-major, and then biases of each layer from `generator`."""
    draws = generator(seed, reach)
    layers = []
    for fan_in, width in pairwise(dims):
        weights = [[next(draws) for _ in range(fan_in)] for _ in range(width)]
        layers.append((weights, [next(draws) for _ in range(width)]))
    return Network.from_layers(layers)


def _build(*dims: int) -> Network:
    return integer_network(_KNOWN[dims][0], dims, 9)


def _toy() -> Network:
    # `python -m splinex.demo` warns when the module was imported before.
    from splinex.demo import random_network

    return random_network("toy", (2, 45, 3, 4))


FAMILIES = [
    Family(
        name="integers",
        form="-{sizes...}",
        group="reference",
        title="layers of sizes ({sizes}) with integer weights in -9..9 from a linear congruential generator",
        build=_build,
        known=lambda *dims: {"space": _KNOWN[dims][1]} if dims in _KNOWN else {},
        listed=list(_KNOWN),
        how="computed in exact rationals",
        reference="splinex; the third has 44 distinct lines, some of them parallel",
        allowed=", ".join("-".join(map(str, dims)) for dims in _KNOWN),
    ),
    Family(
        name="deck-toy",
        form="",
        group="reference",
        title="layers of sizes (2, 45, 3, 4) with random normal weights, numpy.random.default_rng(20261126)",
        build=_toy,
        known=lambda: {"space": Known((1036, 1084)), "box": Known((949, 991))},
        listed=[()],
        how="computed exactly",
        reference="the architecture of Balestriero and Baraniuk's example, Mad Max: Affine Spline Insights into Deep Learning",
    ),
]
