"""Oracle for any number of inputs: split cells unit by unit, each with a rational witness, deciding by exact LPs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from .exact_box import ExactBox, restrict_to_hull
from .exact_net import ExactNet, Pattern, Row, Vector, compose, evaluate, identity_rows, switch
from .integer_lp import IntegerRow, interior_point


@dataclass(frozen=True)
class _Cell:
    constraints: tuple[IntegerRow, ...]
    """Rows that are positive inside; together they describe the open cell."""
    witness: Vector
    pattern: Pattern
    rows: list[Row]


def split_patterns(net: ExactNet, box: ExactBox) -> list[set[Pattern]]:
    """Patterns of the cells after each ReLU layer, on R^d or in a box of any kind."""
    net, box = restrict_to_hull(net, box)
    return _split_all(net, len(box.low), _box_constraints(box))


def split_patterns_in_polytope(
    net: ExactNet, normals: Iterable[Iterable[float]], offsets: Iterable[float]
) -> list[set[Pattern]]:
    """The same in {x : normals x <= offsets}, which must have interior points."""
    rows = [(tuple(-Fraction(v) for v in normal), Fraction(b)) for normal, b in zip(normals, offsets, strict=True)]
    return _split_all(net, net.n_inputs, tuple(_signed(row, 1) for row in rows))


def _split_all(net: ExactNet, dimension: int, constraints: tuple[IntegerRow, ...]) -> list[set[Pattern]]:
    witness = interior_point(constraints, dimension)
    if witness is None:
        raise ValueError("no interior points")
    cells = [_Cell(constraints, witness, (), identity_rows(dimension))]
    result = []
    for layer in net.layers:
        cells = [replace(cell, rows=compose(layer, cell.rows)) for cell in cells]
        if layer.relu:
            for k in range(len(layer.biases)):
                cells = [part for cell in cells for part in _split(cell, cell.rows[k])]
            cells = [_switched(cell, len(layer.biases)) for cell in cells]
            result.append({cell.pattern for cell in cells})
    return result


def _split(cell: _Cell, row: Row) -> list[_Cell]:
    if not any(row[0]):
        return [replace(cell, pattern=(*cell.pattern, int(row[1] > 0)))]
    value = evaluate(row, cell.witness)
    parts = []
    for piece, already in ((0, value < 0), (1, value > 0)):
        constraint = _signed(row, piece)
        witness = cell.witness if already else interior_point((*cell.constraints, constraint), len(cell.witness))
        if witness is not None:
            parts.append(_Cell((*cell.constraints, constraint), witness, (*cell.pattern, piece), cell.rows))
    if len(parts) == 1:
        return [replace(parts[0], constraints=cell.constraints)]
    return parts


def _signed(row: Row, piece: int) -> IntegerRow:
    """The row times a positive integer, negated for the off side."""
    common = lcm(*(v.denominator for v in (*row[0], row[1])))
    factor = common if piece else -common
    return tuple(int(v * factor) for v in (*row[0], row[1]))


def _box_constraints(box: ExactBox) -> tuple[IntegerRow, ...]:
    dimension = len(box.low)
    constraints = []
    for j, (low, high) in enumerate(zip(box.low, box.high, strict=True)):
        axis = tuple(Fraction(i == j) for i in range(dimension))
        if low is not None:
            constraints.append(_signed((axis, -low), 1))
        if high is not None:
            constraints.append(_signed((axis, -high), 0))
    return tuple(constraints)


def _switched(cell: _Cell, width: int) -> _Cell:
    pieces = cell.pattern[len(cell.pattern) - width :]
    return replace(cell, rows=[switch(row, piece) for row, piece in zip(cell.rows, pieces, strict=True)])
