"""Oracle for general networks: cells are split unit by unit into the parts of its pieces, by exact LPs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

from .exact_net import Pattern, Row, Vector, evaluate, identity_rows
from .graph_net import Bend, GraphNet, Largest, Tracker, combined
from .integer_lp import IntegerRow, interior_point


@dataclass(frozen=True)
class Space:
    """Where to look: {t : all constraints positive}, and the inputs as functions of t.

    The domain's own coordinates are t, and those that sides of zero width fix.
    """

    dimension: int
    inputs: tuple[Row, ...]
    constraints: tuple[IntegerRow, ...]
    coordinates: tuple[Row, ...]
    free: tuple[int, ...]
    """Which coordinates t is."""

    def own(self, coordinates: Vector) -> Vector:
        return tuple(coordinates[i] for i in self.free)


@dataclass(frozen=True)
class Cell:
    constraints: tuple[IntegerRow, ...]
    witness: Vector
    pattern: Pattern
    rows: Tracker


def all_space(dimension: int) -> Space:
    rows = tuple(identity_rows(dimension))
    return Space(dimension, rows, (), rows, tuple(range(dimension)))


def box_space(low: Sequence[float], high: Sequence[float]) -> Space:
    """Infinite ends bound nothing; sides of zero width are put in for their inputs."""
    free = [i for i, (a, b) in enumerate(zip(low, high, strict=True)) if a != b]
    unit = identity_rows(len(free))
    inputs = tuple(unit[free.index(i)] if i in free else (_zero(len(free)), Fraction(a)) for i, a in enumerate(low))
    sides = [
        combined([(inputs[i], Fraction(sign))], -sign * Fraction(end))
        for i in free
        for end, sign in ((low[i], 1), (high[i], -1))
        if abs(end) != float("inf")
    ]
    return Space(len(free), inputs, tuple(map(_integral, sides)), inputs, tuple(free))


def half_spaces(normals: Iterable[Iterable[float]], offsets: Iterable[float], space: Space) -> Space:
    """The part of a space where normals t <= offsets."""
    rows = [(tuple(-Fraction(v) for v in a), Fraction(b)) for a, b in zip(normals, offsets, strict=True)]
    return replace(space, constraints=(*space.constraints, *map(_integral, rows)))


def slice_space(origin: Sequence[Any], directions: Sequence[Sequence[Any]], space: Space) -> Space:
    """x = origin + t @ directions, with t in the given space."""
    inputs = tuple(
        combined(
            [((_zero(space.dimension), Fraction(0)), Fraction(0))]
            + [(space.inputs[k], Fraction(d[i])) for k, d in enumerate(directions)],
            Fraction(origin[i]),
        )
        for i in range(len(origin))
    )
    return replace(space, inputs=inputs)


def split_graph(net: GraphNet, space: Space) -> tuple[list[set[Pattern]], list[Cell]]:
    """Patterns after each module, and the cells after the last one."""
    witness = interior_point(space.constraints, space.dimension)
    if witness is None:
        raise ValueError("no interior points")
    cells = [Cell(space.constraints, witness, (), Tracker(net, space.inputs))]
    result = []
    for module in net.modules:
        for unit in module:
            cells = [part for cell in cells for part in _split(net, cell, unit)]
        patterns = {cell.pattern for cell in cells}
        assert len(patterns) == len(cells)
        result.append(patterns)
    return result, cells


def _split(net: GraphNet, cell: Cell, unit: int) -> Iterator[Cell]:
    found = []
    for piece, rows in _pieces(net, cell, unit):
        sides = [row for row in rows if any(row[0])]
        if any(row[1] <= 0 for row in rows if not any(row[0])):
            continue
        constraints = tuple(_integral(row) for row in sides)
        if all(evaluate(row, cell.witness) > 0 for row in sides):
            found.append((piece, constraints, cell.witness))
            continue
        witness = interior_point((*cell.constraints, *constraints), len(cell.witness))
        if witness is not None:
            found.append((piece, constraints, witness))
    assert found
    for piece, constraints, witness in found:
        tracker = cell.rows.copy()
        tracker.choose(unit, piece)
        kept = constraints if len(found) > 1 else ()
        yield Cell((*cell.constraints, *kept), witness, (*cell.pattern, piece), tracker)


def _pieces(net: GraphNet, cell: Cell, unit: int) -> Iterator[tuple[int, list[Row]]]:
    """Each piece with the rows that are positive where it, and no lower piece, is the unit."""
    scalar = net.scalars[unit]
    if isinstance(scalar, Bend):
        row = cell.rows.row(scalar.source)
        if not any(row[0]):
            yield sum(row[1] > knot for knot in scalar.knots), []
            return
        for piece in range(len(scalar.knots) + 1):
            above = [combined([(row, Fraction(1))], -knot) for knot in scalar.knots[:piece][-1:]]
            below = [combined([(row, Fraction(-1))], knot) for knot in scalar.knots[piece:][:1]]
            yield piece, above + below
        return
    assert isinstance(scalar, Largest)
    rows = [combined([(cell.rows.row(s), Fraction(scalar.sign))], Fraction(0)) for s in scalar.sources]
    for piece, mine in enumerate(rows):
        if mine in rows[:piece]:
            continue
        others = [row for row in rows if row != mine]
        yield piece, [combined([(mine, Fraction(1)), (row, Fraction(-1))], Fraction(0)) for row in others]


def _integral(row: Row) -> IntegerRow:
    common = lcm(*(v.denominator for v in (*row[0], row[1])))
    return tuple(int(v * common) for v in (*row[0], row[1]))


def _zero(dimension: int) -> Vector:
    return (Fraction(0),) * dimension
