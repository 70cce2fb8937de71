"""The nearest point in the norms with p = 1 and infinity: a guessed optimum checked exactly, and a simplex in fractions."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.nearest.equations import solve
from splinex.decision.nearest.norms import NearestPoint, Norm, measure

__all__ = ["by_simplex", "nearest_of_weights"]

Floats = NDArray[np.float64]
_NEAR = 1e-7


def nearest_of_weights(
    rows: Sequence[IntegerRow], support: Sequence[int], slopes: Floats, norm: Norm
) -> NearestPoint | None:
    """The nearest point if the optimum has the shape that floats say, proven by complementary slackness.

    Parameters
    ----------
    rows : sequence of integer rows
        a u <= b.
    support : sequence of int
        Rows with positive weights w.
    slopes : ndarray of float64, (d,)
        sum w a, scaled to length 1 in the dual norm.
    """
    active = [rows[i] for i in support]
    signs = [1 if s > 0 else -1 for s in slopes]
    if norm == "1":
        moved = [j for j, s in enumerate(slopes) if abs(s) >= 1 - _NEAR]
        columns = [[row[j] for row in active] for j in moved]
        prices = (
            solve([[*column, signs[j]] for j, column in zip(moved, columns, strict=True)]) if _square(columns) else None
        )
    else:
        moved = [j for j, s in enumerate(slopes) if abs(s) <= _NEAR]
        together = [sum(row[j] * signs[j] for j in range(len(signs)) if j not in moved) for row in active]
        columns = [*([row[j] for row in active] for j in moved), together]
        prices = solve([[*c, int(k == len(moved))] for k, c in enumerate(columns)]) if _square(columns) else None
    if prices is None or any(w < 0 for w in prices):
        return None
    combined = [
        sum((w * row[j] for row, w in zip(active, prices, strict=True)), Fraction(0)) for j in range(len(signs))
    ]
    found = solve([[*(c[i] for c in columns), row[-1]] for i, row in enumerate(active)])
    if found is None:
        return None
    point = [Fraction(0)] * len(signs)
    if norm == "inf":
        point = [found[-1] * s for s in signs]
    for j, value in zip(moved, found, strict=False):
        point[j] = value
    return _optimal(
        rows, tuple(point), combined, -sum((w * r[-1] for r, w in zip(active, prices, strict=True)), Fraction(0)), norm
    )


def _square(columns: list[list[int]]) -> bool:
    return bool(columns) and len(columns) == len(columns[0])


def _optimal(
    rows: Sequence[IntegerRow], point: tuple[Fraction, ...], combined: list[Fraction], bound: Fraction, norm: Norm
) -> NearestPoint | None:
    """The point, if it satisfies the rows and its length is the bound that the combined row proves."""
    sizes = [abs(g) for g in combined]
    dual = max(sizes) if norm == "1" else sum(sizes, Fraction(0))
    value = measure(point, norm)
    feasible = all(sum((a * v for a, v in zip(row, point, strict=False)), Fraction(-row[-1])) <= 0 for row in rows)
    return NearestPoint(value, point) if feasible and dual <= 1 and bound >= value else None


def by_simplex(rows: Sequence[IntegerRow], norm: Norm) -> NearestPoint | None:
    """The nearest point from scratch, or None where there is none at all.

    The largest -b w over weights w >= 0 with a combined row of length at most 1 in the dual norm; the multipliers of its
    constraints are the point. Bland's rule (1977) makes it end.
    """
    m, d = len(rows), len(rows[0]) - 1
    columns = [[Fraction(row[j]) for row in rows] for j in range(d)]
    zeros = [Fraction(0)] * d
    if norm == "1":
        limits = [([*c], Fraction(1)) for c in columns] + [([-a for a in c], Fraction(1)) for c in columns]
        cost = [Fraction(-row[-1]) for row in rows]
    else:
        unit = [[Fraction(-(i == j)) for i in range(d)] for j in range(d)]
        limits = [([*c, *u], Fraction(0)) for c, u in zip(columns, unit, strict=True)]
        limits += [([*(-a for a in c), *u], Fraction(0)) for c, u in zip(columns, unit, strict=True)]
        limits.append(([Fraction(0)] * m + [Fraction(1)] * d, Fraction(1)))
        cost = [Fraction(-row[-1]) for row in rows] + zeros
    prices = _maximise(cost, limits)
    if prices is None:
        return None
    point = tuple(prices[d + j] - prices[j] for j in range(d))
    return NearestPoint(measure(point, norm), point)


def _maximise(cost: list[Fraction], limits: list[tuple[list[Fraction], Fraction]]) -> list[Fraction] | None:
    """Multipliers of the limits at the largest cost x, x >= 0, a x <= b with b >= 0; None when there is no largest."""
    n, k = len(cost), len(limits)
    table = [[*a, *(Fraction(i == j) for j in range(k)), b] for i, (a, b) in enumerate(limits)]
    goal = [*cost, *([Fraction(0)] * (k + 1))]
    basis = list(range(n, n + k))
    while True:
        entering = next((c for c in range(n + k) if goal[c] > 0), None)
        if entering is None:
            return [-g for g in goal[n : n + k]]
        ratios = [(line[-1] / line[entering], basis[i], i) for i, line in enumerate(table) if line[entering] > 0]
        if not ratios:
            return None
        leaving = min(ratios)[2]
        lead = [v / table[leaving][entering] for v in table[leaving]]
        table = [lead if i == leaving else _without(line, lead, entering) for i, line in enumerate(table)]
        goal = _without(goal, lead, entering)
        basis[leaving] = entering


def _without(line: list[Fraction], lead: list[Fraction], column: int) -> list[Fraction]:
    factor = line[column]
    return [a - factor * b if b else a for a, b in zip(line, lead, strict=True)] if factor else line
