"""Exact points of polyhedra from the core's simplex."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.layer import Layer, core_network

__all__ = ["IntegerRow", "interior_point", "relu_rows", "short_point"]

IntegerRow = tuple[int, ...]
_ROUNDINGS = (0, 2, 4, 8, 16, 32, 64)


def interior_point(
    rows: Sequence[IntegerRow], equal: Sequence[IntegerRow], dimension: int
) -> tuple[Fraction, ...] | None:
    """A point where all rows [a | c] are positive, a x + c > 0, and all of `equal` are zero; None when there is none."""
    free = np.full(dimension, np.inf)
    held = [_affine_row(row) for e in equal for row in (e, tuple(-a for a in e))]
    if not rows:
        rows = [(0,) * dimension + (1,)]
    found = _core.witness(relu_rows(rows), -free, free, held, np.ones(len(rows), dtype=np.uint8))
    return None if found is None else tuple(Fraction(numerator, found[1]) for numerator in found[0])


def short_point(
    near: Sequence[float], equation: IntegerRow, inside: Sequence[IntegerRow]
) -> tuple[Fraction, ...] | None:
    """A point of a x + c = 0 close to a float point, with few bits, where all rows are positive; None if none is found."""
    for bits in _ROUNDINGS if all(map(math.isfinite, near)) else ():
        rounded = _on_hyperplane(near, equation, bits)
        if all(_value(row, rounded) > 0 for row in inside):
            return rounded
    return None


def _on_hyperplane(near: Sequence[float], row: IntegerRow, bits: int) -> tuple[Fraction, ...]:
    """The point with coordinates rounded to multiples of 2^-bits, but for one, which the hyperplane gives."""
    pivot = max(range(len(near)), key=lambda i: abs(row[i]))
    rounded = [Fraction(round(Fraction(value) * 2**bits), 2**bits) for value in near]
    rounded[pivot] = Fraction(0)
    rounded[pivot] = -_value(row, rounded) / row[pivot]
    return tuple(rounded)


def _value(row: IntegerRow, point: Sequence[Fraction]) -> Fraction:
    return sum((a * p for a, p in zip(row, point, strict=False)), Fraction(row[-1]))


def relu_rows(rows: Sequence[IntegerRow]) -> _core.Network:
    """ReLUs of rows [a | c] as a network of the core, exactly."""
    parts, per_row = _parts(rows)
    return core_network([parts, Layer(_sums(len(rows), per_row), np.zeros(len(rows)), True)])


def _affine_row(row: IntegerRow) -> _core.Network:
    """The row as an affine network of the core, exactly."""
    parts, per_row = _parts([row])
    return core_network([parts, Layer(_sums(1, per_row), [0.0])])


def _parts(rows: Sequence[IntegerRow]) -> tuple[Layer, int]:
    """Rows of floats, a fixed number for each row of integers, that add up to it: 53 bits a time."""
    split: list[list[tuple[float, ...]]] = []
    for row in rows:
        left, pieces = list(row), []
        while any(left):
            pieces.append(tuple(float(_leading(a)) for a in left))
            left = [a - _leading(a) for a in left]
        split.append(pieces)
    most = max(1, *map(len, split))
    padded = [piece for pieces in split for piece in pieces + [(0.0,) * len(rows[0])] * (most - len(pieces))]
    table = np.array(padded)
    return Layer(table[:, :-1], table[:, -1]), most


def _leading(a: int) -> int:
    """The leading 53 bits of an integer."""
    shift = max(abs(a).bit_length() - 53, 0)
    return (abs(a) >> shift << shift) * (1 if a > 0 else -1)


def _sums(rows: int, parts: int) -> NDArray[np.float64]:
    return np.repeat(np.eye(rows), parts, axis=1)
