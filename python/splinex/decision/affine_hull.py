"""Rows on domains without interior: what two rows have in common there is seen modulo the equations of the affine hull."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np

from splinex import _core
from splinex.convexity.exact_points import IntegerRow, interior_point, relu_rows
from splinex.domains import Domain
from splinex.restriction import core_domain, domain_rows

__all__ = ["AffineHull", "primitive"]


@dataclass(frozen=True, slots=True)
class AffineHull:
    """The affine hull of a domain that is not empty, in its own coordinates.

    Attributes
    ----------
    equations : tuple of tuple of int
        Rows [a | c] with a x + c = 0, in echelon form: the first entry of each is zero in the others.
    dimension : int
        Of the hull.
    """

    equations: tuple[IntegerRow, ...]
    dimension: int

    @classmethod
    def of(cls, domain: Domain, n_coordinates: int) -> Self:
        """Found by one exact program, and one for each row of a domain without interior."""
        inward = [(*(-a for a in row[:-1]), row[-1]) for row, _ in domain_rows(domain, n_coordinates)]
        rows = [row for row in inward if any(row[:-1])]
        if not rows or interior_point(rows, [], n_coordinates) is not None:
            return cls((), n_coordinates)
        low, high, constraints = core_domain(domain, n_coordinates)
        on = np.ones(1, dtype=np.uint8)
        # A row that is positive nowhere on the domain is zero all over it.
        flat = [row for row in rows if _core.witness(relu_rows([row]), low, high, constraints, on) is None]
        return cls.from_rows(flat, n_coordinates)

    @classmethod
    def from_rows(cls, rows: Sequence[IntegerRow], n_coordinates: int) -> Self:
        """The hull that equations a x + c = 0 make, some of which may follow from others."""
        equations = _echelon(rows)
        return cls(equations, n_coordinates - len(equations))

    def reduced(self, row: IntegerRow) -> IntegerRow:
        """The same for all rows that are positive multiples of each other on the hull, of coprime integers."""
        for equation in self.equations:
            pivot = next(i for i, a in enumerate(equation) if a)
            if row[pivot]:
                # A positive factor on the row: its sign is kept.
                scale, factor = abs(equation[pivot]), row[pivot] * (1 if equation[pivot] > 0 else -1)
                row = tuple(scale * a - factor * e for a, e in zip(row, equation, strict=True))
        return primitive(row)


def primitive(row: IntegerRow) -> IntegerRow:
    """Divided by the greatest common divisor of its entries."""
    divisor = math.gcd(*row)
    return tuple(a // divisor for a in row) if divisor > 1 else row


def _echelon(rows: Sequence[IntegerRow]) -> tuple[IntegerRow, ...]:
    table = [[Fraction(a) for a in row] for row in rows]
    done: list[list[Fraction]] = []
    for column in range(len(rows[0]) - 1 if rows else 0):
        found = next((row for row in table if row[column]), None)
        if found is None:
            continue
        lead = [a / found[column] for a in found]
        table = [_without(row, lead, column) for row in table if row is not found]
        done = [*(_without(row, lead, column) for row in done), lead]
    return tuple(_integers(row) for row in done)


def _without(row: list[Fraction], lead: list[Fraction], column: int) -> list[Fraction]:
    return [a - row[column] * b for a, b in zip(row, lead, strict=True)] if row[column] else row


def _integers(row: list[Fraction]) -> IntegerRow:
    scale = math.lcm(*(a.denominator for a in row))
    return tuple(int(a * scale) for a in row)
