"""What is measured, with the counts that must come out."""

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Protocol

import numpy as np
import splinex as sx
from splinex.demo import random_network

__all__ = ["CASES", "Case", "domain"]


class MakeNetwork(Protocol):
    """Builds the network of a case."""

    def __call__(self) -> sx.Network: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A network and its regions after each hidden layer, by domain: "box" is [-1, 1]^d, "space" is R^d."""

    make: MakeNetwork
    regions: dict[str, tuple[int, ...]]


def domain(name: str) -> sx.Box | None:
    """The domain of that name."""
    return {"box": sx.Box(-1, 1), "space": None}[name]


def resonance(n: int) -> sx.Network:
    """The hyperplanes sum over S of x_i = 0, for all non-empty S."""
    return sx.arrangement([row for row in product((0, 1), repeat=n) if any(row)])


def threshold(n: int) -> sx.Network:
    """The hyperplanes v_0 + sum of v_i x_i = 0, for all x in {0, 1}^n."""
    return sx.arrangement(np.array([(1, *row) for row in product((0, 1), repeat=n)]))


def _random(name: str, dims: tuple[int, ...], box: tuple[int, ...], space: tuple[int, ...]) -> tuple[str, Case]:
    return name, Case(partial(random_network, name, dims), {"box": box, "space": space})


CASES = dict(
    [
        _random("toy", (2, 45, 3, 4), (949, 991), (1036, 1084)),
        _random("d2deep", (2, 32, 32, 32, 1), (490, 1841, 3976), (529, 2041, 4538)),
        _random("d2wide", (2, 200, 200, 1), (18217, 71313), (20101, 80301)),
        _random("d3", (3, 32, 32, 1), (4692, 36194), (5489, 45188)),
        _random("d4", (4, 24, 24, 1), (10997, 164561), (12951, 206840)),
        _random("d5", (5, 20, 20, 1), (17966, 595197), (21700, 844478)),
        _random("d6", (6, 16, 16, 1), (11929, 724319), (14893, 1194889)),
        _random("d8", (8, 14, 14, 1), (12154, 2574398), (12911, 3908603)),
        _random("arr4x40", (4, 40, 1), (87938,), (102091,)),
        _random("arr6x30", (6, 30, 1), (642182,), (768212,)),
        _random("arr10x20", (10, 20, 1), (580553,), (616666,)),
        ("resonance5", Case(partial(resonance, 5), {"space": (11292,)})),
        ("resonance6", Case(partial(resonance, 6), {"space": (1066044,)})),
        ("threshold5", Case(partial(threshold, 5), {"space": (94572,)})),
        ("resonance7", Case(partial(resonance, 7), {"space": (347326352,)})),
    ]
)
