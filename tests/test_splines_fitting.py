"""Splines fitted to data, and convex functions through data."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st

F = Fraction


def test_a_free_knot_is_found() -> None:
    """|x - 1/3| is one maximum of two pieces; a uniform grid that has no knot at 1/3 errs (slides 10-11)."""
    x = np.linspace(0, 1, 97)
    y = np.abs(x - 1 / 3)
    spline, error = sx.fit_max_affine(x, y, 2)
    assert isinstance(error, float) and error < 1e-12
    exact = sx.MaxAffineSpline([[-1], [1]], [F(1, 3), F(-1, 3)])
    assert exact.value([F(1, 3)]) == 0
    assert isinstance(spline, sx.MaxAffineSpline) and np.allclose(np.sort(spline.A.ravel()), [-1, 1])
    for intervals in (2, 4, 8):
        # On the interval around 1/3 no affine function comes closer than half the depth of the kink.
        left = F(intervals // 3, intervals)
        right = left + F(1, intervals)
        assert (F(1, 3) - left) * (right - F(1, 3)) * intervals > 0
        knots = np.linspace(0, 1, intervals + 1)
        basis = np.maximum(0, 1 - intervals * np.abs(x[:, None] - knots))
        best = basis @ np.linalg.lstsq(basis, y, rcond=None)[0]
        assert np.abs(best - y).max() > 1e-3


def test_fits_of_the_square_approach_the_best() -> None:
    x = np.linspace(0, 1, 301)
    errors = [sx.fit_max_affine(x, x**2, pieces, restarts=5).error for pieces in (1, 2, 4, 8)]
    assert all(small < large / 2 for large, small in pairwise(errors))
    for pieces, error in zip((1, 2, 4, 8), errors, strict=True):
        # The optimum of the sup norm is 1 / (8 R^2); that of the mean square is no larger, and not much smaller.
        assert 0.5 < error * 8 * pieces**2 < 1.05


def test_fitting_is_deterministic_and_recovers_a_spline() -> None:
    rng = np.random.default_rng(0)
    truth = sx.MaxAffineSpline([[1, 2], [-2, 1], [0, -3]], [0, 1, -1])
    X = rng.normal(size=(200, 2))
    y = truth(X)
    first, second = (sx.fit_max_affine(X, y, 3, restarts=8, seed=4) for _ in range(2))
    assert first == second and first.error < 1e-10
    noisy = sx.fit_max_affine(X, y + 0.1 * rng.normal(size=200), 3, restarts=8)
    assert 0.05 < noisy.error < 0.11
    assert sx.fit_max_affine([[1.0, 2.0]], [3.0], 5).error == 0.0


def test_convex_regression() -> None:
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (25, 2))
    convex = np.abs(X[:, 0]) + X[:, 1] ** 2
    fit = sx.fit_convex(X, convex)
    assert fit.error < 1e-4
    worse = sx.fit_convex(X, -convex)
    assert worse.error > 0.1
    # The best convex fit to concave data on a line is the least-squares line.
    t = np.linspace(-1, 1, 9)
    line = np.polyval(np.polyfit(t, -(t**2), 1), t)
    assert np.abs(sx.fit_convex(t, -(t**2)).spline(t[:, None]) - line).max() < 1e-4


@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-6, 6)), min_size=1, max_size=7))
def test_convex_extensions_in_one_dimension(data: list[tuple[int, int]]) -> None:
    """There is one if the data are a function and its slopes do not decrease."""
    spline = sx.convex_extension([x for x, _ in data], [y for _, y in data])
    distinct = sorted({*data})
    function = len({x for x, _ in distinct}) == len(distinct)
    slopes = [F(v - u, t - s) for (s, u), (t, v) in pairwise(distinct)] if function else []
    assert (spline is not None) == (function and slopes == sorted(slopes))
    assert spline is None or all(spline.value([x]) == y for x, y in data)


def test_convex_extensions_are_exact() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    y = np.round(2.0**20 * (X**2).sum(axis=1)) / 2**20
    spline = sx.convex_extension(X, y)
    assert spline is not None
    assert [spline.value(x) for x in X] == [F(v) for v in y.tolist()]
    # The floats nearest to 0.1, 0.2 and 0.3 are not in line with 1, 2 and 3: the gap from 0.2 to 0.3 is the smaller one.
    assert sx.convex_extension([0.1, 0.2, 0.3], [1, 2, 3]) is not None
    assert sx.convex_extension([1, 2, 3], [0.1, 0.2, 0.3]) is None
    middle = sx.convex_extension([[0, 0], [2, 0], [0, 2], [1, 1]], [0, 0, 0, 0])
    assert middle is not None and middle.value([1, 1]) == 0
    assert sx.convex_extension([[0, 0], [2, 0], [0, 2], [1, 1]], [0, 0, 0, 2**-1074]) is None


def test_bad_data() -> None:
    with pytest.raises(sx.InputError, match="X has 2 points"):
        sx.fit_max_affine([0, 1], [0], 2)
    with pytest.raises(sx.InputError, match="pieces"):
        sx.fit_max_affine([0, 1], [0, 1], 0)
    with pytest.raises(sx.InputError, match="nan"):
        sx.fit_convex([0, 1], [0, float("nan")])
    with pytest.raises(sx.InputError, match=r"X has shape \(0,\)|at least one"):
        sx.convex_extension([], [])
