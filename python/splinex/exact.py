"""Exact affine maps and half-spaces: rational rows, their correctly rounded float64 arrays, their Fractions."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.layer import Layer

__all__ = ["AffineMap", "HalfSpaces", "RationalRow", "composed_rows", "quotient", "rational_rows"]

RationalRow = tuple[tuple[int, ...], int]
"""Numerators of [a | b] and their positive common denominator."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    A: NDArray[np.float64]
    b: NDArray[np.float64]
    _rows: tuple[RationalRow, ...]

    @classmethod
    def of(cls, rows: Sequence[RationalRow], columns: int) -> Self:
        """Round rows of [A | b] with that many columns in A."""
        values = [quotient(numerator, denominator) for numerators, denominator in rows for numerator in numerators]
        table = np.array(values, dtype=np.float64).reshape(len(rows), columns + 1)
        return cls(readonly(table[:, :-1].copy()), readonly(table[:, -1].copy()), tuple(rows))

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        return iter((self.A, self.b))

    def __repr__(self) -> str:
        rows, columns = self.A.shape
        return f"{type(self).__name__}(A {rows} x {columns}, b {rows})"

    def exact(self) -> tuple[list[list[Fraction]], list[Fraction]]:
        """A as a list of rows and b as a list, all Fractions."""
        table = [
            [Fraction(numerator, denominator) for numerator in numerators] for numerators, denominator in self._rows
        ]
        return [row[:-1] for row in table], [row[-1] for row in table]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AffineMap(_Rows):
    """The map x -> A x + b; unpacks as ``A, b``.

    Attributes
    ----------
    A : ndarray of float64, (m, n_inputs), read-only
        Each entry is the float64 nearest to the exact one.
    b : ndarray of float64, (m,), read-only
        Likewise.
    """


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HalfSpaces(_Rows):
    """The closed polyhedron {x : A x <= b}; unpacks as ``A, b``.

    Attributes
    ----------
    A : ndarray of float64, (m, n_inputs), read-only
        Each entry is the float64 nearest to the exact one.
    b : ndarray of float64, (m,), read-only
        Likewise.
    """


def rational_rows(numerators: Sequence[int], denominator: int, columns: int) -> list[RationalRow]:
    """Cut row-major numerators of [A | b] into rows, with that many columns in A."""
    width = columns + 1
    return [(tuple(numerators[i : i + width]), denominator) for i in range(0, len(numerators), width)]


def composed_rows(outer: Layer, inner: Sequence[RationalRow]) -> list[RationalRow]:
    """Rows of an affine layer, as a function of what the given rows are functions of."""
    result: list[RationalRow] = []
    for weights, bias in zip(outer.weight, outer.bias, strict=True):
        used = [(Fraction(float(weights[j])), *inner[j]) for j in np.flatnonzero(weights).tolist()]
        sums = [
            sum((weight * Fraction(row[i], scale) for weight, row, scale in used), Fraction(0))
            for i in range(len(inner[0][0]))
        ]
        sums[-1] += Fraction(float(bias))
        scale = math.lcm(*(value.denominator for value in sums))
        numerators = tuple(value.numerator * (scale // value.denominator) for value in sums)
        result.append((numerators, scale * outer.denominator))
    return result


def quotient(numerator: int, denominator: int) -> float:
    """Python rounds the quotient of two integers correctly; what is too large rounds to infinity."""
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if numerator > 0 else -math.inf
