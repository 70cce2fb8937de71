"""A ReLU network in Fractions: the real-arithmetic function of its stored numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Pattern = tuple[int, ...]
Vector = tuple[Fraction, ...]
Row = tuple[Vector, Fraction]
"""An affine function x -> <gradient, x> + constant."""


@dataclass(frozen=True)
class ExactLayer:
    weights: tuple[Vector, ...]
    biases: Vector
    relu: bool


@dataclass(frozen=True)
class ExactNet:
    layers: tuple[ExactLayer, ...]

    @property
    def n_inputs(self) -> int:
        return len(self.layers[0].weights[0])

    @property
    def widths(self) -> list[int]:
        """Units of each layer that has a ReLU."""
        return [len(layer.biases) for layer in self.layers if layer.relu]


def exact_vector(values: Any) -> Vector:
    """Fractions of floats, ints or Fractions; `tolist`, because Fraction(np.int64) would keep a wrapping integer."""
    return tuple(Fraction(v) for v in (values.tolist() if hasattr(values, "tolist") else values))


def exact_net(layers: Iterable[tuple[Any, Any]], relu_last: bool = False) -> ExactNet:
    """ReLU after every (W, b) but the last, and after that one too when relu_last."""
    pairs = [(tuple(exact_vector(row) for row in weights), exact_vector(biases)) for weights, biases in layers]
    last = len(pairs) - 1
    return ExactNet(tuple(ExactLayer(w, b, k < last or relu_last) for k, (w, b) in enumerate(pairs)))


def exact_value(net: ExactNet, point: Sequence[Fraction]) -> Vector:
    """The network's output."""
    values = tuple(point)
    for layer in net.layers:
        values = _affine(layer, values)
        if layer.relu:
            values = tuple(max(v, Fraction(0)) for v in values)
    return values


def exact_pattern(net: ExactNet, point: Sequence[Fraction]) -> Pattern:
    """1 for each unit whose pre-activation is positive, layer by layer."""
    values, pattern = tuple(point), []
    for layer in net.layers:
        values = _affine(layer, values)
        if layer.relu:
            pattern += [int(v > 0) for v in values]
            values = tuple(max(v, Fraction(0)) for v in values)
    return tuple(pattern)


def rows_on(net: ExactNet, pattern: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """Pre-activations of all units, and the output, as affine functions of the input where the pattern holds."""
    rows, units = identity_rows(net.n_inputs), list[Row]()
    for layer in net.layers:
        rows = compose(layer, rows)
        if layer.relu:
            pieces = pattern[len(units) : len(units) + len(rows)]
            units += rows
            rows = [switch(row, piece) for row, piece in zip(rows, pieces, strict=True)]
    return units, rows


def identity_rows(dimension: int) -> list[Row]:
    return [(tuple(Fraction(i == j) for j in range(dimension)), Fraction(0)) for i in range(dimension)]


def compose(layer: ExactLayer, rows: Sequence[Row]) -> list[Row]:
    """The layer's affine map after the given affine functions."""
    dimension = len(rows[0][0]) if rows else 0
    result = []
    for weights, bias in zip(layer.weights, layer.biases, strict=True):
        used = [(w, row) for w, row in zip(weights, rows, strict=True) if w]
        gradient = tuple(sum((w * row[0][j] for w, row in used), Fraction(0)) for j in range(dimension))
        result.append((gradient, sum((w * row[1] for w, row in used), bias)))
    return result


def switch(row: Row, piece: int) -> Row:
    """The affine piece of a ReLU: itself when on, zero when off."""
    return row if piece else ((Fraction(0),) * len(row[0]), Fraction(0))


def evaluate(row: Row, point: Sequence[Fraction]) -> Fraction:
    return sum((g * x for g, x in zip(row[0], point, strict=True) if g), row[1])


def _affine(layer: ExactLayer, values: Sequence[Fraction]) -> Vector:
    return tuple(evaluate((w, b), values) for w, b in zip(layer.weights, layer.biases, strict=True))
