"""Oracle for two inputs in a bounded box: convex polygons with exact vertices, cut by one unit after another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .exact_box import ExactBox, restrict_to_hull
from .exact_net import ExactNet, Pattern, Row, compose, evaluate, identity_rows, switch

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Polygon:
    """A cell: its vertices in order, its pattern, and the current layer's values as affine functions on it."""

    corners: tuple[Point, ...]
    pattern: Pattern
    rows: list[Row]


def polygon_patterns(net: ExactNet, box: ExactBox) -> list[set[Pattern]]:
    """Patterns of the cells after each ReLU layer."""
    return [{cell.pattern for cell in cells} for cells in _cells_by_layer(net, box)]


def polygons(net: ExactNet, box: ExactBox) -> list[Polygon]:
    """The cells after the last ReLU layer."""
    return _cells_by_layer(net, box)[-1]


def area(corners: tuple[Point, ...]) -> Fraction:
    """Shoelace formula; positive for counter-clockwise corners."""
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return sum((x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs), Fraction(0)) / 2


def _cells_by_layer(net: ExactNet, box: ExactBox) -> list[list[Polygon]]:
    net, box = restrict_to_hull(net, box)
    cells = [Polygon(box_corners(box), (), identity_rows(2))]
    result = []
    for layer in net.layers:
        cells = [Polygon(c.corners, c.pattern, compose(layer, c.rows)) for c in cells]
        if layer.relu:
            for k in range(len(layer.biases)):
                cells = [part for cell in cells for part in _split(cell, cell.rows[k])]
            cells = [_switched(cell, len(layer.biases)) for cell in cells]
            result.append(cells)
    return result


def box_corners(box: ExactBox) -> tuple[Point, ...]:
    (x0, y0), (x1, y1) = box.low, box.high
    if x0 is None or y0 is None or x1 is None or y1 is None:
        raise ValueError("a bounded box expected")
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _split(cell: Polygon, row: Row) -> list[Polygon]:
    values = [evaluate(row, corner) for corner in cell.corners]
    has_on, has_off = any(v > 0 for v in values), any(v < 0 for v in values)
    if has_on and has_off:
        on = clip(cell.corners, values)
        off = clip(cell.corners, [-v for v in values])
        return [Polygon(off, (*cell.pattern, 0), cell.rows), Polygon(on, (*cell.pattern, 1), cell.rows)]
    return [Polygon(cell.corners, (*cell.pattern, int(has_on)), cell.rows)]


def clip(corners: tuple[Point, ...], values: list[Fraction]) -> tuple[Point, ...]:
    """The part of the polygon where the function with these values at the corners is >= 0."""
    kept: list[Point] = []
    for i, (corner, value) in enumerate(zip(corners, values, strict=True)):
        following, next_value = corners[(i + 1) % len(corners)], values[(i + 1) % len(corners)]
        if value >= 0:
            kept.append(corner)
        if value * next_value < 0:
            t = value / (value - next_value)
            kept.append((corner[0] + t * (following[0] - corner[0]), corner[1] + t * (following[1] - corner[1])))
    return tuple(kept)


def _switched(cell: Polygon, width: int) -> Polygon:
    pieces = cell.pattern[len(cell.pattern) - width :]
    rows = [switch(row, piece) for row, piece in zip(cell.rows, pieces, strict=True)]
    return Polygon(cell.corners, cell.pattern, rows)
