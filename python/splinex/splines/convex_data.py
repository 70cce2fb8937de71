"""Convex functions through data, or near them."""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.domains import Polytope
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network
from splinex.splines.fitting import MaxAffineFit, data_arrays, root_mean_square
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["convex_extension", "fit_convex"]

Floats = NDArray[np.float64]


def fit_convex(X: ArrayLike, y: ArrayLike) -> MaxAffineFit:
    """Convex regression: the convex function nearest to the data in the least-squares sense, as a max-affine spline.

    One piece for each data point, which touches the function there: minimise the sum of (z_i - y_i)^2 with
    z_i = <g_i, x_i> + h_i subject to z_j >= <g_i, x_j> + h_i for all i and j (Boyd & Vandenberghe, "Convex Optimization",
    2004, 6.5.5). cvxpy solves this quadratic program to the tolerances of its solver: nothing is proven about the optimum,
    but what is returned is convex by its form.

    Parameters
    ----------
    X : array_like of float, (n, D) or (n,)
    y : array_like of float, (n,)

    Raises
    ------
    InputError
        For shapes that do not fit, for numbers that are not finite, and when the solver fails.

    Examples
    --------
    >>> import splinex as sx
    >>> fit = sx.fit_convex([-1, 0, 1], [0, 1, 0])  # not convex: the best is a constant
    >>> bool(abs(fit.spline([0.5]) - 1 / 3) < 1e-4)
    True
    """
    points, values = data_arrays(X, y)
    import cvxpy as cp

    n, d = points.shape
    slopes, offsets = cp.Variable((n, d)), cp.Variable(n)
    fitted = cp.sum(cp.multiply(points, slopes), axis=1) + offsets
    every = points @ slopes.T + np.ones((n, 1)) @ cp.reshape(offsets, (1, n), order="C")
    above = cp.reshape(fitted, (n, 1), order="C") @ np.ones((1, n)) >= every
    problem = cp.Problem(cp.Minimize(cp.sum_squares(fitted - values)), [above])
    try:
        problem.solve(solver=cp.CLARABEL)
    except cp.SolverError as error:
        raise InputError(f"convex regression failed: {error}") from error
    if slopes.value is None or offsets.value is None:
        raise InputError(f"convex regression failed: the solver says {problem.status}")
    spline = MaxAffineSpline(slopes.value, offsets.value)
    return MaxAffineFit(spline, root_mean_square(spline, points, values))


def convex_extension(X: ArrayLike, y: ArrayLike) -> MaxAffineSpline | None:
    """A convex function with exactly these values at these points, or None where there is none. Exact.

    There is one if and only if every data point has a supporting piece: g_i, h_i with <g_i, x_i> + h_i >= y_i and
    <g_i, x_j> + h_i <= y_j for all j. Each is a polyhedron whose rows are the data themselves; the core finds a rational point
    of it or proves that it is empty. A piece that supports several points is asked for once.

    Parameters
    ----------
    X : array_like of float, (n, D) or (n,)
    y : array_like of float, (n,)

    Returns
    -------
    MaxAffineSpline or None
        Its `value` at every data point is the given one, as a Fraction.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.convex_extension([0, 1, 3], [0, 1, 2]) is None
    True
    >>> sx.convex_extension([0, 1, 3], [0, 1, 4]).value([1])
    Fraction(1, 1)
    """
    points, values = data_arrays(X, y)
    rows = np.hstack([points, np.ones((len(points), 1))])
    exact = [[Fraction(v) for v in row] for row in rows.tolist()]
    levels = [Fraction(v) for v in values.tolist()]
    pieces: list[tuple[Fraction, ...]] = []
    supported: set[int] = set()
    for i in range(len(points)):
        if i in supported:
            continue
        piece = _point_of(np.vstack([rows, -rows[i]]), np.append(values, -values[i]))
        if piece is None:
            return None
        pieces.append(piece)
        supported |= {j for j, row in enumerate(exact) if _dot(row, piece) == levels[j]}
    return MaxAffineSpline([list(piece[:-1]) for piece in pieces], [piece[-1] for piece in pieces])


def _point_of(A: Floats, b: Floats) -> tuple[Fraction, ...] | None:
    """A rational point of {x : A x <= b}, or None where that is empty: what the core says of its region."""
    width = A.shape[1]
    nothing = Network((Layer(np.zeros((1, width)), [0.0]),))
    polytope = Polytope(A, b)
    try:
        return enumerate_regions(nothing, polytope, threads=1)[0].witness()
    except InputError as error:
        if str(error) != "the domain is empty":
            raise
        return None


def _dot(row: list[Fraction], piece: tuple[Fraction, ...]) -> Fraction:
    return sum((a * b for a, b in zip(row, piece, strict=True)), Fraction(0))
