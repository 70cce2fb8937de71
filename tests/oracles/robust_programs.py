"""The distance of a point from another class by cvxpy: a mixed-integer program, and one program for each pattern. In floats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import cvxpy as cp
import numpy as np
from numpy.typing import NDArray

__all__ = ["by_milp", "by_patterns"]

Matrix = NDArray[np.float64]
Layers = Sequence[tuple[Matrix, Matrix]]


def by_milp(layers: Layers, x: Matrix, label: int, p: float, low: Matrix, high: Matrix) -> float:
    """The least distance (p = 1 or infinity) in a box: one program a class, a binary variable a ReLU; infinite for none."""
    return min(_milp(layers, x, label, other, p, low, high) for other in range(len(layers[-1][1])) if other != label)


def _milp(layers: Layers, x: Matrix, label: int, other: int, p: float, low: Matrix, high: Matrix) -> float:
    point = cp.Variable(len(x))
    limits: list[Any] = [point >= low, point <= high]
    values: Any = point
    for W, b in layers[:-1]:
        centre, reach = W @ (low + high) / 2 + b, np.abs(W) @ (high - low) / 2
        least, most = centre - reach, centre + reach
        after, on = cp.Variable(len(b)), cp.Variable(len(b), boolean=True)
        before = W @ values + b
        bound = np.maximum(np.abs(least), np.abs(most)) + 1
        limits += [
            after >= 0,
            after >= before,
            after <= cp.multiply(bound, on),
            after <= before + cp.multiply(bound, 1 - on),
        ]
        values, low, high = after, np.maximum(least, 0), np.maximum(most, 0)
    W, b = layers[-1]
    limits.append((W[other] - W[label]) @ values + b[other] - b[label] >= 0)
    problem = cp.Problem(cp.Minimize(cp.norm(point - x, p)), limits)
    problem.solve(solver=cp.SCIPY, scipy_options={"mip_rel_gap": 0.0})
    return float(problem.value) if problem.status == cp.OPTIMAL else np.inf


def by_patterns(layers: Layers, x: Matrix, label: int, p: float, low: Matrix, high: Matrix) -> float:
    """The least distance in a box, by one convex program for each pattern of the ReLUs and each other class."""
    widths = [len(b) for _, b in layers[:-1]]
    best = np.inf
    for flat in product((0.0, 1.0), repeat=sum(widths)):
        A, b = np.eye(len(x)), np.zeros(len(x))
        rows, ends, used = [], [], 0
        for (W, c), width in zip(layers[:-1], widths, strict=True):
            on = np.array(flat[used : used + width])
            used += width
            A, b = W @ A, W @ b + c
            rows.append((1 - 2 * on)[:, None] * A)
            ends.append((2 * on - 1) * b)
            A, b = on[:, None] * A, on * b
        A, b = layers[-1][0] @ A, layers[-1][0] @ b + layers[-1][1]
        for other in range(len(b)):
            if other != label:
                G = np.vstack([*rows, A[label] - A[other]])
                h = np.append(np.concatenate(ends) if ends else [], b[other] - b[label])
                best = min(best, _convex(G, h, x, p, low, high))
    return best


def _convex(G: Matrix, h: Matrix, x: Matrix, p: float, low: Matrix, high: Matrix) -> float:
    point = cp.Variable(len(x))
    if p == 2:
        problem = cp.Problem(cp.Minimize(cp.sum_squares(point - x)), [G @ point <= h, point >= low, point <= high])
        problem.solve(solver=cp.CLARABEL)
    else:
        problem = cp.Problem(cp.Minimize(cp.norm(point - x, p)), [G @ point <= h, point >= low, point <= high])
        problem.solve(solver=cp.HIGHS)
    if problem.status not in (cp.OPTIMAL, cp.OPTIMAL_INACCURATE):
        return np.inf
    return float(np.sqrt(max(problem.value, 0)) if p == 2 else problem.value)
