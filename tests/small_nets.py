"""Hypothesis strategies for networks small enough for the slow oracles."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from families.net import Matrix, Net, net
from hypothesis import strategies as st

TIES = st.integers(-2, 2).map(float)
"""Parallel, coincident, concurrent and dead units are the rule."""
TENTHS = st.integers(-9, 9).map(lambda k: k / 10)
"""Ties of the decimals that floats only nearly have."""
ENTRIES = st.sampled_from([TIES, TENTHS])


@st.composite
def matrices(draw: st.DrawFn, rows: int, columns: int, entries: st.SearchStrategy[float]) -> Matrix:
    values = draw(st.lists(entries, min_size=rows * columns, max_size=rows * columns))
    return np.array(values, dtype=np.float64).reshape(rows, columns)


@st.composite
def small_nets(draw: st.DrawFn, inputs: int | None = None, depth: int | None = None, ties_only: bool = False) -> Net:
    """1 to 3 inputs, 1 or 2 hidden layers of at most 4 units, one output."""
    entries = TIES if ties_only else draw(ENTRIES)
    n_inputs = inputs if inputs is not None else draw(st.integers(1, 3))
    n_hidden = depth if depth is not None else draw(st.integers(1, 2))
    dims = [n_inputs, *draw(st.lists(st.integers(1, 4), min_size=n_hidden, max_size=n_hidden)), 1]
    layers: list[tuple[Any, Any]] = []
    for fan_in, width in pairwise(dims):
        weights = draw(matrices(width, fan_in, entries))
        layers.append((weights, draw(matrices(1, width, entries))[0]))
    return net(*layers)


@st.composite
def box_ends(draw: st.DrawFn, dimension: int) -> tuple[list[float], list[float]]:
    """Finite, half-infinite, infinite and zero-width sides mixed; never empty."""
    sides = draw(
        st.lists(
            st.sampled_from(
                [(-1.0, 1.0), (0.0, 2.0), (-np.inf, np.inf), (0.0, np.inf), (-np.inf, 0.5), (0.5, 0.5), (0.0, 0.0)]
            ),
            min_size=dimension,
            max_size=dimension,
        )
    )
    return [low for low, _ in sides], [high for _, high in sides]
