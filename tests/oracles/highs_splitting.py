"""Float cross-check for generic networks: the same cells found by HiGHS. A tolerance decides: not exact."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from .exact_net import Pattern

Matrix = NDArray[np.float64]
MARGIN = 1e-7


def highs_patterns(
    layers: Sequence[tuple[Matrix, Matrix]], low: Matrix, high: Matrix, relu_last: bool = False
) -> list[set[Pattern]]:
    """Patterns after each ReLU layer; a side of a unit is kept when a point at distance MARGIN inside it exists."""
    dimension = layers[0][0].shape[1]
    cells: list[Pattern] = [()]
    result = []
    for depth in range(len(layers) if relu_last else len(layers) - 1):
        width = layers[depth][0].shape[0]
        for _ in range(width):
            cells = [
                (*cell, piece)
                for cell in cells
                for piece in (0, 1)
                if _reachable(_rows(layers, (*cell, piece)), (*cell, piece), low, high, dimension)
            ]
        result.append(set(cells))
    return result


def _rows(layers: Sequence[tuple[Matrix, Matrix]], pattern: Pattern) -> Matrix:
    """Affine rows (gradient, constant) of the units that the pattern speaks about."""
    dimension = layers[0][0].shape[1]
    values = np.hstack([np.eye(dimension), np.zeros((dimension, 1))])
    collected = np.zeros((0, dimension + 1))
    for weights, biases in layers:
        values = weights @ values
        values[:, -1] += biases
        start = len(collected)
        collected = np.vstack([collected, values])
        if len(collected) >= len(pattern):
            break
        values = values * np.asarray(pattern[start : start + len(values)], dtype=np.float64)[:, None]
    return np.asarray(collected[: len(pattern)])


def _reachable(rows: Matrix, pattern: Pattern, low: Matrix, high: Matrix, dimension: int) -> bool:
    lengths = np.linalg.norm(rows[:, :-1], axis=1)
    signs = np.where(np.asarray(pattern) > 0, 1.0, -1.0)
    constant = lengths < 1e-12
    if constant[-1]:
        return bool((rows[-1, -1] > 0) == (pattern[-1] > 0))
    signed = (signs[:, None] * rows)[~constant] / lengths[~constant, None]
    constraints = np.hstack([-signed[:, :-1], np.ones((len(signed), 1))])
    bounds = [*zip(low, high, strict=True), (None, 1.0)]
    objective = np.append(np.zeros(dimension), -1.0)
    answer = linprog(objective, A_ub=constraints, b_ub=signed[:, -1], bounds=bounds, method="highs")
    return answer.x is not None and bool(answer.x[-1] > MARGIN)
