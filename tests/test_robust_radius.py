"""Exact robust radii: against programs of other solvers, by their own claims in fractions, and where nothing is generic."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from oracles.robust_programs import by_milp, by_patterns
from sklearn.datasets import load_iris
from small_nets import ENTRIES, matrices
from splinex import nn
from splinex.data import path
from splinex.decision import ball_walk
from splinex.decision.cell_rows import Origin
from splinex.decision.nearest.linear import by_simplex
from splinex.decision.nearest.quadratic import by_active_set

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


def one(net: sx.Network, x: Any, **options: Any) -> sx.RobustRadius:
    """Of a single point."""
    found = sx.robust_radius(net, x, **options)
    assert isinstance(found, sx.RobustRadius)
    return found


def several(net: sx.Network, x: Any, **options: Any) -> sx.RobustRadii:
    """Of several points."""
    found = sx.robust_radius(net, x, **options)
    assert isinstance(found, sx.RobustRadii)
    return found


@pytest.mark.parametrize("p", [1, INF])
@pytest.mark.parametrize(("seed", "dims"), [(1, [2, 8, 3]), (2, [3, 5, 4, 3]), (3, [4, 6, 4, 2])])
def test_mixed_integer_programs_find_the_same(seed: int, dims: list[int], p: float) -> None:
    layers = random_layers(seed, dims)
    net, points = sx.Network.from_layers(layers), np.random.default_rng(seed).uniform(-1, 1, (3, dims[0]))
    low, high = np.full(dims[0], -2.0), np.full(dims[0], 2.0)
    radii = several(net, points, p=p, domain=sx.Box(low, high))
    for x, near in zip(points, radii, strict=True):
        assert near.radius == pytest.approx(by_milp(layers, x, near.label, p, low, high), rel=1e-6, abs=1e-7)
        if near.other >= 0:
            check_claim(net, x, p, near)


@pytest.mark.parametrize(("seed", "dims"), [(4, [2, 4, 3]), (5, [3, 3, 2, 3])])
def test_quadratic_programs_of_all_patterns_find_the_same(seed: int, dims: list[int]) -> None:
    layers = random_layers(seed, dims)
    net, points = sx.Network.from_layers(layers), np.random.default_rng(seed).uniform(-1, 1, (2, dims[0]))
    low, high = np.full(dims[0], -3.0), np.full(dims[0], 3.0)
    radii = several(net, points, domain=sx.Box(low, high))
    for x, near in zip(points, radii, strict=True):
        assert near.radius == pytest.approx(by_patterns(layers, x, near.label, 2, low, high), rel=1e-5)
        if near.other >= 0:
            check_claim(net, x, 2, near)


@pytest.fixture
def walking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk from cell to cell even where the core could list them all."""
    monkeypatch.setattr(ball_walk, "_LISTED", {"1": 0, "2": 0, "inf": 0})


def least_over_regions(net: sx.Network, x: NDArray[np.float64], p: float, domain: Any, label: int) -> Fraction | None:
    """The least measure over all regions of the domain and all classes, each solved from scratch in fractions."""
    origin = Origin(net, domain, x)
    found = []
    for region in sx.enumerate_regions(net, domain):
        base, outputs = [*origin.unit_rows(region.bits), *origin.sides], origin.outputs(region.bits)
        for c, other in enumerate(outputs):
            row = (*(a - o for a, o in zip(outputs[label], other, strict=True)),)
            if c == label or (not any(row[:-1]) and row[-1] > 0):
                continue
            rows = [*base, (*row[:-1], -row[-1])] if any(row[:-1]) else base
            if all(r[-1] >= 0 for r in rows):
                return Fraction(0)
            near = by_active_set(rows) if p == 2 else by_simplex(rows, "1" if p == 1 else "inf")
            found += [near.value] if near is not None else []
    return min(found, default=None)


@pytest.mark.usefixtures("walking")
@given(
    classifiers(), st.lists(st.integers(-4, 4), min_size=3, max_size=3), st.integers(0, 3), st.sampled_from([1, 2, INF])
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_walks_find_the_least_over_all_regions(layers: Layers, place: list[int], kind: int, p: float) -> None:
    net = sx.Network.from_layers(layers)
    d = net.n_inputs
    x = np.array(place[:d]) / 4
    x[0] = 1 - x[1:].sum() if kind == 2 else 0 if kind == 3 else x[0]
    plane = sx.Polytope(np.vstack([np.ones((2, d)) * [[1], [-1]], np.eye(d)]), [1, -1] + [5] * d)
    flat = sx.Box([0.0] + [-2.0] * (d - 1), [0.0] + [INF] * (d - 1))
    domain = (None, sx.Box(-2, 2), plane, flat)[kind]
    near = one(net, x, p=p, domain=domain)
    assert (near.squared if p == 2 else near.exact) == least_over_regions(net, x, p, domain, near.label)
    if near.other >= 0:
        check_claim(net, x, p, near)
    else:
        assert near.radius == INF and np.isnan(near.closest).all() and near.closest_exact is None


@pytest.mark.usefixtures("walking")
def test_the_shipped_net_on_iris_in_every_norm() -> None:
    net, (points, classes) = sx.load(path("iris.npz")), load_iris(return_X_y=True)
    chosen = points[[0, 77, 149]]
    radii = {p: several(net, chosen, p=p) for p in (1, 2, INF)}
    assert (radii[2].label == classes[[0, 77, 149]]).all()
    # The p-norms fall with p, and |v|_1 <= 2 |v|_2 <= 4 |v|_inf in four dimensions.
    assert (radii[INF].radius < radii[2].radius).all() and (radii[2].radius < radii[1].radius).all()
    assert (radii[1].radius <= 2 * radii[2].radius).all() and (radii[2].radius <= 2 * radii[INF].radius).all()
    for p, found in radii.items():
        for x, near in zip(chosen, found, strict=True):
            check_claim(net, x, p, near)
            inside = x + np.random.default_rng(0).uniform(-1, 1, (500, 4)) * near.radius / (
                4 if p == 1 else 2 if p == 2 else 1
            )
            assert (net(inside).argmax(axis=1) == near.label).all()


def test_one_output_decides_by_a_threshold() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    inner, outer = one(net, [0.25], threshold=1), one(net, [-3], threshold=1)
    assert (inner.label, inner.squared, inner.other) == (0, Fraction(9, 16), 1)
    assert outer.squared == 4 and (outer.label, outer.other, outer.closest.tolist()) == (1, 0, [-1.0])
    nowhere = one(net, [0.25], threshold=-1)
    assert (nowhere.label, nowhere.radius, nowhere.other) == (1, INF, -1)


def test_a_touch_without_a_change_of_class_counts() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1], [0, 0]], [0, 0])])  # |x| against 0
    near = one(net, [2], p=1)
    assert near.exact == 2 and (near.label, near.other) == (0, 1)
    assert one(net, [0]).radius == 0


def test_equal_logits_leave_no_room() -> None:
    net = sx.Network.from_layers([([[1, 0]], [0]), ([[1], [1], [0]], [0, 0, -1])])
    radii = several(net, [[1, 1], [-2, 0]])
    assert radii.radius.tolist() == [0, 0] and radii.label.tolist() == [0, 0] and radii.other.tolist() == [1, 1]


def test_a_wrong_label_has_radius_zero() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0])])
    near = one(net, [1], label=1)
    assert (near.label, near.radius, near.other, near.closest.tolist()) == (1, 0, 0, [1])
    assert several(net, [[1], [2]], label=[0, 1]).radius.tolist() == [1, 0]


def test_maxout_and_a_kink_that_bulges_towards_the_point() -> None:
    net = sx.Network.sequential([nn.Maxout([[[1, 0], [0, 1]], [[0, 0], [0, 0]]], [[0, 0], [1, 1]])], (2,))
    near = one(net, [3, 3])  # max(x, y) against 1: the corner of x, y <= 1
    assert near.squared == 8 and (near.label, near.closest.tolist()) == (0, [1.0, 1.0])
    assert one(net, [3, 3], p=1).exact == 4
    assert one(net, [0, 0], p=INF).exact == 1


def test_segments_measure_in_their_own_coordinate() -> None:
    net = sx.Network.from_layers([([[1, 0], [-1, 0]], [0, 0])])
    near = one(net, [0.25], domain=sx.Segment([-2, 5], [2, 5]))
    assert (near.label, near.squared) == (1, Fraction(1, 16))


def test_other_scales_change_nothing() -> None:
    net = sx.Network.from_layers([([[1, 2], [3, -1]], [1, -2]), ([[1, -1], [0, 2]], [0, 1])])
    for exponent in (-300, 0, 300):
        scale = 2.0**exponent
        layers = [
            (net.layers[0].weight, net.layers[0].bias * scale),
            (net.layers[1].weight, net.layers[1].bias * scale),
        ]
        near = one(sx.Network.from_layers(layers), np.array([0.5, 0.25]) * scale)
        base = one(net, [0.5, 0.25])
        assert base.squared is not None and near.squared == base.squared * Fraction(scale) ** 2


def test_what_cannot_be() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])
    with pytest.raises(sx.InputError, match="p must be 1, 2 or infinity, not 3"):
        sx.robust_radius(net, [0, 1], p=3)
    with pytest.raises(sx.InputError, match=r"x\[1\] = \[2.0, 0.0\] lies outside the domain"):
        sx.robust_radius(net, [[0, 1], [2, 0]], domain=sx.Box(-1, 1))
    with pytest.raises(sx.InputError, match="label must be an index from 0 to 1, not 2"):
        sx.robust_radius(net, [0, 1], label=2)
    with pytest.raises(sx.InputError, match=r"label has shape \(2,\); one class, or one for each of 1 points"):
        sx.robust_radius(net, [0, 1], label=[0, 1])
    with pytest.raises(sx.InputError, match=r"x has shape \(3,\)"):
        sx.robust_radius(net, [0, 1, 2])
    with pytest.raises(sx.InputError, match="nan"):
        sx.robust_radius(net, [0, np.nan])
    with pytest.raises(sx.InputError, match=r"threshold is 1\.0, but the largest of 2 outputs decides"):
        sx.robust_radius(net, [0, 1], threshold=1)
    with pytest.raises(sx.InputError, match="more than max_regions = 2 regions"):
        sx.robust_radius(sx.load(path("iris.npz")), [5, 3, 2, 1], max_regions=2)


def test_no_points_and_progress() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])
    none = several(net, np.empty((0, 2)))
    assert len(none) == 0 and none.closest.shape == (0, 2) and none.radius.shape == (0,)
    heard: list[float] = []
    sx.robust_radius(net, [[0, 1], [2, 0]], progress=lambda now: heard.append(now.fraction))
    assert heard == [0.5, 1.0]

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sx.robust_radius(net, [[0, 1], [2, 0]], progress=stop)


def test_the_largest_and_the_smallest_floats() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])
    assert one(net, [1e308, -1e308]).squared == 2 * Fraction(1e308) ** 2
    far = one(net, [1e308, -1e308], p=1)
    assert far.exact == 2 * Fraction(1e308) and far.radius == INF and far.other == 1  # more than any float
    assert one(net, [5e-324, 0], p=INF).exact == Fraction(5e-324) / 2


@pytest.mark.parametrize("kind", ["leaky ReLU", "hard sigmoid", "several breakpoints", "maxout", "residual"])
def test_every_kind_of_layer(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    net = KINDS[kind]()
    x = np.random.default_rng(1).uniform(-1, 1, net.n_inputs)
    listed = one(net, x, domain=sx.Box(-2, 2))
    assert listed.squared == least_over_regions(net, x, 2, sx.Box(-2, 2), listed.label)
    monkeypatch.setattr(ball_walk, "_LISTED", {"1": 0, "2": 0, "inf": 0})
    assert one(net, x, domain=sx.Box(-2, 2)).squared == listed.squared
