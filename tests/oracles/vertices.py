"""Oracle for vertices and rays: all subsets of the rows that could meet in one, solved in Fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Vector = tuple[Fraction, ...]
Row = tuple[Vector, Fraction]
"""(a, b) of a x <= b."""


@dataclass(frozen=True)
class OraclePolyhedron:
    """Vertices and rays with the rows that hold with equality there; of a polyhedron with lines those of its section with
    the space orthogonal to them. Rays have a largest entry of 1 in magnitude."""

    vertices: dict[frozenset[int], Vector]
    rays: dict[frozenset[int], Vector]
    lines: list[Vector]


def polyhedron(rows: Sequence[Row], dimension: int) -> OraclePolyhedron:
    """Of {x : a x <= b}, a set with interior points."""
    lines = kernel([a for a, _ in rows], dimension)
    rank = dimension - len(lines)
    vertices: dict[frozenset[int], Vector] = {}
    for chosen in combinations(range(len(rows)), rank):
        equations = [(*rows[i][0], rows[i][1]) for i in chosen] + [(*line, Fraction(0)) for line in lines]
        homogeneous = kernel([(*row[:-1], -row[-1]) for row in equations], dimension + 1)
        if len(homogeneous) == 1 and homogeneous[0][-1]:
            x = tuple(v / homogeneous[0][-1] for v in homogeneous[0][:-1])
            if all(dot(a, x) <= b for a, b in rows):
                vertices[frozenset(i for i, (a, b) in enumerate(rows) if dot(a, x) == b)] = x
    rays: dict[frozenset[int], Vector] = {}
    for chosen in combinations(range(len(rows)), rank - 1) if rank else ():
        directions = kernel([rows[i][0] for i in chosen] + lines, dimension)
        if len(directions) == 1:
            size = max(map(abs, directions[0]))
            for sign in (1, -1):
                r = tuple(sign * v / size for v in directions[0])
                if all(dot(a, r) <= 0 for a, _ in rows):
                    rays[frozenset(i for i, (a, _) in enumerate(rows) if dot(a, r) == 0)] = r
    return OraclePolyhedron(vertices, rays, lines)


def dot(a: Sequence[Fraction], x: Sequence[Fraction]) -> Fraction:
    return sum((p * q for p, q in zip(a, x, strict=True)), Fraction(0))


def kernel(rows: Sequence[Sequence[Fraction]], columns: int) -> list[Vector]:
    """A basis of {x : rows x = 0}, by Gauss and Jordan."""
    left = [list(row) for row in rows]
    pivots: list[int] = []
    for column in range(columns):
        row = next((k for k in range(len(pivots), len(left)) if left[k][column]), None)
        if row is None:
            continue
        done = len(pivots)
        left[done], left[row] = left[row], left[done]
        pivot = left[done][column]
        left[done] = [v / pivot for v in left[done]]
        for k, other in enumerate(left):
            if k != done and other[column]:
                factor = other[column]
                left[k] = [v - factor * p for v, p in zip(other, left[done], strict=True)]
        pivots.append(column)
    result = []
    for free in (c for c in range(columns) if c not in pivots):
        x = [Fraction(c == free) for c in range(columns)]
        for k, column in enumerate(pivots):
            x[column] = -left[k][free]
        result.append(tuple(x))
    return result
