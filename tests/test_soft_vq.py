"""Soft codes: closed forms, limits, inequalities, extreme numbers, and what convexity they lose."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import splinex as sx
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import entr, expit, logsumexp, softmax
from splinex import nn, soft_vq
from splinex.data import path

Floats = NDArray[np.float64]

BETAS = st.sampled_from([0.0, 1e-300, 0.1, 0.5, 0.9, 0.999, 1 - 2**-53, 1.0])
INNER = st.floats(0.01, 0.99)
NUMBERS = st.floats(-50, 50)
ROWS = st.lists(NUMBERS, min_size=1, max_size=6).map(np.array)
X = np.linspace(-6, 6, 241)


def eta(beta: float) -> float:
    return beta / (1 - beta)


@pytest.mark.parametrize("beta", [0.1, 0.5, 0.9])
def test_the_formulas_of_the_paper(beta: float) -> None:
    """THEORY 9.1, written as there; scipy's sigmoid and softmax are the reference."""
    e = eta(beta)
    np.testing.assert_allclose(soft_vq.relu(X, beta), X * expit(e * X), rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(soft_vq.absolute(X, beta), X * np.tanh(e * X), rtol=1e-13)
    for nu in (-0.5, 0.01, 0.25, 1.0):
        a, b = np.exp(nu * e * X), np.exp(e * X)
        expected = X * (nu * a + b) / (a + b)
        np.testing.assert_allclose(soft_vq.leaky_relu(X, beta, negative_slope=nu), expected, rtol=1e-12, atol=1e-15)
    windows = np.random.default_rng(0).normal(size=(5, 4))
    expected = (windows * softmax(e * windows, axis=1)).sum(axis=1)
    np.testing.assert_allclose(soft_vq.softmax_pool(windows, beta), expected, rtol=1e-13)
    np.testing.assert_allclose(soft_vq.softmax_pool(windows.T, beta, axis=0), expected, rtol=1e-13)


def test_half_is_silu_and_the_assignments_are_sigmoid_and_tanh() -> None:
    np.testing.assert_allclose(soft_vq.relu(X), X * expit(X), rtol=1e-14, atol=1e-300)
    T = soft_vq.assignments(np.stack([np.zeros_like(X), X], axis=1), 0.5)
    np.testing.assert_allclose(T[:, 1], expit(X), rtol=1e-13)
    T = soft_vq.assignments(np.stack([-X, X], axis=1), 0.5)
    np.testing.assert_allclose(T[:, 1] - T[:, 0], np.tanh(X), atol=1e-15)  # the slope that is expected


def test_limits_are_exact() -> None:
    windows = np.random.default_rng(1).normal(size=(7, 3))
    np.testing.assert_array_equal(soft_vq.relu(X, 1), np.maximum(X, 0))
    np.testing.assert_array_equal(soft_vq.relu(X, 0), X / 2)
    np.testing.assert_array_equal(soft_vq.absolute(X, 1), abs(X))
    np.testing.assert_array_equal(soft_vq.absolute(X, 0), 0 * abs(X))
    np.testing.assert_array_equal(soft_vq.leaky_relu(X, 1, negative_slope=0.25), np.maximum(X, X / 4))
    np.testing.assert_array_equal(soft_vq.leaky_relu(X, 0, negative_slope=0.25), X * 0.625)
    np.testing.assert_array_equal(soft_vq.softmax_pool(windows, 1), windows.max(axis=1))
    np.testing.assert_allclose(soft_vq.softmax_pool(windows, 0), windows.mean(axis=1), rtol=1e-15, atol=1e-16)
    assert soft_vq.eta(0) == 0
    assert soft_vq.eta(1) == np.inf
    np.testing.assert_array_equal(soft_vq.eta([0, 0.5, 0.75]), [0, 1, 3])


@pytest.mark.parametrize("function", [soft_vq.relu, soft_vq.absolute, soft_vq.leaky_relu])
def test_limits_are_approached(function: object) -> None:
    assert callable(function)
    for limit, near in ((0.0, 1e-9), (1.0, 1 - 1e-9)):
        np.testing.assert_allclose(function(X, near), function(X, limit), atol=1e-7)


@example(v=np.array([-5e-324]), beta=0.5)
@given(v=ROWS, beta=INNER)
def test_inequalities(v: Floats, beta: float) -> None:
    """THEORY 9.2: max v - log(R) / eta <= sum T v <= max v, and sum T v + H(T) / eta = LSE(eta v) / eta."""
    e = eta(beta)
    soft, T = float(soft_vq.soft_maximum(v, beta)), soft_vq.assignments(v, beta)
    assert v.max() - np.log(len(v)) / e - 1e-12 * (1 + abs(v).max()) <= soft <= v.max()
    assert T.sum() == pytest.approx(1, rel=1e-14)
    assert soft + soft_vq.entropy(T).item() / e == pytest.approx(
        logsumexp(e * v) / e, rel=1e-11, abs=1e-11 * (1 + 1 / e)
    )
    if len(v) == 2:
        assert v.max() - soft <= 0.2784646 / e + 1e-12


def test_rounding_lifts_nothing_above_the_maximum() -> None:
    v = 1 + 1e-3 * np.random.default_rng(5).normal(size=(20000, 3))
    assert (soft_vq.soft_maximum(v, 0.999999) <= v.max(axis=1)).all()


@given(v=ROWS, beta=INNER, seed=st.integers(0, 2**32 - 1))
def test_assignments_are_the_optimum_over_the_simplex(v: Floats, beta: float, seed: int) -> None:
    """THEORY 9.1: they maximise beta sum T v + (1 - beta) H(T)."""

    def worth(T: Floats) -> float:
        return float(beta * T @ v + (1 - beta) * entr(T).sum())

    T = soft_vq.assignments(v, beta)
    other = np.random.default_rng(seed).dirichlet(np.ones(len(v)))
    for step in (1.0, 1e-3):
        assert worth((1 - step) * T + step * other) <= worth(T) + 1e-12 * (1 + abs(v).max())


def test_the_bound_for_two_pieces_is_reached() -> None:
    """The largest gap x (1 - s(x)) is 0.278464..., at x = 1.278464..., so that gap + 1 is the place."""

    def gap(x: float) -> float:
        return max(x, 0.0) - float(soft_vq.soft_maximum([0.0, x], 0.5))

    found = minimize_scalar(lambda x: -gap(x), bounds=(0, 5), method="bounded")
    assert -found.fun == pytest.approx(0.2784645427610738, rel=1e-9)
    assert found.x == pytest.approx(1.2784645, abs=1e-4)


@given(v=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(np.array), beta=BETAS)
def test_any_finite_numbers(v: Floats, beta: float) -> None:
    soft, T = float(soft_vq.soft_maximum(v, beta)), soft_vq.assignments(v, beta)
    assert v.min() / 2 - 1e-15 * abs(v).max() <= soft / 2 <= v.max() / 2 + 1e-15 * abs(v).max()
    assert ((T >= 0) & (T <= 1)).all()
    assert T.sum() == pytest.approx(1)
    assert 0 <= soft_vq.entropy(T) <= np.log(len(v)) + 1e-12
    for values in (soft_vq.relu(v, beta), soft_vq.absolute(v, beta), soft_vq.leaky_relu(v, beta, negative_slope=-1.0)):
        assert np.isfinite(values).all()
        assert (abs(values) <= abs(v)).all()


def test_hard_assignments_take_the_first_largest() -> None:
    assert soft_vq.assignments([[1, 2, 2], [3, 3, 1]], 1).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert soft_vq.assignments([[1, 3], [2, 3]], 1, axis=0).tolist() == [[0, 1], [1, 0]]
    assert soft_vq.assignments([5.0], 0.3).tolist() == [1.0]


def test_beta_may_be_an_array() -> None:
    betas = np.array([[0.0], [0.5], [1.0]])
    for function in (soft_vq.relu, soft_vq.absolute):
        rows = np.array([function(X, beta.item()) for beta in betas])
        np.testing.assert_array_equal(function(X, betas), rows)


def test_soft_relu_is_neither_convex_nor_monotone() -> None:
    """THEORY 9.3: the minimum is -0.27846 / eta, so the theorem of slide 19 does not extend; softplus would keep both."""
    for beta in (0.2, 0.5, 0.8):
        found = minimize_scalar(partial(soft_vq.relu, beta=beta), bounds=(-10 / eta(beta), 0), method="bounded")
        assert found.fun == pytest.approx(-0.2784645 / eta(beta), rel=1e-6)
        assert found.x == pytest.approx(-1.2784645 / eta(beta), rel=1e-3)
        left, middle, right = soft_vq.relu(np.array([-8.0, -5.0, -2.0]) / eta(beta), beta)
        assert middle > (left + right) / 2  # above its chord
        assert left > middle > right  # and falling
    softplus = np.logaddexp(0, X)
    assert (np.diff(softplus) > 0).all()
    assert (np.diff(softplus, 2) > 0).all()


def test_splines_of_a_relu_and_of_a_maximum() -> None:
    points = X[:, None]
    relu = sx.MaxAffineSpline([[0], [1]])
    for beta in (0, 0.3, 0.9, 1):
        np.testing.assert_allclose(
            soft_vq.soft_spline(relu, points, beta), soft_vq.relu(X, beta), rtol=1e-12, atol=1e-15
        )
        maso = sx.MASO([[[0], [1]], [[-1], [1]]])
        both = np.stack([soft_vq.relu(X, beta), soft_vq.absolute(X, beta)], axis=1)
        np.testing.assert_allclose(soft_vq.soft_spline(maso, points, beta), both, rtol=1e-10, atol=1e-14)
        assert soft_vq.spline_assignments(maso, points, beta).shape == (len(X), 2, 2)
        assert soft_vq.soft_spline(maso, points[3], beta).shape == (2,)
        assert soft_vq.soft_spline(relu, points[3], beta).shape == ()


def test_the_hard_code_of_a_spline_is_its_exact_code() -> None:
    """In floats both pieces are equal at 1: the second is larger by 2^-60."""
    spline = sx.MaxAffineSpline([[1.0, 0.0], [1.0, 2.0**-60]])
    assert soft_vq.spline_assignments(spline, [1.0, 1.0], 1).tolist() == [0, 1]
    maso = sx.MASO.from_splines([spline])
    np.testing.assert_array_equal(soft_vq.spline_assignments(maso, [[1.0, 1.0]], 1), maso.vq([[1.0, 1.0]]))


def test_repeated_pieces_count_twice() -> None:
    """A spline's hard function does not depend on how it is written; its soft one does."""
    once, twice = sx.MaxAffineSpline([[0], [1]]), sx.MaxAffineSpline([[0], [1], [1]])
    assert once == twice
    assert soft_vq.soft_spline(twice, [3.0], 0) == pytest.approx(2.0)
    assert soft_vq.soft_spline(once, [3.0], 0) == 1.5


def test_soft_networks_and_their_limits() -> None:
    net = sx.load(path("moons.npz"))
    points = np.random.default_rng(2).normal(size=(20, 2))
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 1)(points), net(points), rtol=1e-14)
    mean = points
    for layer in net.layers:
        mean = (mean @ layer.weight.T + layer.bias) / (1 if layer.affine else 2)
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0)(points), mean, rtol=1e-12)
    half = points
    for layer in net.layers:
        rows = half @ layer.weight.T + layer.bias
        half = rows if layer.affine else rows * expit(rows)
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0.5)(points), half, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0.5)(points[0]), half[0], rtol=1e-10)


def test_entropies_of_units() -> None:
    net = sx.load(path("moons.npz"))
    points = np.random.default_rng(3).normal(size=(6, 2))
    assert not soft_vq.SoftNetwork(net, 1).entropies(points).any()
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0).entropies(points), np.log(2))
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0).relative_entropy(points), 1)
    soft = soft_vq.SoftNetwork(net, 0.7)
    T = expit(eta(0.7) * (points @ net.layers[0].weight.T + net.layers[0].bias))
    expected = entr(T) + entr(1 - T)
    np.testing.assert_allclose(soft.entropies(points)[:, : net.widths[0]], expected, rtol=1e-9, atol=1e-14)
    assert soft.entropies(points).shape == (6, sum(net.widths))
    assert soft.entropies(points[0]).shape == (sum(net.widths),)
    assert (soft.relative_entropy(points) < soft_vq.SoftNetwork(net, 0.3).relative_entropy(points)).all()


def test_maxima_in_soft_networks() -> None:
    net = sx.Network.sequential([nn.Maxout([[[1.0], [-1.0], [0.0]]])], (1,))
    soft = soft_vq.SoftNetwork(net, 0.5)
    np.testing.assert_allclose(soft([[2.0]]), [[soft_vq.soft_maximum([2.0, -2.0, 0.0], 0.5)]])
    assert soft.entropies([2.0]).shape == (1,)
    np.testing.assert_allclose(soft_vq.SoftNetwork(net, 0).relative_entropy([[2.0]]), [1.0])
    affine = soft_vq.SoftNetwork(sx.Network.from_layers([([[2.0]], [1.0])]), 0.5)
    assert affine([3.0]).tolist() == [7.0]
    assert affine.entropies([3.0]).shape == (0,)
    assert affine.relative_entropy([[3.0]]).tolist() == [0.0]


@pytest.mark.parametrize("unit", [nn.LeakyReLU(0.1), nn.HardTanh(), nn.Abs()], ids=["leaky", "hard tanh", "abs"])
def test_units_whose_soft_form_depends_on_how_they_are_stored_are_refused(unit: object) -> None:
    assert callable(unit)
    net = sx.Network.sequential([unit], (2,))
    with pytest.raises(sx.InputError, match="neither plain ReLUs nor maxima"):
        soft_vq.SoftNetwork(net, 0.5)


@pytest.mark.parametrize("beta", [-0.1, 1.5, np.nan, np.inf])
def test_beta_must_be_from_0_to_1(beta: float) -> None:
    for call in (soft_vq.eta, lambda b: soft_vq.relu([1.0], b), lambda b: soft_vq.soft_maximum([1.0], b)):
        with pytest.raises(sx.InputError, match="beta"):
            call(beta)


def test_bad_arguments() -> None:
    with pytest.raises(sx.InputError, match=r"x\[1\] is nan"):
        soft_vq.relu([0, np.nan])
    with pytest.raises(sx.InputError, match="x is inf"):
        soft_vq.absolute(np.inf)
    with pytest.raises(sx.InputError, match="negative_slope is 2"):
        soft_vq.leaky_relu([1.0], negative_slope=2)
    with pytest.raises(sx.InputError, match=r"beta has shape \(2,\), which does not go with x of shape \(3,\)"):
        soft_vq.relu([1.0, 2, 3], [0.1, 0.2])
    with pytest.raises(sx.InputError, match="beta must be one number"):
        soft_vq.soft_maximum([1.0], [0.1, 0.2])  # type: ignore[arg-type]
    with pytest.raises(sx.InputError, match="at least one piece along axis 1"):
        soft_vq.softmax_pool([1.0, 2], axis=1)
    with pytest.raises(sx.InputError, match="at least one piece"):
        soft_vq.soft_maximum(np.empty((2, 0)), 0.5)
    with pytest.raises(sx.InputError, match="weights from 0 to 1"):
        soft_vq.entropy([-0.5, 1.5])
    steep = sx.Network.from_layers([([[1e308], [1.0]], [0, 0]), ([[1, 1]], [0])])
    with pytest.raises(sx.InputError, match="values inside the network overflow float64"):
        soft_vq.SoftNetwork(steep, 0.5)([[1.0], [1e10]])
    with pytest.raises(sx.InputError, match="values of the pieces overflow float64"):
        soft_vq.soft_spline(sx.MaxAffineSpline([[1e308], [1.0]]), [1e10], 0.5)
    with pytest.raises(AttributeError, match="SoftTanh"):
        soft_vq.SoftTanh  # noqa: B018
