"""Square systems of linear equations in integers."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["solve"]


def solve(table: Sequence[Sequence[int]]) -> list[Fraction] | None:
    """The solution of k equations [a | b], a x = b, without fractions (Bareiss 1968); None when it is not unique."""
    rows = [list(row) for row in table]
    k, before = len(rows), 1
    for column in range(k):
        pivot = next((i for i in range(column, k) if rows[i][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column]
        for i in range(column + 1, k):
            row, factor = rows[i], rows[i][column]
            # Every division is exact: entries are minors of the table.
            rows[i] = [0] * (column + 1) + [
                (lead[column] * row[j] - factor * lead[j]) // before for j in range(column + 1, k + 1)
            ]
        before = lead[column]
    x = [Fraction(0)] * k
    for i in reversed(range(k)):
        rest = sum((rows[i][j] * x[j] for j in range(i + 1, k)), Fraction(0))
        x[i] = (rows[i][k] - rest) / rows[i][i]
    return x
