"""Exact linear independence."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

__all__ = ["first_dependent"]

_PRIME = 2**61 - 1


def first_dependent(rows: Sequence[Sequence[Fraction]]) -> int | None:
    """Index of the first row that is a linear combination of those before it; None when all are independent."""
    integers = []
    for row in rows:
        common = lcm(*(value.denominator for value in row))
        integers.append([value.numerator * (common // value.denominator) for value in row])
    # Integer rows that are independent modulo a prime are independent: small numbers settle the usual case.
    return None if _eliminate(integers, _PRIME) is None else _eliminate(integers, None)


def _eliminate(rows: list[list[int]], modulus: int | None) -> int | None:
    """Index of the first row that elimination makes zero, in integers or modulo a prime."""
    echelon: list[tuple[int, list[int]]] = []
    for index, row in enumerate(rows):
        rest = _reduced(row, modulus)
        # A kept row is zero in the pivot columns of the rows before it, so one pass clears them all.
        for column, pivot in echelon:
            factor, scale = rest[column], pivot[column]
            if factor:
                rest = [scale * value - factor * other for value, other in zip(rest, pivot, strict=True)]
                rest = _reduced(rest, modulus)
        if not any(rest):
            return index
        echelon.append((next(j for j, value in enumerate(rest) if value), rest))
    return None


def _reduced(row: list[int], modulus: int | None) -> list[int]:
    """The row modulo the prime, or over the greatest common divisor of its numbers."""
    if modulus is not None:
        return [value % modulus for value in row]
    divisor = gcd(*row) or 1
    return [value // divisor for value in row]
