"""Oracle for one input: split the line at the exact zeros of the units, one unit after another."""

from __future__ import annotations

from dataclasses import dataclass

from .exact_box import End, ExactBox, restrict_to_hull
from .exact_net import ExactNet, Pattern, Row, compose, identity_rows, switch


@dataclass(frozen=True)
class _Interval:
    low: End
    high: End
    pattern: Pattern
    rows: list[Row]


def interval_patterns(net: ExactNet, box: ExactBox) -> list[set[Pattern]]:
    """Patterns of the cells after each ReLU layer; exactly one side of the box may have a positive width."""
    net, box = restrict_to_hull(net, box)
    if len(box.low) != 1:
        raise ValueError("one free input expected")
    cells = [_Interval(box.low[0], box.high[0], (), identity_rows(1))]
    result = []
    for layer in net.layers:
        cells = [_Interval(c.low, c.high, c.pattern, compose(layer, c.rows)) for c in cells]
        if layer.relu:
            for k in range(len(layer.biases)):
                cells = [part for cell in cells for part in _split(cell, cell.rows[k])]
            cells = [_switched(c, len(layer.biases)) for c in cells]
            result.append({c.pattern for c in cells})
    return result


def _split(cell: _Interval, row: Row) -> list[_Interval]:
    (slope,), constant = row
    if slope == 0:
        return [_with_piece(cell, cell.low, cell.high, int(constant > 0))]
    zero = -constant / slope
    left, right = (0, 1) if slope > 0 else (1, 0)
    parts = []
    if cell.low is None or cell.low < zero:
        parts.append(_with_piece(cell, cell.low, zero if cell.high is None else min(zero, cell.high), left))
    if cell.high is None or cell.high > zero:
        parts.append(_with_piece(cell, zero if cell.low is None else max(zero, cell.low), cell.high, right))
    return parts


def _with_piece(cell: _Interval, low: End, high: End, piece: int) -> _Interval:
    return _Interval(low, high, (*cell.pattern, piece), cell.rows)


def _switched(cell: _Interval, width: int) -> _Interval:
    pieces = cell.pattern[len(cell.pattern) - width :]
    rows = [switch(row, piece) for row, piece in zip(cell.rows, pieces, strict=True)]
    return _Interval(cell.low, cell.high, cell.pattern, rows)
