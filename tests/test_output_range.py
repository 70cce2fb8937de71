"""Minimum and maximum of outputs: against linear programs on the oracle's regions, and a mixed-integer program."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import ends, exact, network
from oracles.exact_net import Row, evaluate, exact_value, rows_on
from oracles.exact_splitting import split_patterns
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from small_nets import box_ends, small_nets
from test_lipschitz import DOMAINS, he_net

INF = math.inf


@given(small_nets(), st.data())
def test_linear_programs_on_the_oracles_regions(net: Net, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    box = sx.Box(low, high)
    found = sx.output_range(network(net), box)
    sides = list(zip(low, high, strict=True))
    patterns = split_patterns(exact(net), ends(net, box))[-1]
    tops = [_highest(*rows_on(exact(net), pattern), pattern, sides, 1.0) for pattern in patterns]
    depths = [_highest(*rows_on(exact(net), pattern), pattern, sides, -1.0) for pattern in patterns]
    assert found.upper[0] == pytest.approx(max(tops), rel=1e-7, abs=1e-7)
    assert found.lower[0] == pytest.approx(-max(depths), rel=1e-7, abs=1e-7)
    _check_places(found, net)


def _highest(
    units: list[Row], outputs: list[Row], pattern: tuple[int, ...], sides: list[tuple[float, float]], sign: float
) -> float:
    """The largest value of sign * output on a closed region, by HiGHS."""
    signs = [-1.0 if piece else 1.0 for piece in pattern]
    A = [[s * float(a) for a in row[0]] for s, row in zip(signs, units, strict=True)]
    b = [-s * float(row[1]) for s, row in zip(signs, units, strict=True)]
    goal = [-sign * float(a) for a in outputs[0][0]]
    solved = linprog(goal, A, b, bounds=sides, method="highs")
    if solved.status == 3:
        return INF
    assert solved.status == 0
    return float(-solved.fun) + sign * float(outputs[0][1])


def _check_places(found: sx.OutputRange, net: Net) -> None:
    """Values are attained at the exact points, and grow along the rays: in Fractions."""
    for ends_, points, rays in zip(found.exact(), found.exact_points(), found.rays(), strict=True):
        for value, point, ray, sign in zip(ends_, points, rays, (-1, 1), strict=True):
            here = exact_value(exact(net), point)[0]
            if value is not None:
                assert here == value and ray is None
                continue
            assert ray is not None
            far = [x + 1000 * step for x, step in zip(point, ray, strict=True)]
            assert sign * (exact_value(exact(net), far)[0] - here) > 0


def test_a_mixed_integer_program() -> None:
    """One binary for each unit: pre-activations within +-M."""
    draw = np.random.default_rng(7)
    W, b, w = draw.normal(size=(6, 3)), draw.normal(size=6), draw.normal(size=6)
    M = 50.0
    identity, nothing = np.eye(6), np.zeros((6, 3))
    rows = np.block(
        [
            [-W, identity, np.zeros((6, 6))],  # z >= W x + b
            [-W, identity, M * identity],  # z <= W x + b + M (1 - on)
            [nothing, identity, -M * identity],  # z <= M on
        ]
    )
    limits = LinearConstraint(rows, np.r_[b, np.full(12, -INF)], np.r_[np.full(6, INF), b + M, np.zeros(6)])
    variables = Bounds(np.r_[np.full(3, -1.0), np.zeros(12)], np.r_[np.ones(3), np.full(6, INF), np.ones(6)])
    found = sx.output_range(sx.Network.from_layers([(W, b), ([w], [0.0])]), sx.Box(-1, 1))
    for sign, value in ((1, found.lower[0]), (-1, -found.upper[0])):
        goal = np.r_[np.zeros(3), sign * w, np.zeros(6)]
        solved = milp(goal, constraints=limits, bounds=variables, integrality=np.r_[np.zeros(9), np.ones(6)])
        assert solved.fun == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_every_kind_of_domain(domain: object) -> None:
    net = he_net(3, 4, 3, 2)
    found = sx.output_range(net, domain)  # type: ignore[arg-type]
    part = sx.enumerate_regions(net, domain)  # type: ignore[arg-type]
    for k in range(2):
        tops = dict.fromkeys((-1, 1), -INF)
        for region in part:
            sides, here = region.halfspaces(), region.affine_map()
            for sign in tops:
                limits = {"A_ub": sides.A, "b_ub": sides.b} if len(sides.b) else {}
                solved = linprog(-sign * here.A[k], **limits, bounds=(None, None), method="highs")
                top = INF if solved.status == 3 else -solved.fun + sign * here.b[k] if solved.status == 0 else -INF
                tops[sign] = max(tops[sign], top)
        assert (-found.lower[k], found.upper[k]) == pytest.approx((tops[-1], tops[1]), rel=1e-7, abs=1e-9)
    values = part.network(part.points)
    assert (found.lower - 1e-12 <= values).all() and (values <= found.upper + 1e-12).all()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer(name: str) -> None:
    net = KINDS[name]()
    found = sx.output_range(net, sx.Box(-1, 1), output=0)
    assert net(found.argmin[0])[0] == pytest.approx(found.lower[0], abs=1e-12)
    assert net(found.argmax[0])[0] == pytest.approx(found.upper[0], abs=1e-12)
    values = net(np.random.default_rng(0).uniform(-1, 1, size=(4000, net.n_inputs)))[:, 0]
    assert found.lower[0] <= values.min() + 1e-12 and values.max() <= found.upper[0] + 1e-12


def test_a_maximum_between_the_floats() -> None:
    """min(3 x, 1 - 3 x) has its maximum 1/2 at 1/6, which is no float; a third of it, and at a corner of two units."""
    net = sx.Network.from_layers([([[3], [6]], [0, -1]), ([[1, -1]], [0])])
    found = sx.output_range(net, sx.Box(0, 1))
    assert found.exact() == [(Fraction(-2), Fraction(1, 2))]
    assert found.exact_points()[0][1] == (Fraction(1, 6),)
    assert found.argmax[0, 0] == 1 / 6


def test_a_plateau_and_a_tie() -> None:
    """[x - 1]_+ on [-1, 1] is zero all over; |x| is largest at both ends."""
    zero = sx.output_range(sx.Network.from_layers([([[1]], [-1]), ([[1]], [0])]), sx.Box(-1, 1))
    assert zero.exact() == [(Fraction(0), Fraction(0))]
    both = sx.output_range(sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])]), sx.Box(-1, 1))
    assert both.exact() == [(Fraction(0), Fraction(1))] and abs(both.argmax[0, 0]) == 1


def test_no_bound_along_a_line_that_no_unit_sees() -> None:
    """x + [y]_+: the region of y < 0 contains a line along which the output grows."""
    net = sx.Network.trace(lambda x: x[0:1] + sx.nn.ReLU()(x[1:2]), (2,))
    found = sx.output_range(net)
    assert found.lower[0] == -INF and found.upper[0] == INF
    strip = sx.output_range(net, sx.Box([-1, -INF], [1, INF]))
    assert (strip.lower[0], strip.upper[0]) == (-1.0, INF)
    assert strip.rays()[0][0] is None and strip.rays()[0][1] is not None


def test_bounded_above_on_the_whole_space() -> None:
    """1 - |x| - |y|."""
    net = sx.Network.from_layers([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[-1] * 4], [1])])
    found = sx.output_range(net)
    assert found.exact() == [(None, Fraction(1))] and found.argmax.tolist() == [[0.0, 0.0]]


def test_values_beyond_the_floats() -> None:
    net = sx.Network.from_layers([([[1e300]], [0]), ([[-1e300]], [0])])
    found = sx.output_range(net, sx.Box(-1, 1))
    assert found.exact() == [(-(Fraction(1e300) ** 2), Fraction(0))]
    assert found.lower[0] == -INF  # rounded: `exact` and `rays` tell it from no bound
    assert found.rays() == [(None, None)]


def test_one_output_and_bad_ones() -> None:
    net = he_net(2, 4, 3)
    every, one = sx.output_range(net, sx.Box(-1, 1)), sx.output_range(net, sx.Box(-1, 1), output=2)
    assert one.outputs == (2,) and one.upper[0] == every.upper[2] and len(every) == 3
    with pytest.raises(sx.InputError, match="output must be an index"):
        sx.output_range(net, output=3)


def test_progress_ends_at_one_and_never_falls() -> None:
    seen: list[sx.Progress] = []
    sx.output_range(he_net(3, 14, 14, 1), sx.Box(-1, 1), progress=seen.append)
    fractions = [now.fraction for now in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_it_reads_well() -> None:
    found = sx.output_range(sx.Network.from_layers([([[1]], [0]), ([[2]], [1])]), sx.Box(-1, 1))
    assert repr(found) == "output 0: from 1.0 to 3.0"
    assert "<td>3.0</td>" in found._repr_html_()
    assert found.exact_points()[0][1] == (Fraction(1),) and evaluate(((Fraction(2),), Fraction(1)), (Fraction(1),)) == 3
