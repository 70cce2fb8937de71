"""Polytopes, segments and slices: what they denote exactly, their values, and what they refuse."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from oracles.exact_net import ExactNet, evaluate, exact_net, exact_value, exact_vector
from small_domains import along, plain, polytope, solid_rows, through, vectors
from small_nets import TENTHS, box_ends
from splinex.domains import coordinates

INF = float("inf")


@given(st.data())
def test_front_is_the_exact_affine_map(data: st.DataObject) -> None:
    numbers = st.floats(-1e300, 1e300) | TENTHS
    p, q, r = (data.draw(vectors(3, numbers)) for _ in range(3))
    build, front = data.draw(st.sampled_from([(sx.Slice.through, through([p, q, r])), (plain, along(p, [q, r]))]))
    try:
        domain = build(p, q, r)
    except sx.InputError:
        return
    t = tuple(data.draw(st.fractions(-3, 3)) for _ in range(2))
    assert exact_value(_exact(coordinates(domain, 3).front), t) == exact_value(ExactNet(front), t)


@given(vectors(4, st.floats(-1e300, 1e300)), st.fractions(0, 1))
def test_a_segment_weighs_its_ends(ends: list[float], t: Fraction) -> None:
    a, b = exact_vector(ends[:2]), exact_vector(ends[2:])
    if a == b:
        return
    found = coordinates(sx.Segment(ends[:2], ends[2:]), 2)
    value = exact_value(_exact(found.front), (t,))
    assert value == tuple((1 - t) * v + t * w for v, w in zip(a, b, strict=True))
    assert (found.low.tolist(), found.high.tolist()) == ([0.0], [1.0])


@given(st.data())
def test_constraints_hold_inside_and_only_there(data: st.DataObject) -> None:
    low, high = data.draw(box_ends(3))
    rows = data.draw(solid_rows(3))
    bound: sx.Box | sx.Polytope = sx.Box(low, high) if data.draw(st.booleans()) else polytope(rows)
    domain = sx.Slice([0.1, 0.2, 0.3], [[1, 2, 0], [0, 1, 3]], within=bound)
    t = tuple(data.draw(st.fractions(-2, 2)) for _ in range(2))
    x = exact_value(ExactNet(along([0.1, 0.2, 0.3], [[1, 2, 0], [0, 1, 3]])), t)
    if isinstance(bound, sx.Box):
        inside = all(lo <= v <= hi for lo, v, hi in zip(low, x, high, strict=True))
    else:
        inside = all(evaluate((exact_vector(a), -Fraction(b)), x) <= 0 for a, b in rows)
    chains = coordinates(domain, 3).constraints
    assert inside == all(v >= 0 for chain in chains for v in exact_value(_exact(chain), t))


def test_bounds_on_coordinates() -> None:
    found = coordinates(sx.Slice([0, 0, 0], [[1, 0, 0], [0, 1, 0]], domain=sx.Box(-1, [1, INF])), 3)
    assert (found.low.tolist(), found.high.tolist(), found.constraints) == ([-1, -1], [1, INF], ())
    found = coordinates(sx.Polytope(np.zeros((0, 2)), []), 2)
    assert (found.front, found.low.tolist(), found.high.tolist(), found.constraints) == ((), [-INF] * 2, [INF] * 2, ())
    found = coordinates(sx.Slice([0, 0], [[1, 0]], domain=sx.Polytope([[2]], [1]), within=sx.Box(0, INF)), 2)
    assert [len(chain) for chain in found.constraints] == [1, 2]


def _exact(layers: Sequence[sx.Layer]) -> ExactNet:
    """A chain of affine layers, whose flags must say that no ReLU comes between them."""
    maps = [exact_net([(layer.weight, layer.bias)], relu_last=layer.relu) for layer in layers]
    assert not any(layer.relu for layer in layers)
    return ExactNet(tuple(layer for one in maps for layer in one.layers))


VALUES: dict[str, Callable[[], Any]] = {
    "box": lambda: sx.Box([0, -INF], [1, 2]),
    "polytope": lambda: sx.Polytope([[1.0, 0.5], [0.0, -1.0]], [1, 2]),
    "polytope without rows": lambda: sx.Polytope(np.zeros((0, 2)), []),
    "segment": lambda: sx.Segment([0.1, 0], [1, 2]),
    "slice": lambda: sx.Slice([0, 1, 2], [[1, 0, 0], [0, 0, 1]], domain=sx.Box(-1, 1)),
    "slice within": lambda: sx.Slice([0, 1, 2], [[1, 0, 0]], within=sx.Polytope([[1, 1, 1]], [7])),
    "through": lambda: sx.Slice.through([0.1, 0.2], [0.3, 0.1], [1, 2], domain=sx.Box(0, 1), within=sx.Box(0, 1)),
}
REPRS = {
    "polytope": "Polytope(A 2 x 2, b 2)",
    "segment": "Segment([0.1, 0], [1, 2])",
    "slice": "Slice(2 directions in R^3, domain=Box(-1, 1))",
    "slice within": "Slice(1 direction in R^3, within=Polytope(A 1 x 3, b 1))",
    "through": "Slice.through(3 points of R^2, domain=Box(0, 1), within=Box(0, 1))",
}


@pytest.mark.parametrize("name", VALUES)
def test_equal_by_value(name: str) -> None:
    domain = VALUES[name]()
    again = VALUES[name]()
    copied = pickle.loads(pickle.dumps(domain))
    assert domain == again == copied
    assert hash(domain) == hash(again) == hash(copied)
    assert type(copied) is type(domain)
    assert [other for other in VALUES if domain == VALUES[other]()] == [name]


@pytest.mark.parametrize("name", REPRS)
def test_short_repr(name: str) -> None:
    assert repr(VALUES[name]()) == REPRS[name]


def test_arrays_are_private_and_protected() -> None:
    A, points = np.eye(2), np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    domains = sx.Polytope(A, [1, 1]), sx.Slice.through(*points), sx.Segment(points[0], points[1])
    A[:], points[:] = 7.0, 7.0
    assert domains[0] == sx.Polytope([[1, 0], [0, 1]], [1, 1])
    assert domains[1] == sx.Slice([0, 0], [[1, 0], [0, 1]])
    assert domains[2] == sx.Segment([0, 0], [1, 0])
    for array in (domains[0].A, domains[0].b, domains[1].origin, domains[1].directions, domains[2].a):
        assert not array.flags.writeable


def test_slices_with_the_same_map_are_equal() -> None:
    assert sx.Slice.through([1, 1], [2, 1], [1, 3]) == sx.Slice([1, 1], [[1, 0], [0, 2]])
    exactly = sx.Slice.through([0.1, 0.0], [1.0, 0.0], [0.1, 1.0])
    rounded = sx.Slice([0.1, 0.0], [[1.0 - 0.1, 0.0], [0.0, 1.0]])
    assert exactly.directions.tolist() == rounded.directions.tolist()
    assert exactly.exact_directions()[0] == [1 - Fraction(0.1), 0]
    assert exactly != rounded
    assert sx.Slice([0, 0], [[1, 0]]) != sx.Slice([0, 0], [[1, 0]], domain=sx.Box(0, 1))


def test_dimension_is_the_number_of_coordinates() -> None:
    dimensions = [VALUES[name]().dimension for name in VALUES]
    assert dimensions == [2, 2, 2, 1, 2, 1, 2]


NET = sx.Network.from_layers([(np.eye(3, 2), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))])
BAD: dict[str, tuple[Callable[[], object], str]] = {
    "row at minus infinity": (lambda: sx.Polytope([[1], [2]], [1, -INF]), r"b\[1\] is -inf"),
    "nan offset": (lambda: sx.Polytope([[1], [2]], [1, float("nan")]), r"b\[1\] is nan"),
    "infinite normal": (lambda: sx.Polytope([[1, INF]], [1]), r"A\[0, 1\] is inf"),
    "vector of normals": (lambda: sx.Polytope([1, 2], [1]), r"A has shape \(2,\).*\(m, d\)"),
    "no columns": (lambda: sx.Polytope(np.zeros((0, 0)), []), r"A has shape \(0, 0\)"),
    "offsets": (lambda: sx.Polytope([[1, 2]], [1, 2]), r"b has shape \(2,\), but A has 1 rows"),
    "point segment": (lambda: sx.Segment([1, 2], [1.0, 2.0]), r"both ends .*\[1, 2\].*differ"),
    "segment of two spaces": (lambda: sx.Segment([1, 2], [1]), r"b has shape \(1,\), but a has shape \(2,\)"),
    "scalar end": (lambda: sx.Segment(0, 1), r"a has shape \(\)"),
    "origin": (lambda: sx.Slice([[0, 0]], [[1, 0]]), r"origin has shape \(1, 2\)"),
    "direction of another space": (lambda: sx.Slice([0, 0], [[1, 0, 0]]), r"directions has shape \(1, 3\).*\(k, 2\)"),
    "no directions": (lambda: sx.Slice([0, 0], np.zeros((0, 2))), r"directions has shape \(0, 2\)"),
    "zero direction": (lambda: sx.Slice([0, 0], [[1, 0], [0, 0]]), r"directions\[1\] is a linear combination"),
    "dependent": (lambda: sx.Slice([0, 0, 0], [[1, 2, 0], [0, 1, 1], [1, 4, 2]]), r"directions\[2\] is a linear comb"),
    "too many": (lambda: sx.Slice([0, 0], [[1, 0], [0, 1], [1, 1]]), r"directions\[2\]"),
    "collinear": (lambda: sx.Slice.through([0, 0], [1, 1], [3, 3]), r"r lies in the affine hull"),
    "repeated point": (lambda: sx.Slice.through([0, 0], [1, 1], [1, 0], [1, 1]), r"more\[0\] lies in the affine hull"),
    "point of another space": (lambda: sx.Slice.through([0, 0], [1], [0, 1]), r"q has shape \(1,\), but p has shape"),
    "domain of x": (lambda: sx.Slice([0] * 3, np.eye(3)[:2], domain=sx.Box([0] * 3, 1)), r"domain.* 3.*2 directions"),
    "within of t": (lambda: sx.Slice([0] * 3, np.eye(3)[:2], within=sx.Box([0] * 2, 1)), r"within.* 2.*3 inputs"),
    "slice of a slice": (
        lambda: sx.Slice([0], [[1]], domain=sx.Slice([0], [[1]])),  # type: ignore[arg-type]
        r"domain must be a Box, a Polytope or None, not Slice",
    ),
    "polytope elsewhere": (lambda: sx.count_regions(NET, sx.Polytope([[1, 1, 1]], [1])), r"dimension 3.* 2 inputs"),
    "segment elsewhere": (lambda: sx.count_regions(NET, sx.Segment([0], [1])), r"dimension 1.* 2 inputs"),
    "slice elsewhere": (lambda: sx.count_regions(NET, sx.Slice([0] * 3, [[1, 0, 0]])), r"dimension 3.* 2 inputs"),
    "empty polytope": (lambda: sx.count_regions(NET, sx.Polytope([[1, 0], [-1, 0]], [0, -1])), r"domain is empty"),
    "barely empty": (lambda: sx.count_regions(NET, sx.Polytope([[1, 1], [-1, -1]], [0, -5e-324])), r"domain is empty"),
    "empty without normals": (lambda: sx.enumerate_regions(NET, sx.Polytope([[0, 0]], [-1])), r"domain is empty"),
    "slice that misses": (lambda: sx.count_regions(NET, sx.Slice([2, 0], [[0, 1]], within=sx.Box(0, 1))), r"is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_culprit_is_named(case: str) -> None:
    call, message = BAD[case]
    with pytest.raises(sx.InputError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_dependence_is_decided_exactly() -> None:
    decimals = [[0.1, 0.2, 0.3], [0.2, 0.1, 0.3], [0.3, 0.3, 0.6]]
    assert np.linalg.matrix_rank(decimals) == 2
    assert sx.Slice([0, 0, 0], decimals).dimension == 3
    with pytest.raises(sx.InputError, match=r"directions\[1\]"):
        sx.Slice([0, 0, 0], [[5e-324, 15e-324, 0.0], [1e300, 3e300, 0.0]])
    assert sx.Slice([0, 0], [[1.0, 1.0], [1.0, 1.0 + 2.0**-52]]).dimension == 2
