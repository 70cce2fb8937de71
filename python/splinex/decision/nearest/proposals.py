"""Weights for a lower bound on the distance, by solvers in floats: non-negative least squares, or HiGHS."""

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.nearest.norms import Norm

__all__ = ["FloatRows", "combined", "float_rows", "weights"]

Floats = NDArray[np.float64]
FloatRows = tuple[Floats, Floats, list[int]]
"""A (m, d) and b (m,) with rows of a size near 1, and the power of two that each integer row was divided by."""

_LARGEST = 1e9
_BITS = 52


def float_rows(rows: list[IntegerRow], dimension: int) -> FloatRows:
    """Rows with a linear part that is not zero, each divided by a power of two."""
    powers = [max(map(abs, row[:-1])).bit_length() for row in rows]
    table = [_scaled(row, power) for row, power in zip(rows, powers, strict=True)]
    values = np.array(table, dtype=np.float64).reshape(len(rows), dimension + 1)
    return values[:, :-1], values[:, -1], powers


def _scaled(row: IntegerRow, power: int) -> list[float]:
    try:
        return [a / (1 << power) for a in row]
    except OverflowError:  # beyond every float: as good as infinite
        return [a / (1 << power) for a in row[:-1]] + [np.copysign(1e300, row[-1])]


def weights(A: Floats, b: Floats, norm: Norm) -> Floats:
    """Weights w >= 0 that make a lower bound on the distance of A u <= b from the origin close to best; zeros for none."""
    violated = -b.min(initial=0.0)
    if not 0 < violated < np.inf:
        return np.zeros(len(b))
    try:
        scaled = b / violated
        return _least_squares(A, scaled) if norm == "2" else _linear_program(A, scaled, norm)
    except (RuntimeError, ValueError):  # a solver gave up: the exact one decides
        return np.zeros(len(b))


def _least_squares(A: Floats, b: Floats) -> Floats:
    """Least distance programming as non-negative least squares (Lawson and Hanson, Solving Least Squares Problems, 23.4)."""
    from scipy.optimize import nnls

    target = np.zeros(A.shape[1] + 1)
    target[-1] = 1.0
    found, _ = nnls(-np.column_stack([A, b]).T, target)
    return np.asarray(found)


def _linear_program(A: Floats, b: Floats, norm: Norm) -> Floats:
    """The largest -b w with |A^T w|_q <= 1; bounded weights keep it finite where nothing satisfies A u <= b."""
    from scipy.optimize import linprog

    m, d = A.shape
    if norm == "1":
        limits, right, cost = np.vstack([A.T, -A.T]), np.ones(2 * d), b
    else:
        size = np.eye(d)
        limits = np.block([[A.T, -size], [-A.T, -size], [np.zeros((1, m)), np.ones((1, d))]])
        right, cost = np.append(np.zeros(2 * d), 1.0), np.append(b, np.zeros(d))
    found = linprog(cost, A_ub=limits, b_ub=right, bounds=(0, _LARGEST), method="highs")
    return np.zeros(m) if found.x is None else np.maximum(found.x[:m], 0.0)


def combined(rows: list[IntegerRow], powers: list[int], given: Floats) -> IntegerRow | None:
    """The rows with their weights added up, in integers; None without weights."""
    largest = float(given.max(initial=0.0))
    if not largest > 0:
        return None
    used = [(i, round(float(w) / largest * 2**_BITS)) for i, w in enumerate(given) if w > 0]
    top = max(powers[i] for i, _ in used)
    factors = [(rows[i], w << (top - powers[i])) for i, w in used if w]
    return tuple(sum(row[j] * w for row, w in factors) for j in range(len(rows[0])))
