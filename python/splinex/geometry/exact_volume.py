"""The volume of a polytope in Fractions."""

import math
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["exact_volume", "vertex_weights"]

Point = tuple[Fraction, ...]


def exact_volume(points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int) -> Fraction:
    """The volume of a full-dimensional polytope from its vertices and the facets that each of them lies on.

    Simplices from the first vertex over those of the facets that it is not on, facet by facet (Cohen and Hickey 1979). What
    determinants take the most time for are denominators: all points are brought to one of their own.
    """
    parts, unit = _measured_simplices(points, facets, dimension)
    return sum(size for _, size in parts) * unit


def vertex_weights(points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int) -> tuple[Fraction, ...]:
    """The volume shared out among the vertices: of each simplex, the same to all its corners."""
    parts, unit = _measured_simplices(points, facets, dimension)
    shares = [0] * len(points)
    for simplex, size in parts:
        for corner in simplex:
            shares[corner] += size
    return tuple(share * unit / (dimension + 1) for share in shares)


def _measured_simplices(
    points: Sequence[Point], facets: Sequence[frozenset[int]], dimension: int
) -> tuple[list[tuple[tuple[int, ...], int]], Fraction]:
    """Simplices with their volumes as integers, and the unit of these."""
    scale = math.lcm(*(x.denominator for point in points for x in point))
    corners = [[int(x * scale) for x in point] for point in points]
    on: dict[int, frozenset[int]] = {}
    for facet in sorted(set().union(*facets)):
        on[facet] = frozenset(v for v, mine in enumerate(facets) if facet in mine)
    parts = []
    for simplex in _simplices(frozenset(range(len(points))), list(on.values()), dimension):
        edges = [[a - b for a, b in zip(corners[v], corners[simplex[0]], strict=True)] for v in simplex[1:]]
        parts.append((simplex, abs(_determinant(edges))))
    return parts, Fraction(1, scale**dimension * math.factorial(dimension))


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
