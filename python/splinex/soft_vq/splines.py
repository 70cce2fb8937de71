"""The soft code of any max-affine spline or operator."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points
from splinex.soft_vq.assignments import checked, scalar, weighted, weights
from splinex.splines.maso import MASO
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["soft_spline", "spline_assignments"]

Floats = NDArray[np.float64]


def spline_assignments(spline: MaxAffineSpline | MASO, x: ArrayLike, beta: float) -> Floats:
    """Soft codes of points: how much each piece counts. All pieces count, redundant and repeated ones too.

    Parameters
    ----------
    spline : MaxAffineSpline or MASO
    x : array_like of float, (D,) or (n, D)
    beta : float
        From 0 to 1. With 1 it is the exact code as a one-hot row, `MASO.vq`.

    Returns
    -------
    ndarray of float64, (R,), (n, R), (K, R) or (n, K, R)

    Raises
    ------
    InputError
        For a beta outside [0, 1] and for points of another shape.

    Examples
    --------
    >>> import splinex as sx
    >>> spline_assignments(sx.MaxAffineSpline([[-1], [1]]), [0.5], 0.5).round(4).tolist()
    [0.2689, 0.7311]
    """
    points, single = as_points(x, spline.n_inputs)
    slope = scalar(beta)
    if slope == np.inf:
        codes = np.asarray(spline.codes(points))
        T = np.asarray(codes[..., None] == np.arange(spline.n_pieces), dtype=np.float64)
    else:
        T = weights(_values(spline, points), slope)
    return np.asarray(T[0]) if single else T


def soft_spline(spline: MaxAffineSpline | MASO, x: ArrayLike, beta: float) -> Floats:
    """sum_r T_r (<a_r, x> + b_r): the spline itself for beta = 1, the mean of its pieces for beta = 0.

    In floats, like ``spline(x)``.

    Parameters
    ----------
    spline : MaxAffineSpline or MASO
    x : array_like of float, (D,) or (n, D)
    beta : float

    Returns
    -------
    ndarray of float64, (), (n,), (K,) or (n, K)

    Raises
    ------
    InputError
        For a beta outside [0, 1] and for points of another shape.

    Examples
    --------
    >>> import splinex as sx
    >>> relus = sx.MASO([[[0, 0], [1, 0]], [[0, 0], [0, 1]]])
    >>> soft_spline(relus, [3, -2], 0.5).round(4).tolist(), soft_spline(relus, [3, -2], 1).tolist()
    ([2.8577, -0.2384], [3.0, 0.0])
    """
    points, single = as_points(x, spline.n_inputs)
    values = weighted(_values(spline, points), scalar(beta))
    return np.asarray(values[0]) if single else values


def _values(spline: MaxAffineSpline | MASO, points: Floats) -> Floats:
    """What every piece is at every point: (n, R) or (n, K, R)."""
    A, b = (spline.A, spline.b) if isinstance(spline, MaxAffineSpline) else (spline.A, spline.B)
    with np.errstate(over="ignore", invalid="ignore"):
        values = checked(points @ A.reshape(-1, spline.n_inputs).T + b.ravel(), "values of the pieces")
    return values.reshape(len(points), *b.shape)
