"""Distances of points from the boundaries of their regions: against the nearest facet by programs, and by their own claims."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import cvxpy as cp
import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from splinex import nn

INF = float("inf")


def one(net: Any, x: Any, **options: Any) -> sx.CellDistance:
    found = sx.distance_to_boundary(net, x, **options)
    assert isinstance(found, sx.CellDistance)
    return found


def several(net: Any, x: Any, **options: Any) -> sx.CellDistances:
    found = sx.distance_to_boundary(net, x, **options)
    assert isinstance(found, sx.CellDistances)
    return found


def nearest_facet(net: sx.Network, x: Any, p: float, domain: sx.Box) -> float:
    """The least distance from x to a facet of its region, one program for each facet. In floats."""
    part = sx.enumerate_regions(net, domain)
    facets = part.facets()
    i = part.locate(x)
    assert isinstance(i, int)
    rows = facets.halfspaces(facets.of(i))
    best = INF
    for k in range(len(rows.b)):
        point = cp.Variable(len(x))
        problem = cp.Problem(
            cp.Minimize(cp.norm(point - x, p)), [rows.A @ point <= rows.b, rows.A[k] @ point == rows.b[k]]
        )
        problem.solve(solver=cp.CLARABEL)
        best = min(best, float(problem.value))
    return best


@pytest.mark.parametrize("p", [1, 2, INF])
def test_the_nearest_facet_by_programs(p: float) -> None:
    rng = np.random.default_rng(3)
    net = sx.Network.from_layers([(rng.normal(size=(n, m)), rng.normal(size=n)) for m, n in ((3, 6), (6, 4), (4, 2))])
    domain = sx.Box(-2, 2)
    points = rng.uniform(-1.5, 1.5, (3, 3))
    found = several(net, points, p=p, domain=domain)
    for x, near in zip(points, found, strict=True):
        assert near.distance == pytest.approx(nearest_facet(net, x, p, domain), rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_change_just_beyond_and_not_before(kind: str) -> None:
    net = KINDS[kind]()
    rng = np.random.default_rng(0)
    for x in rng.uniform(-1, 1, (3, net.n_inputs)):
        near = one(net, x, p=INF)
        if near.unit < 0:
            assert near.distance == INF and near.exact is None
            continue
        pattern = net.pattern(x)
        # Moves along the sign of a gradient reach a wall soonest: one corner of the cube around x lies on it.
        corners = np.array(np.meshgrid(*[[-1.0, 1.0]] * min(net.n_inputs, 4))).reshape(min(net.n_inputs, 4), -1).T
        corners = np.pad(corners, ((0, 0), (0, net.n_inputs - corners.shape[1])))
        inner = net.pattern(x + corners * near.distance * (1 - 1e-9))
        assert (inner == pattern).all()
        if net.n_inputs <= 4:
            outer = net.pattern(x + corners * near.distance * (1 + 1e-9))
            assert (outer != pattern)[:, near.unit].any()


def test_exact_values_in_every_norm() -> None:
    net = sx.arrangement([[3, 4], [1, 0]], [-10, 0])
    assert one(net, [1, 1], p=1).exact == Fraction(3, 4)
    assert one(net, [1, 1], p=2).squared == Fraction(9, 25)
    assert one(net, [1, 1], p=INF).exact == Fraction(3, 7)
    assert several(net, [[1, 1], [-0.125, 9]]).unit.tolist() == [0, 1]


def test_on_a_boundary_dead_units_and_none_at_all() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 0], [2, 0]], [0, 0, 0]), ([[1, 1, 1]], [0])])
    assert (one(net, [0, 1]).distance, one(net, [0, 1]).unit) == (0, 0)
    assert one(net, [2, 1]).squared == 4  # the unit that is zero everywhere bounds nothing
    nothing = one(sx.Network.from_layers([([[0, 0]], [1]), ([[1]], [0])]), [3, 4])
    assert (nothing.distance, nothing.exact, nothing.squared, nothing.unit) == (INF, None, None, -1)


def test_maxima_and_units_of_several_pieces() -> None:
    top = sx.Network.trace(lambda x: nn.maximum([x[0:1], x[1:2], nn.ReLU()(x[0:1])]), (2,))
    found = one(top, [3, 1])  # x, y or x_+, whose ReLU is 3 away; x = y is nearer
    assert found.squared == 2 and found.unit == 1
    clip = sx.Network.sequential([nn.Clip(-1, 1)], (1,))
    assert several(clip, [[0.25], [-0.75], [5]]).distance.tolist() == [0.75, 0.25, 4]


def test_sides_of_the_domain() -> None:
    net = sx.arrangement([[1, 0]], [0])
    near = one(net, [0.75, 0.5], domain=sx.Box(-1, 1))
    assert (near.distance, near.unit) == (0.25, -1)
    assert one(net, [0.75, 0.5], domain=sx.Box(-1, 1), sides=False).distance == 0.75
    flat = one(sx.arrangement([[1, 1]], [0]), [1, 1], domain=sx.Box([-INF, 1], [INF, 1]))
    assert flat.squared == 4 and flat.unit == 0  # along y = 1 only
    line = sx.Polytope([[1, -1], [-1, 1]], [0, 0])
    assert one(sx.arrangement([[1, 0]], [0]), [1, 1], domain=line).squared == 2
    assert one(sx.arrangement([[1, 0]], [0]), [1, 1], domain=line, p=1).exact == 2


def test_what_cannot_be() -> None:
    net = sx.arrangement([[1, 0]], [0])
    with pytest.raises(sx.InputError, match=r"x = \[2.0, 0.0\] lies outside the domain"):
        sx.distance_to_boundary(net, [2, 0], domain=sx.Box(-1, 1))
    with pytest.raises(sx.InputError, match="p must be 1, 2 or infinity, not 0"):
        sx.distance_to_boundary(net, [2, 0], p=0)
    assert several(net, np.empty((0, 2))).distance.shape == (0,)
