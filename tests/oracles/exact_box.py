"""Boxes with exact, infinite or equal ends, and the network restricted to the affine hull of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isinf

from .exact_net import ExactLayer, ExactNet

End = Fraction | None
"""None is infinite."""


@dataclass(frozen=True)
class ExactBox:
    low: tuple[End, ...]
    high: tuple[End, ...]


def exact_box(low: Sequence[float], high: Sequence[float]) -> ExactBox:
    return ExactBox(tuple(_end(v) for v in low), tuple(_end(v) for v in high))


def whole_space(dimension: int) -> ExactBox:
    return ExactBox((None,) * dimension, (None,) * dimension)


def restrict_to_hull(net: ExactNet, box: ExactBox) -> tuple[ExactNet, ExactBox]:
    """Put the value of each zero-width side into the first layer's biases; the other sides remain."""
    sides = list(zip(box.low, box.high, strict=True))
    free = [j for j, (low, high) in enumerate(sides) if low is None or low != high]
    fixed = [(j, low) for j, (low, high) in enumerate(sides) if low is not None and low == high]
    first = net.layers[0]
    weights = tuple(tuple(row[j] for j in free) for row in first.weights)
    biases = tuple(
        bias + sum((row[j] * value for j, value in fixed), Fraction(0))
        for row, bias in zip(first.weights, first.biases, strict=True)
    )
    layers = (ExactLayer(weights, biases, first.relu), *net.layers[1:])
    return ExactNet(layers), ExactBox(tuple(box.low[j] for j in free), tuple(box.high[j] for j in free))


def _end(value: float) -> End:
    return None if isinf(value) else Fraction(value)
