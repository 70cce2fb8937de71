"""Random domains for general networks: as splinex takes them, and for the oracle."""

from __future__ import annotations

import numpy as np
import splinex as sx
from hypothesis import strategies as st
from oracles.graph_splitting import Space, all_space, box_space, half_spaces, slice_space
from random_graphs import Chooser
from splinex.domains import Domain

INF = float("inf")
SIDES = ((-1.0, 1.0), (0.0, 2.0), (-INF, INF), (-INF, INF), (0.0, INF), (-INF, 0.5), (0.5, 0.5), (0.0, 0.0))
"""Finite, half-infinite, infinite and of zero width."""


def random_space(choose: Chooser, inputs: int) -> tuple[Domain, Space]:
    """R^d, a box, a polytope or a slice, each as often bounded as not; never without interior points."""
    kind = choose(("all", "all", "box", "box", "polytope", "polytope", "slice", "line"))
    if kind == "all":
        return None, all_space(inputs)
    if kind == "box":
        return _box(choose, inputs)
    if kind == "polytope":
        return _polytope(choose, inputs)
    if kind == "line":
        start = [choose((-1.0, 0.0, 0.5, 1.0)) for _ in range(inputs)]
        end = [v + choose((0.0, 1.0, -2.0)) for v in start]
        if start == end:
            end[0] += 3.0
        step = [b - a for a, b in zip(start, end, strict=True)]
        return sx.Segment(start, end), slice_space(start, [step], box_space([0.0], [1.0]))
    return _slice(choose, inputs)


def _box(choose: Chooser, inputs: int) -> tuple[sx.Box, Space]:
    sides = [choose(SIDES) for _ in range(inputs)]
    low, high = [a for a, _ in sides], [b for _, b in sides]
    return sx.Box(low, high), box_space(low, high)


def _polytope(choose: Chooser, inputs: int) -> tuple[sx.Polytope, Space]:
    """Half-spaces with the origin inside all of them."""
    normals = [[choose((-2.0, -1.0, 0.0, 1.0, 2.0)) for _ in range(inputs)] for _ in range(choose(range(1, 5)))]
    for normal in normals:
        normal[0] = normal[0] if any(normal) else 1.0
    offsets = [choose((0.5, 1.0, 0.1, 3.0)) for _ in normals]
    return sx.Polytope(normals, offsets), half_spaces(normals, offsets, all_space(inputs))


def _slice(choose: Chooser, inputs: int) -> tuple[Domain, Space]:
    origin = [choose((-1.0, 0.0, 0.5)) for _ in range(inputs)]
    size = choose(range(1, inputs + 1))
    directions = [[float(i == j) for i in range(inputs)] for j in range(size)]
    for direction in directions:
        direction[-1] += choose((0.0, 1.0, 2.0))
    if np.linalg.matrix_rank(directions) < size:
        return None, all_space(inputs)
    if choose((True, False)):
        return sx.Slice(origin, directions), slice_space(origin, directions, all_space(size))
    box, space = _box(choose, size)
    return sx.Slice(origin, directions, domain=box), slice_space(origin, directions, space)


@st.composite
def spaces(draw: st.DrawFn, inputs: int) -> tuple[Domain, Space]:
    """The same for hypothesis."""
    return random_space(lambda values: draw(st.sampled_from(values)), inputs)
