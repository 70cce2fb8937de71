"""Memorisation: the optimum in closed form and by a search, and what is measured on a network."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from splinex.data import path
from splinex.per_input import memorising_templates

Floats = NDArray[np.float64]


def loss(A: Floats, x: Floats, y: int) -> float:
    """Cross-entropy of the scores <A_c, x>."""
    z = A @ x
    return float(np.log(np.exp(z - z.max()).sum()) + z.max() - z[y])


def least(C: int, K: float, norm: float = 1.0) -> float:
    return float(np.log1p((C - 1) * np.exp(-norm * np.sqrt(K * C / (C - 1)))))


def gradient(A: Floats, x: Floats, y: int) -> Floats:
    z = A @ x
    p = np.exp(z - z.max())
    p /= p.sum()
    p[y] -= 1
    return np.outer(p, x)


@pytest.mark.parametrize(("C", "D", "K"), [(2, 1, 1.0), (3, 2, 0.5), (4, 5, 2.0), (10, 3, 30.0)])
def test_a_search_over_templates_of_that_energy_ends_at_the_optimum(C: int, D: int, K: float) -> None:
    """THEORY 7.3: gradient steps, each followed by a projection onto the templates of energy K, from anywhere."""
    rng = np.random.default_rng(C)
    x = rng.normal(size=D)
    x /= np.linalg.norm(x)
    y = C - 1
    expected = memorising_templates(x, y, C, K)
    assert (expected**2).sum() == pytest.approx(K)
    assert loss(expected, x, y) == pytest.approx(least(C, K), rel=1e-12)
    for _ in range(3):
        A = rng.normal(size=(C, D))
        for _ in range(1500):
            A *= np.sqrt(K) / np.linalg.norm(A)
            slopes = gradient(A, x, y)
            A -= slopes * 0.2 / np.linalg.norm(slopes)
        A *= np.sqrt(K) / np.linalg.norm(A)
        assert loss(A, x, y) == pytest.approx(least(C, K), rel=1e-7)
        np.testing.assert_allclose(A, expected, atol=1e-3)


@given(data=st.data(), C=st.integers(2, 6), D=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_no_templates_of_that_energy_do_better(data: st.DataObject, C: int, D: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, A = rng.normal(size=D), rng.normal(size=(C, D))
    near = data.draw(st.booleans())
    y = data.draw(st.integers(0, C - 1))
    if near:
        A = memorising_templates(x, y, C, 3.0) + 0.01 * A
    assert loss(A, x, y) >= least(C, float((A**2).sum()), float(np.linalg.norm(x))) - 1e-12


def test_templates_of_the_optimum_are_collinear_with_the_datum() -> None:
    x = np.array([[1.0, -2.0], [0.5, 0.0]])
    A = memorising_templates(x, 1, 4)
    assert A.shape == (4, 2, 2)
    net = sx.Network.from_layers([(A.reshape(4, 4), np.zeros(4))])
    found = sx.memorisation(net, x.reshape(1, 4), [1])
    np.testing.assert_allclose(found.own, 1, rtol=1e-15)
    np.testing.assert_allclose(found.others, -1, rtol=1e-15)


def test_points_alone_in_their_cells_are_counted_exactly() -> None:
    net = sx.arrangement([[1.0], [1.0]], [0.0, -1.0])
    found = sx.memorisation(net, [[-1.0], [0.5], [0.25], [3.0], [3.0], [-2e-300]], [0, 1, 0, 1, 0, 1])
    assert found.alone.tolist() == [False, False, False, False, False, False]
    assert found.cells == 3
    more = sx.memorisation(net, [[-1.0], [0.5], [0.25], [3.0]], [0, 1, 0, 1])
    assert more.alone.tolist() == [True, False, False, True]
    assert more.share_alone == Fraction(1, 2)


def test_cells_are_those_of_the_partition() -> None:
    net = sx.load(path("iris.npz"))
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(40, 4)), rng.normal(scale=0.01, size=(10, 4))])
    where = np.asarray(sx.enumerate_regions(net, sx.Box(-6, 6)).locate(X))
    found = sx.memorisation(net, X)
    assert (where >= 0).all()
    assert found.cells == len(set(where.tolist()))
    np.testing.assert_array_equal(found.alone, (where[:, None] == where).sum(axis=1) == 1)
    np.testing.assert_array_equal(found.classes, sx.templates(net, X).labels)
    assert 0 < found.share_alone < 1


def test_cosines_are_those_of_templates_and_points() -> None:
    net = sx.load(path("wine.npz"))
    X = np.random.default_rng(1).normal(size=(8, 13))
    A = sx.templates(net, X).templates
    expected = (A * X[:, None]).sum(axis=2) / np.linalg.norm(A, axis=2) / np.linalg.norm(X, axis=1)[:, None]
    found = sx.memorisation(net, X, [0, 1, 2, 0, 1, 2, 0, 1])
    np.testing.assert_allclose(found.cosines, expected, rtol=1e-12)
    np.testing.assert_array_equal(found.own, found.cosines[range(8), [0, 1, 2, 0, 1, 2, 0, 1]])
    np.testing.assert_array_equal(found.others[1], found.cosines[1, [0, 2]])


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_cosines_do_not_depend_on_scale(scale: float) -> None:
    net = sx.Network.from_layers([([[3 * scale, 4 * scale], [0.0, 0.0]], [0, 0])])
    found = sx.memorisation(net, [[scale, 0.0], [0.0, 0.0]], [0, 0])
    np.testing.assert_allclose(found.cosines, [[0.6, np.nan], [np.nan, np.nan]], rtol=1e-15)


def test_one_output_has_no_others() -> None:
    found = sx.memorisation(sx.Network.from_layers([([[1.0]], [0.0])]), [[2.0], [-1.0]])
    assert found.own.tolist() == [1.0, -1.0]
    assert found.others.shape == (2, 0)


def test_no_points() -> None:
    found = sx.memorisation(sx.arrangement([[1.0]]), np.empty((0, 1)))
    assert (found.cells, found.share_alone) == (0, Fraction(0))


def test_bad_arguments() -> None:
    net = sx.arrangement([[1, 0], [0, 1]])
    with pytest.raises(sx.InputError, match="y holds 2; classes are integers from 0 to 1"):
        sx.memorisation(net, [[1, 2]], [2])
    with pytest.raises(sx.InputError, match=r"y holds 0\.5"):
        sx.memorisation(net, [[1, 2]], [0.5])
    with pytest.raises(sx.InputError, match=r"y has shape \(2,\); \(1,\) is needed"):
        sx.memorisation(net, [[1, 2]], [0, 1])
    with pytest.raises(sx.InputError, match="x is zero"):
        memorising_templates([0.0, 0.0], 0, 2)
    with pytest.raises(sx.InputError, match="at least 2 classes and a positive energy"):
        memorising_templates([1.0], 0, 1)
    with pytest.raises(sx.InputError, match="at least 2 classes and a positive energy"):
        memorising_templates([1.0], 0, 2, 0.0)
    with pytest.raises(sx.InputError, match="label must be an index from 0 to 2, not 3"):
        memorising_templates([1.0], 3, 3)
