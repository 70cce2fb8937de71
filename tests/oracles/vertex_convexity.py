"""Oracle for convexity with one or two inputs: f is the maximum of its pieces at all vertices and along all rays of cells."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from .exact_box import ExactBox
from .exact_net import ExactNet, Row, Vector, evaluate, rows_on
from .exact_splitting import split_patterns


def convex_by_vertices(net: ExactNet, output: int) -> bool:
    """Whether an output is convex on R^1 or R^2."""
    dimension = net.n_inputs
    everywhere = ExactBox((None,) * dimension, (None,) * dimension)
    cells = [_cell(net, pattern, output) for pattern in split_patterns(net, everywhere)[-1]]
    pieces = {piece for _, piece in cells}
    for rows, piece in cells:
        for point in _vertices(rows, dimension):
            if any(evaluate(other, point) > evaluate(piece, point) for other in pieces):
                return False
        for ray in _rays(rows, dimension):
            if any(_slope(other, ray) > _slope(piece, ray) for other in pieces):
                return False
    return True


def _cell(net: ExactNet, pattern: tuple[int, ...], output: int) -> tuple[list[Row], Row]:
    """The rows that are >= 0 on the cell, and the output there."""
    units, outputs = rows_on(net, pattern)
    signed = [row if piece else _negated(row) for row, piece in zip(units, pattern, strict=True)]
    return [row for row in signed if any(row[0])], outputs[output]


def _vertices(rows: list[Row], dimension: int) -> Iterator[Vector]:
    """All vertices; of a cell without any, a point of each of its smallest faces."""
    found = list(_corners(rows)) if dimension == 2 else [(-c / a[0],) for a, c in rows]
    if not found:
        found = [tuple(-c * v / _square(a) for v in a) for a, c in rows]
    return (point for point in found if all(evaluate(row, point) >= 0 for row in rows))


def _corners(rows: list[Row]) -> Iterator[Vector]:
    for (a, c), (b, d) in combinations(rows, 2):
        determinant = a[0] * b[1] - a[1] * b[0]
        if determinant:
            yield (a[1] * d - b[1] * c) / determinant, (b[0] * c - a[0] * d) / determinant


def _rays(rows: list[Row], dimension: int) -> Iterator[Vector]:
    """Directions in which the cell goes on for ever, all extreme ones among them."""
    directions: list[Vector] = (
        [(Fraction(1),)] if dimension == 1 else [a for a, _ in rows] + [(-a[1], a[0]) for a, _ in rows]
    )
    for direction in directions:
        for ray in (direction, tuple(-v for v in direction)):
            if all(_slope(row, ray) >= 0 for row in rows):
                yield ray


def _slope(row: Row, direction: Vector) -> Fraction:
    return sum((g * v for g, v in zip(row[0], direction, strict=True)), Fraction(0))


def _square(a: Vector) -> Fraction:
    return sum((v * v for v in a), Fraction(0))


def _negated(row: Row) -> Row:
    return tuple(-g for g in row[0]), -row[1]
