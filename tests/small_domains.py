"""Domains for the slow oracles: their exact maps in Fractions, and strategies for their parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import splinex as sx
from hypothesis import strategies as st
from oracles.exact_net import ExactLayer, exact_vector
from small_nets import TIES

Rows = Sequence[tuple[Sequence[float], float]]
"""Pairs (a, b) of half-spaces a x <= b."""


def through(points: Sequence[Sequence[float]]) -> tuple[ExactLayer, ...]:
    """t -> p + t[0] (q - p) + ..., in Fractions."""
    first, *others = [exact_vector(point) for point in points]
    weights = tuple(tuple(other[i] - first[i] for other in others) for i in range(len(first)))
    return (ExactLayer(weights, first, False),)


def along(origin: Sequence[float], directions: Sequence[Sequence[float]]) -> tuple[ExactLayer, ...]:
    weights = tuple(tuple(Fraction(d[i]) for d in directions) for i in range(len(origin)))
    return (ExactLayer(weights, exact_vector(origin), False),)


def vectors(size: int, entries: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
    return st.lists(entries, min_size=size, max_size=size)


@st.composite
def solid_rows(draw: st.DrawFn, dimension: int) -> list[tuple[list[float], float]]:
    """Half-spaces with the origin inside all of them."""
    normals = draw(st.lists(vectors(dimension, TIES).filter(any), min_size=1, max_size=4))
    return [(a, draw(st.sampled_from([0.1, 0.5, 1.0, 2.0]))) for a in normals]


def polytope(rows: Rows) -> sx.Polytope:
    return sx.Polytope(np.array([a for a, _ in rows]), [b for _, b in rows])


def plain(p: Any, q: Any, r: Any, **bounds: Any) -> sx.Slice:
    """A slice with directions q and r, in the form of `Slice.through`."""
    return sx.Slice(p, [q, r], **bounds)
