"""Is an open polyhedron empty? A fraction-free simplex on Python integers with Bland's rule.

The dictionary holds numerators over one positive denominator; Edmonds' division makes every pivot exact and integral.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

IntegerRow = tuple[int, ...]
"""Coefficients of x, then the constant."""


def interior_point(rows: Sequence[IntegerRow], dimension: int) -> tuple[Fraction, ...] | None:
    """A point at which every row is positive, or None when there is none: max t subject to row >= t, t <= 1."""
    if not rows:
        return (Fraction(0),) * dimension
    dictionary = _Dictionary(rows, dimension)
    dictionary.bring_in_free_columns()
    dictionary.improve_until_positive()
    return dictionary.point() if dictionary.objective > 0 else None


class _Dictionary:
    """basic = (table @ (nonbasic, 1)) / denominator.

    Variables 0..d-1 are x (free), d..d+m-1 the slacks row - t, d+m the slack 1 - t. Line 0 of the table is t.
    Every slack's constant is >= 0 at all times.
    """

    def __init__(self, rows: Sequence[IntegerRow], dimension: int) -> None:
        self.dimension, self.denominator = dimension, 1
        lowest = min(range(len(rows)), key=lambda i: rows[i][-1])
        base = rows[lowest]
        if base[-1] > 1:
            base, lowest = (0,) * dimension + (1,), len(rows)
        # t = base - (slack of base): the slack of base is the last nonbasic column, x the first ones
        self.nonbasic = [*range(dimension), dimension + lowest]
        all_rows = [*rows, (0,) * dimension + (1,)]
        self.basic = [-1]
        self.table = [[*base[:-1], -1, base[-1]]]
        for i, row in enumerate(all_rows):
            if i != lowest:
                self.basic.append(dimension + i)
                difference = [a - b for a, b in zip(row, base, strict=True)]
                self.table.append([*difference[:-1], 1, difference[-1]])

    @property
    def objective(self) -> int:
        return self.table[0][-1]

    def bring_in_free_columns(self) -> None:
        """Pivot every x into the basis, where it stays; an x that no slack depends on stays at 0."""
        for column in range(self.dimension):
            line = self._leaving(column, 1)
            if line is None:
                line = self._leaving(column, -1)
            if line is not None:
                self._pivot(line, column)

    def improve_until_positive(self) -> None:
        while self.objective <= 0:
            columns = [c for c, v in enumerate(self.nonbasic) if v >= self.dimension and self.table[0][c] > 0]
            if not columns:
                return
            column = min(columns, key=lambda c: self.nonbasic[c])
            line = self._leaving(column, 1)
            assert line is not None, "t <= 1 bounds the objective"
            self._pivot(line, column)

    def point(self) -> tuple[Fraction, ...]:
        values = [Fraction(0)] * self.dimension
        for variable, line in zip(self.basic, self.table, strict=True):
            if 0 <= variable < self.dimension:
                values[variable] = Fraction(line[-1], self.denominator)
        return tuple(values)

    def _leaving(self, column: int, direction: int) -> int | None:
        """The slack that reaches zero first when the column's variable moves; among equals the smallest variable."""
        best: tuple[Fraction, int, int] | None = None
        for line, variable in enumerate(self.basic):
            slope = self.table[line][column] * direction
            if variable >= self.dimension and slope < 0:
                candidate = (Fraction(self.table[line][-1], -slope), variable, line)
                best = candidate if best is None else min(best, candidate)
        return None if best is None else best[2]

    def _pivot(self, line: int, column: int) -> None:
        old, pivot, pivot_line = self.denominator, self.table[line][column], self.table[line]
        sign = 1 if pivot > 0 else -1
        for i, entries in enumerate(self.table):
            if i != line:
                factor = entries[column]
                changed = [(a * pivot - factor * b) // old * sign for a, b in zip(entries, pivot_line, strict=True)]
                changed[column] = factor * sign
                self.table[i] = changed
        changed = [-a * sign for a in pivot_line]
        changed[column] = old * sign
        self.table[line], self.denominator = changed, abs(pivot)
        self.basic[line], self.nonbasic[column] = self.nonbasic[column], self.basic[line]
