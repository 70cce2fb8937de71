"""Oracle for facets: exact linear programs on each region's half-spaces, and points of the facets looked up in all regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from .integer_lp import IntegerRow, interior_point

HalfSpace = tuple[Sequence[Fraction], Fraction]
"""(a, b) of a x <= b."""


@dataclass(frozen=True)
class OracleFacet:
    """The row is b - a x in coprime integers, constant last; the neighbours are all other regions that contain a point of
    the relative interior."""

    region: int
    row: IntegerRow
    neighbours: tuple[int, ...]


def facets(regions: Sequence[Sequence[HalfSpace]], fixed: Mapping[int, Fraction]) -> list[OracleFacet]:
    """All facets of regions with these half-spaces, where some coordinates are fixed; rows are in the others."""
    cells = [_distinct(half_spaces, fixed) for half_spaces in regions]
    result = []
    for place, rows in enumerate(cells):
        for row in rows:
            point = _relative_interior(row, [other for other in rows if other != row])
            if point is not None:
                others = (j for j, cell in enumerate(cells) if j != place and _contains(cell, point))
                result.append(OracleFacet(place, row, tuple(others)))
    return result


def bounded_regions(regions: Sequence[Sequence[HalfSpace]], dimension: int) -> list[bool]:
    return [_bounded([a for a, _ in half_spaces if any(a)], dimension) for half_spaces in regions]


def _bounded(normals: Sequence[Sequence[Fraction]], dimension: int) -> bool:
    """{v : A v < 1} has the recession cone of the region: it is bounded when no coordinate gets very far in it."""
    very_far = 1 << 8000
    rows = [coprime([*(-v for v in a), Fraction(1)]) for a in normals]
    ends = [tuple(sign * (k == i) for k in range(dimension)) for i in range(dimension) for sign in (1, -1)]
    return all(interior_point([*rows, (*end, -very_far)], dimension) is None for end in ends)


def _distinct(half_spaces: Sequence[HalfSpace], fixed: Mapping[int, Fraction]) -> list[IntegerRow]:
    rows = []
    for a, b in half_spaces:
        constant = b - sum((a[i] * v for i, v in fixed.items()), Fraction(0))
        row = [-v for i, v in enumerate(a) if i not in fixed]
        if any(row):
            rows.append(coprime([*row, constant]))
    return sorted(set(rows))


def coprime(row: Sequence[Fraction]) -> IntegerRow:
    scale = lcm(*(v.denominator for v in row))
    integers = [int(v * scale) for v in row]
    divisor = gcd(*integers)
    return tuple(v // divisor for v in integers)


def _relative_interior(row: IntegerRow, others: Sequence[IntegerRow]) -> tuple[Fraction, ...] | None:
    """A point with row = 0 and the others positive: one coordinate is solved for."""
    pivot = next(i for i, v in enumerate(row[:-1]) if v)
    sign, scale = (1 if row[pivot] > 0 else -1), abs(row[pivot])
    left = [i for i in range(len(row)) if i != pivot]
    restricted = [tuple(scale * other[i] - sign * other[pivot] * row[i] for i in left) for other in others]
    if any(not any(r[:-1]) and r[-1] <= 0 for r in restricted):
        return None
    found = interior_point([r for r in restricted if any(r[:-1])], len(row) - 2)
    if found is None:
        return None
    value = -(sum((row[i] * x for i, x in zip(left, found, strict=False)), Fraction(row[-1]))) / row[pivot]
    return (*found[:pivot], value, *found[pivot:])


def _contains(rows: Sequence[IntegerRow], point: Sequence[Fraction]) -> bool:
    return all(sum((a * x for a, x in zip(row, point, strict=False)), Fraction(row[-1])) >= 0 for row in rows)
