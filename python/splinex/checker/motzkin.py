"""Why no point has some rows positive."""

from collections.abc import Sequence
from importlib import import_module
from math import gcd
from operator import mul
from typing import Any

from .answers import Refused

__all__ = ["Row", "check_empty", "multipliers", "primitive"]

try:
    _flint_matrix: Any = import_module("flint").fmpz_mat
except ImportError:
    _flint_matrix = None
_FEW = 5
"""With fewer rows python-flint, if it is there, is no faster."""

Row = list[int]
"""The coefficients of an affine function, then its constant, up to a positive factor."""


def primitive(row: Row) -> Row:
    """The row without common factors."""
    divisor = gcd(*row)
    return [v // divisor for v in row] if divisor > 1 else row


def multipliers(rows: Sequence[Row]) -> list[int]:
    """Integers y with sum y_k a_k = 0 and the last one positive, for rows (a_k, b_k) where they are unique up to a factor."""
    if _flint_matrix is None or len(rows) < _FEW:
        return _eliminated(rows)
    columns = [list(column) for column in zip(*(row[:-1] for row in rows), strict=True)]
    kernel, dimension = _flint_matrix(columns).nullspace()
    y = [int(kernel[k, 0]) for k in range(len(rows))]
    # What makes y a proof is not taken on trust.
    if dimension != 1 or not y[-1] or any(sum(map(mul, y, column)) for column in columns):
        raise Refused("the rows of a proof do not determine their multipliers")
    return y if y[-1] > 0 else [-v for v in y]


def _eliminated(rows: Sequence[Row]) -> list[int]:
    """Elimination without fractions (Bareiss 1968): every entry is a minor, so the divisions leave no remainder."""
    n = len(rows)
    m = [list(equation) for equation in zip(*(row[:-1] for row in rows), strict=True)]
    previous = 1
    for step in range(n - 1):
        pivot = next((i for i in range(step, len(m)) if m[i][step]), None)
        if pivot is None:
            raise Refused("the rows of a proof do not determine their multipliers")
        m[step], m[pivot] = m[pivot], m[step]
        top, leading = m[step], m[step][step]
        for i in range(step + 1, len(m)):
            factor = m[i][step]
            m[i] = [(v * leading - w * factor) // previous for v, w in zip(m[i], top, strict=True)]
        previous = leading
    if any(equation[-1] for equation in m[n - 1 :]):
        raise Refused("the rows of a proof are independent")
    y = [0] * (n - 1) + [previous]
    for i in reversed(range(n - 1)):
        y[i] = -sum(map(mul, m[i][i + 1 :], y[i + 1 :])) // m[i][i]
    return y if y[-1] > 0 else [-v for v in y]


def check_empty(rows: Sequence[Row]) -> list[int]:
    """Prove that no point has all rows positive (Motzkin 1936): a sum of nonnegative multiples is a constant, not positive."""
    if not rows:
        raise Refused("a proof has no rows")
    y = multipliers(rows)
    if min(y) < 0:
        raise Refused("a proof has a negative multiplier")
    constant = sum(map(mul, y, (row[-1] for row in rows)))
    if constant > 0:
        raise Refused("a proof leaves a positive constant")
    return y
