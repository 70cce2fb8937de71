"""Exact robust radii: against mixed-integer and quadratic programs, by their own claims, and where nothing is generic."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from hypothesis import strategies as st
from numpy.typing import NDArray
from oracles.robust_programs import by_milp, by_patterns
from small_nets import ENTRIES, matrices

INF = float("inf")
Layers = list[tuple[NDArray[np.float64], NDArray[np.float64]]]


def random_layers(seed: int, dims: list[int]) -> Layers:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n, m)) * np.sqrt(2 / m), rng.normal(size=n) / 3) for m, n in pairwise(dims)]


@st.composite
def classifiers(draw: st.DrawFn) -> Layers:
    """1 to 3 inputs, one hidden layer or two of at most 4 units, two or three outputs, often with ties."""
    entries = draw(ENTRIES)
    dims = [
        draw(st.integers(1, 3)),
        *draw(st.lists(st.integers(1, 4), min_size=1, max_size=2)),
        draw(st.integers(2, 3)),
    ]
    return [(draw(matrices(n, m, entries)), draw(matrices(1, n, entries))[0]) for m, n in pairwise(dims)]


def forward(net: sx.Network, point: tuple[Fraction, ...]) -> list[Fraction]:
    """The outputs at a rational point, layer by layer in fractions."""
    values = list(point)
    for layer in net.layers:
        rows = [
            (sum((Fraction(w) * v for w, v in zip(line, values, strict=True)), Fraction(0)) + Fraction(b))
            / layer.denominator
            for line, b in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        values, used = [], 0
        for size in layer.gates.tolist():
            mine = rows[used : used + max(size, 1)]
            values.append(max(mine) if size else max(mine[0], Fraction(0)))
            used += max(size, 1)
    return values


def check_claim(net: sx.Network, x: Any, p: float, near: sx.RobustRadius) -> None:
    """The point has the distance that is claimed, and the other class is as large as the label there, exactly."""
    assert near.closest_exact is not None
    values = forward(net, near.closest_exact)
    assert values[near.other] == max(v for c, v in enumerate(values) if c != near.label) >= values[near.label]
    moves = [abs(c - Fraction(float(v))) for c, v in zip(near.closest_exact, x, strict=True)]
    if p == 2:
        assert near.squared == sum(m * m for m in moves)
        assert near.radius == pytest.approx(float(near.squared) ** 0.5, rel=1e-15)
    else:
        assert near.exact == (sum(moves) if p == 1 else max(moves))
        assert near.radius == float(near.exact)


@pytest.mark.parametrize("p", [1, INF])
@pytest.mark.parametrize(("seed", "dims"), [(1, [2, 8, 3]), (2, [3, 5, 4, 3]), (3, [4, 6, 4, 2])])
def test_mixed_integer_programs_find_the_same(seed: int, dims: list[int], p: float) -> None:
    layers = random_layers(seed, dims)
    net, points = sx.Network.from_layers(layers), np.random.default_rng(seed).uniform(-1, 1, (3, dims[0]))
    low, high = np.full(dims[0], -2.0), np.full(dims[0], 2.0)
    radii = sx.robust_radius(net, points, p=p, domain=sx.Box(low, high))
    assert isinstance(radii, sx.RobustRadii)
    for x, near in zip(points, radii, strict=True):
        assert near.radius == pytest.approx(by_milp(layers, x, near.label, p, low, high), rel=1e-6, abs=1e-7)
        if near.other >= 0:
            check_claim(net, x, p, near)


@pytest.mark.parametrize(("seed", "dims"), [(4, [2, 4, 3]), (5, [3, 3, 2, 3])])
def test_quadratic_programs_of_all_patterns_find_the_same(seed: int, dims: list[int]) -> None:
    layers = random_layers(seed, dims)
    net, points = sx.Network.from_layers(layers), np.random.default_rng(seed).uniform(-1, 1, (2, dims[0]))
    low, high = np.full(dims[0], -3.0), np.full(dims[0], 3.0)
    radii = sx.robust_radius(net, points, domain=sx.Box(low, high))
    assert isinstance(radii, sx.RobustRadii)
    for x, near in zip(points, radii, strict=True):
        assert near.radius == pytest.approx(by_patterns(layers, x, near.label, 2, low, high), rel=1e-5)
        if near.other >= 0:
            check_claim(net, x, 2, near)
