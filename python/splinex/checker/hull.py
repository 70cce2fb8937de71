"""Flat domains."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any

from .answers import Refused
from .layers import natural
from .motzkin import Row, check_empty

__all__ = ["Hull"]

Form = dict[int, Fraction]
"""An affine function: coefficients by coordinate, the constant under -1."""


class Hull:
    """The smallest affine set that the domain is in, with coordinates of its own."""

    def __init__(self, n: int, rows: Sequence[Row], rounds: Any) -> None:
        self.forms: list[Form] = [{i: Fraction(1)} for i in range(n)]
        for round_ in rounds:
            own = [self._restricted(rows[_index(r, len(rows))]) for r in round_]
            keys = sorted({i for form in own for i in form if i >= 0})
            y = check_empty([_integers(form, keys) for form in own])
            if min(y) <= 0:
                raise Refused("a row is not shown to vanish on the domain")
            for r in round_:
                self._vanish(self._restricted(rows[r]))
        self.free = sorted({i for form in self.forms for i in form if i >= 0})
        self.denominator = lcm(*(v.denominator for form in self.forms for v in form.values()))
        self.rows = [[int(form.get(i, 0) * self.denominator) for i in (*self.free, -1)] for form in self.forms]
        self.whole = len(self.free) == n

    def _restricted(self, row: Row) -> Form:
        result: Form = {-1: Fraction(row[-1])}
        for weight, form in zip(row, self.forms, strict=False):
            if weight:
                _add(result, form, Fraction(weight))
        return result

    def _vanish(self, form: Form) -> None:
        pivot = next((i for i in form if i >= 0), None)
        if pivot is None:
            if form[-1]:
                raise Refused("the domain is empty")
            return
        solution = {i: -v / form[pivot] for i, v in form.items() if i != pivot}
        for other in self.forms:
            factor = other.pop(pivot, None)
            if factor:
                _add(other, solution, factor)

    def coordinates(self, x: Row) -> Row:
        """The hull's coordinates of a point (numerators, denominator), if it is there."""
        if self.whole:
            return x
        t = [*(x[i] for i in self.free), x[-1]]
        if any(sum(map(mul, row, t)) != v * self.denominator for row, v in zip(self.rows, x, strict=False)):
            raise Refused("a witness is not in the affine hull of the domain")
        return t


def _add(form: Form, other: Form, factor: Fraction) -> None:
    """form += factor * other, without zeros; the constant stays."""
    for i, v in other.items():
        value = form.get(i, Fraction(0)) + factor * v
        if value or i < 0:
            form[i] = value
        else:
            del form[i]


def _integers(form: Form, keys: Sequence[int]) -> Row:
    scale = lcm(*(v.denominator for v in form.values()))
    return [int(form.get(i, 0) * scale) for i in (*keys, -1)]


def _index(value: Any, end: int) -> int:
    if natural(value) >= end:
        raise Refused(f"there is no row {value}")
    return int(value)
