"""Oracle for layers of ReLUs and maxima: split cells unit by unit into their pieces, deciding by exact LPs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from math import lcm

import splinex as sx

from .integer_lp import IntegerRow, interior_point

Row = tuple[Fraction, ...]
"""Gradient, then constant."""
Cell = tuple[list[IntegerRow], list[Row]]
"""Rows that are positive inside, and the signals of the layer."""


def cells_after_layers(net: sx.Network) -> list[int]:
    """Activation regions on R^d after each hidden layer; pieces that are equal on a cell count once."""
    d = net.n_inputs
    identity = [tuple(Fraction(int(i == j)) for j in range(d + 1)) for i in range(d)]
    cells: list[Cell] = [([], identity)]
    counts = []
    for layer in net.layers:
        cells = [(inside, _affine(layer, rows)) for inside, rows in cells]
        if not layer.affine:
            cells = [child for inside, rows in cells for child in _split(layer.gates.tolist(), inside, rows, d)]
            counts.append(len(cells))
    return counts


def argmax_vectors(windows: Sequence[Sequence[int]], length: int) -> int:
    """Distinct vectors of places of the maxima in windows of `length` inputs, over all their rankings."""
    rankings = permutations(range(length))
    return len({tuple(max(window, key=ranking.__getitem__) for window in windows) for ranking in rankings})


def _affine(layer: sx.Layer, rows: list[Row]) -> list[Row]:
    result = []
    for weights, bias in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True):
        total = [
            sum((Fraction(w) * row[j] for w, row in zip(weights, rows, strict=True)), Fraction(0))
            for j in range(len(rows[0]))
        ]
        total[-1] += Fraction(bias)
        result.append(tuple(v / layer.denominator for v in total))
    return result


def _split(gates: list[int], inside: list[IntegerRow], rows: list[Row], d: int) -> list[Cell]:
    cells: list[Cell] = [(inside, [])]
    start = 0
    for gate in gates:
        pieces = rows[start : start + max(gate, 1)]
        if gate == 0:
            pieces = [tuple(Fraction(0) for _ in range(d + 1)), *pieces]
        start += max(gate, 1)
        distinct = list(dict.fromkeys(pieces))
        children: list[Cell] = []
        for (walls, outputs), piece in product(cells, distinct):
            differences = [
                tuple(a - b for a, b in zip(piece, other, strict=True)) for other in distinct if other != piece
            ]
            more = walls + [_integers(difference) for difference in differences]
            if interior_point(more, d) is not None:
                children.append((more, [*outputs, piece]))
        cells = children
    return cells


def _integers(row: Row) -> IntegerRow:
    scale = lcm(*(value.denominator for value in row))
    return tuple(int(value * scale) for value in row)
