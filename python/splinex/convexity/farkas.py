"""Non-negative multipliers that show an inequality to follow from others: an exact simplex in Fractions, with Bland's rule."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["multipliers"]

Row = tuple[list[Fraction], Fraction]


def multipliers(row: Row, walls: Sequence[Row]) -> dict[int, Fraction] | None:
    """y >= 0 with sum y_w a_w = a and sum y_w b_w <= b, for a x <= b and walls a_w x <= b_w; None when there is none.

    By Farkas' lemma there is one exactly when the row follows from the walls, if those hold at some point.
    """
    targets = [*row[0], row[1]]
    columns = [[*a, b] for a, b in walls] + [[Fraction(0)] * len(row[0]) + [Fraction(1)]]
    table = [[column[i] for column in columns] + [target] for i, target in enumerate(targets)]
    table = [line if line[-1] >= 0 else [-value for value in line] for line in table]
    basis = [-1 - i for i in range(len(table))]  # artificial variables, which only leave
    while True:
        cost = [sum(line[c] for line, b in zip(table, basis, strict=True) if b < 0) for c in range(len(columns) + 1)]
        if cost[-1] == 0:
            return {b: line[-1] for line, b in zip(table, basis, strict=True) if 0 <= b < len(walls) and line[-1]}
        entering = next((c for c in range(len(columns)) if cost[c] > 0), None)
        if entering is None:
            return None
        ratios = [(line[-1] / line[entering], basis[i], i) for i, line in enumerate(table) if line[entering] > 0]
        leaving = min(ratios)[2]
        _pivot(table, leaving, entering)
        basis[leaving] = entering


def _pivot(table: list[list[Fraction]], line: int, column: int) -> None:
    pivot = table[line][column]
    table[line] = [value / pivot for value in table[line]]
    for i, other in enumerate(table):
        if i != line and other[column]:
            factor = other[column]
            table[i] = [a - factor * b for a, b in zip(other, table[line], strict=True)]
