"""The volume of a polytope in Fractions."""

import math
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["exact_volume", "vertex_weights"]

Point = tuple[Fraction, ...]


def exact_volume(points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int) -> Fraction:
    """The volume of a full-dimensional polytope from its vertices and the facets that each of them lies on.

    Simplices from the first vertex over those of the facets that it is not on, facet by facet (Cohen and Hickey 1979).
    """
    return _sum([size for _, size in _measured_simplices(points, facets, dimension)])


def vertex_weights(points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int) -> tuple[Fraction, ...]:
    """The volume shared out among the vertices: of each simplex, the same to all its corners."""
    shares: list[list[Fraction]] = [[] for _ in points]
    for simplex, size in _measured_simplices(points, facets, dimension):
        for corner in simplex:
            shares[corner].append(size)
    return tuple(_sum(share) / (dimension + 1) for share in shares)


def _measured_simplices(
    points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int
) -> list[tuple[tuple[int, ...], Fraction]]:
    """Simplices with their volumes.

    Vertices are homogeneous integers: one denominator for all of them would have thousands of digits.
    """
    scales = [math.lcm(*(x.denominator for x in point)) for point in points]
    rows = [
        [scale, *(x.numerator * (scale // x.denominator) for x in point)]
        for point, scale in zip(points, scales, strict=True)
    ]
    on = [frozenset(v for v, mine in enumerate(facets) if facet in mine) for facet in sorted(set().union(*facets))]
    parts = []
    for simplex in _simplices(frozenset(range(len(points))), on, dimension):
        size = abs(_determinant([rows[v].copy() for v in simplex]))
        unit = math.prod(scales[v] for v in simplex) * math.factorial(dimension)
        parts.append((simplex, Fraction(size, unit)))
    return parts


def _sum(terms: list[Fraction]) -> Fraction:
    """Added in pairs, pairs of pairs, and so on: most sums have small denominators then."""
    while len(terms) > 1:
        terms = [sum(terms[k : k + 2], Fraction(0)) for k in range(0, len(terms), 2)]
    return terms[0] if terms else Fraction(0)


def _simplices(face: frozenset[int], facets: Sequence[frozenset[int]], dimension: int) -> list[tuple[int, ...]]:
    """Of a face with these vertices: a triangulation that pulls the first vertex, and so on in its facets.

    Those are the largest of its parts in other facets of the polytope, or of a face around it.
    """
    if len(face) == dimension + 1:
        return [tuple(face)]
    apex = min(face)
    parts = {part for other in facets if dimension <= len(part := face & other) < len(face)}
    walls = [part for part in parts if not any(part < other for other in parts)]
    return [
        (apex, *simplex) for wall in walls if apex not in wall for simplex in _simplices(wall, walls, dimension - 1)
    ]


def _determinant(rows: list[list[int]]) -> int:
    """Fraction-free elimination (Bareiss 1968)."""
    sign, previous = 1, 1
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            sign = -sign
        for i in range(k + 1, len(rows)):
            for j in range(k + 1, len(rows)):
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) // previous
        previous = rows[k][k]
    return sign * previous
