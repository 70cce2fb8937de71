"""The code of a point: the first largest piece, certified in floats or else decided in integers."""

import numpy as np
from numpy.typing import NDArray

from splinex.splines.exact_table import ExactTable, Integers

__all__ = ["codes_at", "first_largest"]

Floats = NDArray[np.float64]
_UNIT = 2.0**-53
_TINY = 2.0**-1020
"""Above what underflow can take from one operation, whether or not subnormal numbers are flushed to zero."""


def codes_at(pieces: ExactTable, points: ExactTable) -> NDArray[np.int64]:
    """The smallest index of a largest piece, exactly: int64 (n,) for pieces [a | b] (R, D + 1) and points (n, D)."""
    codes, certain = _float_codes(pieces, points)
    rest = np.flatnonzero(~certain)
    if len(rest):
        codes[rest] = first_largest(values_at(pieces, points[rest])[0])
    return codes


def values_at(pieces: ExactTable, points: ExactTable) -> tuple[Integers, int]:
    """Every piece at every point, (n, R), over one denominator."""
    a, b = pieces.numerators[:, :-1], pieces.numerators[:, -1]
    return points.numerators @ a.T + b * points.denominator, pieces.denominator * points.denominator


def first_largest(values: Integers) -> NDArray[np.int64]:
    """The smallest place of the largest entry in each row."""
    return np.array([row.index(max(row)) for row in values.tolist()], dtype=np.int64)


def _float_codes(pieces: ExactTable, points: ExactTable) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Codes by floats, and where they are certain.

    Rounding the pieces and the point, and then D products and sums in any order, errs by less than (2 D + 8) units of the sum
    of absolute values; the bound is doubled, for its own rounding and for any rounding direction.
    """
    A, b = pieces.rows()
    x = _rounded(points)
    with np.errstate(over="ignore", invalid="ignore"):
        values = x @ A.T + b
        size = np.abs(x) @ np.abs(A).T + np.abs(b)
        spare = _TINY * (np.abs(x).sum(axis=1, keepdims=True) + np.abs(A).sum(axis=1) + A.shape[1] + 1)
        error = (4 * A.shape[1] + 16) * _UNIT * size + spare
        codes = values.argmax(axis=1)
        n = np.arange(len(x))
        below = values[n, codes] - error[n, codes]
        above = values + error
        above[n, codes] = -np.inf
        certain = np.isfinite(values + error).all(axis=1) & (below > above.max(axis=1, initial=-np.inf))
    if A.shape[0] > 1:
        certain &= np.isfinite(above.max(axis=1))
    return codes.astype(np.int64), certain


def _rounded(points: ExactTable) -> Floats:
    width = points.shape[1]
    values = [_nearest(n, points.denominator) for n in points.numerators.ravel().tolist()]
    return np.array(values, dtype=np.float64).reshape(-1, width)


def _nearest(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return np.inf
