"""Oracle for one layer on R^d: the regions of an integer hyperplane arrangement, counted without visiting any.

Zaslavsky: adding H_k to the first k-1 hyperplanes adds as many regions as those cut H_k into.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from math import gcd, lcm

Number = int | float | Fraction

IntegerRow = tuple[int, ...]
"""Normal, then the constant: the hyperplane <normal, x> + constant = 0."""


def count_regions(normals: Iterable[Iterable[Number]], constants: Iterable[Number]) -> int:
    """Regions of the arrangement; rows that are nowhere or everywhere zero cut nothing, equal hyperplanes cut once.

    Floats are converted exactly: each row is multiplied by its common denominator.
    """
    rows = [(*(Fraction(v) for v in normal), Fraction(c)) for normal, c in zip(normals, constants, strict=True)]
    scales = [lcm(*(v.denominator for v in row)) for row in rows]
    return _count(_hyperplanes(tuple(int(v * scale) for v in row) for row, scale in zip(rows, scales, strict=True)))


@cache
def _count(rows: frozenset[IntegerRow]) -> int:
    if not rows:
        return 1
    if len(next(iter(rows))) == 2:
        return len(rows) + 1
    ordered = sorted(rows)
    return 1 + sum(_count(_restriction(ordered[:k], row)) for k, row in enumerate(ordered))


def _restriction(rows: list[IntegerRow], wall: IntegerRow) -> frozenset[IntegerRow]:
    """The traces of the rows on the wall, in coordinates without the one of the wall's smallest coefficient."""
    pivot = min((j for j, v in enumerate(wall[:-1]) if v), key=lambda j: abs(wall[j]))
    traces = []
    for row in rows:
        trace = [a * wall[pivot] - row[pivot] * b for a, b in zip(row, wall, strict=True)]
        del trace[pivot]
        traces.append(tuple(trace))
    return _hyperplanes(traces)


def _hyperplanes(rows: Iterable[IntegerRow]) -> frozenset[IntegerRow]:
    """Primitive rows with a positive leading coefficient; rows without a gradient are dropped."""
    return frozenset(_primitive(row) for row in rows if any(row[:-1]))


def _primitive(row: IntegerRow) -> IntegerRow:
    divisor = gcd(*row)
    if next(v for v in row if v) < 0:
        divisor = -divisor
    return tuple(v // divisor for v in row)
