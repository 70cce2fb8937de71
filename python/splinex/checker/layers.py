"""Networks and domains as integer rows."""

from collections.abc import Sequence
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from .answers import Refused
from .motzkin import Row

__all__ = ["Gate", "Layer", "composed", "domain_rows", "hidden_layers", "natural"]


class Gate(NamedTuple):
    """A ReLU, with the pieces zero and its row, or the maximum of some rows."""

    first: int
    pieces: int
    relu: bool
    counted: bool


class Layer(NamedTuple):
    """Rows over one positive denominator, and what is made of them."""

    rows: list[Row]
    denominator: int
    outputs: list[int]
    gates: list[Gate]


def composed(layer: Layer, inner: Sequence[Row | None], denominator: int, width: int) -> list[Row]:
    """The layer's rows as functions of what the inner rows are functions of: `width` numbers each."""
    active = [j for j, row in enumerate(inner) if row is not None]
    columns = list(zip(*(row for row in inner if row is not None), strict=True)) or [()] * width
    result = []
    for weights in layer.rows:
        factors = [weights[j] for j in active]
        row = [sum(map(mul, factors, column)) for column in columns]
        row[-1] += weights[-1] * denominator
        result.append(row)
    return result


def natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(f"{value!r} is not a number of things")
    return value


def ratio(value: Any) -> tuple[int, int]:
    """A number of the header, which is a float64, as a quotient in lowest terms."""
    if isinstance(value, bool) or not isinstance(value, int | float) or float(value) != value:
        raise Refused(f"{value!r} is no float64")
    return value.as_integer_ratio()


def affine(stored: dict[str, Any], columns: int) -> tuple[list[Row], int]:
    """A stored map (weight x + bias) / denominator in integers over one positive denominator."""
    rows = [[*weights, bias] for weights, bias in zip(stored["weight"], stored["bias"], strict=True)]
    if not rows or any(len(row) != columns + 1 for row in rows):
        raise Refused("the shapes of the network or of the domain do not fit")
    ratios = [[ratio(v) for v in row] for row in rows]
    scale = lcm(*(d for row in ratios for _, d in row))
    denominator = natural(stored["denominator"])
    if denominator == 0:
        raise Refused("a denominator is zero")
    return [[v * (scale // d) for v, d in row] for row in ratios], scale * denominator


def hidden_layers(network: Sequence[dict[str, Any]], inputs: int) -> list[Layer]:
    """The layers that have gates, each behind the affine maps before it; what comes after the last cuts nothing."""
    result = []
    rows: list[Row] = [[int(i == j) for j in range(inputs + 1)] for i in range(inputs)]
    denominator, columns = 1, inputs
    for stored in network:
        own, scale = affine(stored, columns)
        before: list[Row | None] = list(rows)
        rows = composed(Layer(own, scale, [], []), before, denominator, len(rows[0]))
        denominator *= scale
        outputs = [natural(size) for size in stored["gates"]]
        counted = natural(stored["counted"])
        if sum(max(size, 1) for size in outputs) != len(rows) or counted > len(outputs):
            raise Refused("the gates of a layer do not fit its rows")
        columns = len(outputs)
        if any(size != 1 for size in outputs):
            result.append(Layer(rows, denominator, outputs, _gates(outputs, counted)))
            rows, denominator = [[int(i == j) for j in range(columns + 1)] for i in range(columns)], 1
    return result


def _gates(outputs: Sequence[int], counted: int) -> list[Gate]:
    gates, first = [], 0
    for number, size in enumerate(outputs):
        if size != 1:
            gates.append(Gate(first, size or 2, size == 0, number < counted))
        first += max(size, 1)
    return gates


def domain_rows(domain: dict[str, Any], n: int) -> list[Row]:
    """Rows that are >= 0 on the domain: sides coordinate by coordinate, the lower one first, then the other constraints."""
    result: list[Row] = []
    for i, sides in enumerate(zip(domain["low"], domain["high"], strict=True)):
        for sign, bound in zip((1, -1), sides, strict=True):
            if bound is not None:
                numerator, scale = ratio(bound)
                result.append([*(sign * scale * (i == j) for j in range(n)), -sign * numerator])
    if len(domain["low"]) != n:
        raise Refused("the shapes of the network or of the domain do not fit")
    for chain in domain["constraints"]:
        rows: list[Row] = [[int(i == j) for j in range(n + 1)] for i in range(n)]
        denominator = 1
        for stored in chain:
            own, scale = affine(stored, len(rows))
            rows = composed(Layer(own, scale, [], []), list(rows), denominator, n + 1)
            denominator *= scale
        result += rows
    return result
