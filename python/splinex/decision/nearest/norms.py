"""The norms of distances, and lower bounds by single half-spaces."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from splinex.convexity.exact_points import IntegerRow
from splinex.errors import InputError

__all__ = ["NearestPoint", "Norm", "as_norm", "lower_bound", "measure", "proves", "root", "rounded"]

Norm = Literal["1", "2", "inf"]


def as_norm(p: float) -> Norm:
    """The norm with p = 1, 2 or infinity.

    Raises
    ------
    InputError
        For any other p.
    """
    if isinstance(p, int | float | np.number) and not isinstance(p, bool) and p in (1, 2, math.inf):
        return "1" if p == 1 else "2" if p == 2 else "inf"
    raise InputError(f"p must be 1, 2 or infinity, not {p!r}")


def measure(u: tuple[Fraction, ...], norm: Norm) -> Fraction:
    """The length of a vector, with p = 2 its square."""
    if norm == "2":
        return sum((v * v for v in u), Fraction(0))
    sizes = [abs(v) for v in u]
    return sum(sizes, Fraction(0)) if norm == "1" else max(sizes, default=Fraction(0))


def _dual(row: IntegerRow, norm: Norm) -> int:
    """The length of a row's linear part in the dual norm, with p = 2 its square."""
    a = row[:-1]
    return sum(v * v for v in a) if norm == "2" else max(map(abs, a)) if norm == "1" else sum(map(abs, a))


def lower_bound(row: IntegerRow, norm: Norm) -> Fraction | None:
    """The measure of the point of a u <= b that is nearest to the origin: 0 when it holds there, None when it holds nowhere."""
    if row[-1] >= 0:
        return Fraction(0)
    size = _dual(row, norm)
    if not size:
        return None
    return Fraction(row[-1] ** 2 if norm == "2" else -row[-1], size)


def proves(row: IntegerRow, value: Fraction | None, norm: Norm) -> bool:
    """Whether no point of a u <= b has a smaller measure than the value; None is infinity."""
    if row[-1] >= 0:
        return value is not None and value <= 0
    size = _dual(row, norm)
    if value is None or not size:
        return not size
    return (row[-1] ** 2 if norm == "2" else -row[-1]) * value.denominator >= value.numerator * size


def root(square: Fraction) -> float:
    """The float64 nearest to the square root, up to one unit in its last place."""
    if not square:
        return 0.0
    # The integer root keeps at least 64 bits.
    shift = max(0, 64 - (square.numerator.bit_length() - square.denominator.bit_length()) // 2)
    return rounded(Fraction(math.isqrt((square.numerator << 2 * shift) // square.denominator), 1 << shift))


def rounded(value: Fraction) -> float:
    """The float64 nearest to a number, infinite where it is too large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


@dataclass(frozen=True, slots=True)
class NearestPoint:
    """A nearest point, exactly.

    Attributes
    ----------
    value : Fraction
        Its measure: the distance, with p = 2 its square.
    point : tuple of Fraction
    """

    value: Fraction
    point: tuple[Fraction, ...]
