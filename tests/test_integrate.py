"""Integrals and means of outputs: refinements, halves, and numbers that are known."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import network
from small_domains import solid_rows
from small_nets import small_nets
from splinex.domains import Domain
from test_lipschitz import he_net

ABS = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])


def test_the_absolute_value() -> None:
    found = sx.integrate(ABS, sx.Box(-1, 2))
    assert found.exact_value() == [Fraction(5, 2)] and found.exact_mean() == [Fraction(5, 6)]
    assert found.exact_volume() == 3 and found.exact
    assert found.value.tolist() == [2.5] and found.mean.tolist() == [2.5 / 3]


def test_a_pyramid() -> None:
    """[1 - |x| - |y|]_+ over the square [-2, 2]^2: height 1 on a base of area 2."""
    net = sx.Network.from_layers([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[-1] * 4], [1]), ([[1]], [0])])
    assert sx.integrate(net, sx.Box(-2, 2)).exact_value() == [Fraction(2, 3)]
    triangle = sx.Polytope([[-1, 0], [0, -1], [1, 1]], [0, 0, 2])
    assert sx.integrate(net, triangle).exact_value() == [Fraction(1, 6)]


@settings(max_examples=25)
@given(small_nets(), st.data())
def test_a_refinement_has_the_same_integral(net: Net, data: st.DataObject) -> None:
    """Two more units that the output does not see cut the regions."""
    box = sx.Box(-1, 1)
    (W, b), *others = net.layers
    cuts = data.draw(
        st.lists(
            st.lists(st.integers(-3, 3).map(float), min_size=net.n_inputs, max_size=net.n_inputs),
            min_size=2,
            max_size=2,
        )
    )
    wider = (np.concatenate([W, np.array(cuts)]), np.concatenate([b, [0.25, -0.5]]))
    second = (np.column_stack([others[0][0], np.zeros((len(others[0][1]), 2))]), others[0][1])
    whole = sx.integrate(network(net), box, threads=1)
    refined = sx.integrate(sx.Network.from_layers([wider, second, *others[1:]]), box, threads=1)
    assert whole.exact_value() == refined.exact_value()
    assert whole.exact_volume() == refined.exact_volume() == 2**net.n_inputs
    floats = sx.integrate(network(net), box, exact=False, threads=1)
    assert floats.value == pytest.approx(whole.value, rel=1e-12, abs=1e-12) and not floats.exact


@settings(max_examples=15)
@given(small_nets(2), st.data())
def test_halves_add_up(net: Net, data: st.DataObject) -> None:
    """The cut goes through the origin, which is inside all rows: both halves have an interior."""
    rows = [*data.draw(solid_rows(2)), ([1.0, 0.0], 2.0), ([-1.0, 0.0], 2.0), ([0.0, 1.0], 2.0), ([0.0, -1.0], 2.0)]
    A, b = [row[0] for row in rows], [row[1] for row in rows]
    whole = sx.integrate(network(net), sx.Polytope(A, b), exact=True, threads=1)
    parts = [sx.integrate(network(net), sx.Polytope([*A, [s * 1.0, s * 2.0]], [*b, 0.0]), threads=1) for s in (1, -1)]
    assert whole.exact_value() == [sum(part.exact_value()[0] for part in parts)]
    assert whole.exact_volume() == sum(part.exact_volume() for part in parts)


@pytest.mark.parametrize("name", KINDS)
def test_floats_agree_with_fractions_and_samples(name: str) -> None:
    net = KINDS[name]()
    if net.n_inputs > 3:
        net = sx.Network(
            (*sx.Network.from_layers([(np.eye(net.n_inputs, 2), np.zeros(net.n_inputs))]).layers, *net.layers)
        )
    exact, floats = (sx.integrate(net, sx.Box(-1, 1), exact=choice) for choice in (True, False))
    assert floats.value == pytest.approx(exact.value, rel=1e-11, abs=1e-11)
    assert floats.volume == pytest.approx(exact.volume)
    samples = net(np.random.default_rng(0).uniform(-1, 1, size=(20000, net.n_inputs)))
    spread = samples.std(axis=0) / np.sqrt(len(samples)) + 1e-9
    assert (abs(samples.mean(axis=0) - exact.mean) < 6 * spread).all()


@pytest.mark.parametrize(
    ("domain", "mean"),
    [
        (sx.Segment([0, 0], [1, 2]), Fraction(3, 2)),
        (sx.Slice([0, 0], [[1, 2]], domain=sx.Box(0, 1)), Fraction(3, 2)),
        (sx.Box([0, 2], [1, 2]), Fraction(5, 2)),
        (sx.Box(1, 1), Fraction(2)),
        (sx.Polytope([[2, -1], [-2, 1], [1, 0], [-1, 0]], [0, 0, 1, 0]), Fraction(3, 2)),
    ],
    ids=str,
)
def test_domains_without_an_interior(domain: Domain, mean: Fraction) -> None:
    """The mean of |x + y|, whatever it is measured in."""
    net = sx.Network.from_layers([([[1, 1], [-1, -1]], [0, 0]), ([[1, 1]], [0])])
    for exact in (True, False):
        assert sx.integrate(net, domain, exact=exact).mean == pytest.approx([float(mean)])
    assert sx.integrate(net, domain).exact_mean() == [mean]


def test_without_hidden_layers_and_with_three_inputs() -> None:
    net = sx.Network.from_layers([([[1, 2, 3], [0, 0, 1]], [1, 0])])
    assert sx.integrate(net, sx.Box(0, 1)).exact_value() == [Fraction(4), Fraction(1, 2)]


@pytest.mark.parametrize("domain", [None, sx.Box([0, 0], [1, np.inf]), sx.Slice([0, 0], [[1, 1]])], ids=str)
def test_unbounded_domains(domain: Domain) -> None:
    with pytest.raises(sx.InputError, match="not bounded"):
        sx.integrate(he_net(2, 3, 1), domain)


def test_floats_have_no_exact_value() -> None:
    found = sx.integrate(ABS, sx.Box(-1, 1), exact=False)
    with pytest.raises(sx.InputError, match="exact=True"):
        found.exact_value()
    assert "in float64 arithmetic" in repr(found) and "<td>1</td>" in found._repr_html_()


def test_many_regions_are_integrated_in_floats() -> None:
    net = he_net(2, 40, 20, 1)
    found = sx.integrate(net, sx.Box(-1, 1), threads=1)
    assert found.regions > 500 and not found.exact
    assert found.volume == pytest.approx(4, rel=1e-12)
    half = (
        sx.integrate(net, sx.Box([-1, -1], [0, 1]), exact=False).value
        + sx.integrate(net, sx.Box([0, -1], [1, 1]), exact=False).value
    )
    assert found.value == pytest.approx(half, rel=1e-10)
