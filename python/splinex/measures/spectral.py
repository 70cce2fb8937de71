"""The largest eigenvalue of a symmetric rational matrix, between two neighbouring floats: proven."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from splinex.measures.rounding import enclosed, nearest, nearest_root

__all__ = ["definiteness", "root_at_most", "root_of_largest_eigenvalue"]

Integers = list[list[int]]


def root_of_largest_eigenvalue(matrix: Sequence[Sequence[int]], denominator: int) -> tuple[float, float]:
    """Floats lower <= sqrt(lambda_max) <= upper of a positive semidefinite matrix over a denominator.

    They are neighbours, or equal where the root is that very float. "At most t" is decided by the exact LDL^T of
    t^2 I - matrix (Sylvester's law of inertia); floats only choose the t.
    """
    if not any(map(any, matrix)):
        return 0.0, 0.0
    lower, upper = _bracket(matrix, denominator)
    while (middle := _between(lower, upper)) is not None:
        if root_at_most(matrix, denominator, middle):
            upper = middle
        else:
            lower = middle
    singular = definiteness(_shifted(matrix, denominator, upper)) == 0
    return (upper, upper) if singular else (lower, upper)


def root_at_most(matrix: Sequence[Sequence[int]], denominator: int, t: float) -> bool:
    """Whether sqrt(lambda_max) <= t, exactly."""
    return math.isinf(t) or definiteness(_shifted(matrix, denominator, t)) >= 0


def definiteness(matrix: Integers) -> int:
    """1 for a positive definite symmetric matrix, 0 for a singular positive semidefinite one, -1 for any other.

    Fraction-free elimination (Bareiss) with pivots from the diagonal: entries stay integers, and the positive factors that
    they carry change no sign.
    """
    rows = [list(row) for row in matrix]
    before = 1
    while rows:
        diagonal = [row[i] for i, row in enumerate(rows)]
        if min(diagonal) < 0:
            return -1
        k = max(range(len(rows)), key=diagonal.__getitem__)
        pivot = diagonal[k]
        if pivot == 0:
            return -1 if any(map(any, rows)) else 0
        chosen = rows.pop(k)
        rows = [
            [(a * pivot - row[k] * b) // before for j, (a, b) in enumerate(zip(row, chosen, strict=True)) if j != k]
            for row in rows
        ]
        before = pivot
    return 1


def _shifted(matrix: Sequence[Sequence[int]], denominator: int, t: float) -> Integers:
    """t^2 I - matrix, times a positive number."""
    p, q = t.as_integer_ratio()
    square, scale = p * p * denominator, q * q
    return [[(square if i == j else 0) - scale * a for j, a in enumerate(row)] for i, row in enumerate(matrix)]


def _bracket(matrix: Sequence[Sequence[int]], denominator: int) -> tuple[float, float]:
    """Floats below and not below the root, close to what floats think it is."""
    scale = max(abs(a) for row in matrix for a in row)
    floats = np.array([[nearest(Fraction(a, scale)) for a in row] for row in matrix])
    guess = Fraction(max(float(np.linalg.eigvalsh(floats)[-1]), 0.5)) * Fraction(scale, denominator)
    middle = Fraction(nearest_root(guess))
    for wide in (Fraction(1, 2**bits) for bits in range(50, 0, -7)):
        lower, upper = enclosed(middle * (1 - wide))[0], enclosed(middle * (1 + wide))[1]
        if not root_at_most(matrix, denominator, lower) and root_at_most(matrix, denominator, upper):
            return lower, upper
    return 0.0, math.inf


def _between(lower: float, upper: float) -> float | None:
    """A float strictly between two of them, in the middle."""
    if math.nextafter(lower, math.inf) >= upper:
        return None
    if math.isinf(upper):
        return max(2 * lower, 1.0) if lower < 2.0**1000 else math.nextafter(math.inf, 0.0)
    return lower + (upper - lower) / 2
