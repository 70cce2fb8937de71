"""Piecewise-linear functions as an affine one plus multiples of maxima, which is a difference of two splines; exactly."""

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from splinex.errors import InputError
from splinex.splines.exact_table import ExactTable
from splinex.splines.irredundant import joint_cells
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["NotConvexError", "Signal"]

Row = dict[int, Fraction]
"""An affine function: slopes by input, and the offset at -1. Zeros are left out."""
Piece = tuple[tuple[int, int], ...]
"""The same in integers, sorted."""

_MOST_PIECES = 4096


class NotConvexError(InputError):
    """A function is not convex, so it is no max-affine spline."""


@dataclass(slots=True)
class Signal:
    """affine + sum_t factors[t] * max(t), t a set of pieces.

    Maxima are kept in a normal form: less their smallest piece, in integers without a common factor. So maxima that differ
    by an affine function and a scale cancel: [u]_+ and [-u]_+ are one. `orders` remembers the order that pieces had first.
    """

    affine: Row = field(default_factory=dict)
    factors: dict[frozenset[Piece], Fraction] = field(default_factory=dict)
    orders: dict[frozenset[Piece], tuple[Piece, ...]] = field(default_factory=dict)

    @classmethod
    def combined(cls, terms: Iterable[tuple[Fraction, "Signal"]], offset: Fraction) -> "Signal":
        """A linear combination, plus a number."""
        result = cls({-1: offset} if offset else {})
        for factor, signal in terms:
            _accumulate(result.affine, signal.affine, factor)
            for key, value in signal.factors.items():
                result.factors[key] = result.factors.get(key, Fraction(0)) + factor * value
                result.orders.setdefault(key, signal.orders[key])
        result.factors = {key: value for key, value in result.factors.items() if value}
        return result

    @classmethod
    def maximum(cls, signals: Sequence["Signal"]) -> "Signal":
        """max_i (P_i - N_i) = max_i (P_i + sum_(j != i) N_j) - sum_j N_j: again a difference of maxima."""
        convex: list[Signal] = []
        negative = [_part(signal, -1) for signal in signals]
        for i, signal in enumerate(signals):
            others = [(Fraction(1), n) for j, n in enumerate(negative) if j != i]
            convex.append(cls.combined([(Fraction(1), _part(signal, 1)), *others], Fraction(0)))
        rows = [row for signal in convex for row in signal.rows()]
        if any(signal.factors for signal in signals):
            rows = _without_copies(rows)
        together = cls.of_pieces(rows)
        return cls.combined([(Fraction(1), together), *((Fraction(-1), n) for n in negative)], Fraction(0))

    @classmethod
    def of_pieces(cls, rows: Sequence[Row]) -> "Signal":
        """The maximum of affine functions."""
        slopes = rows[0].keys() - {-1}
        if all(_parallel(row, rows[0], slopes) for row in rows):
            largest = max(range(len(rows)), key=lambda r: rows[r].get(-1, Fraction(0)))
            return cls(dict(rows[largest]))
        below = math.lcm(*(value.denominator for row in rows for value in row.values()))
        pieces = [{i: int(value * below) for i, value in row.items()} for row in rows]
        base = min(pieces, key=_Lexicographic)
        differences = [_minus(piece, base) for piece in pieces]
        scale = math.gcd(*(value for piece in differences for value in piece.values()))
        affine = {i: Fraction(value, below) for i, value in base.items()}
        ordered = tuple(tuple(sorted((i, value // scale) for i, value in piece.items())) for piece in differences)
        key = frozenset(ordered)
        return cls(affine, {key: Fraction(scale, below)}, {key: ordered})

    def rows(self) -> list[Row]:
        """The pieces of a signal without negative factors: in order if it is one maximum, those with a cell of a sum."""
        maxima = [self.orders[key] for key in self.factors]
        factors = list(self.factors.values())
        codes = [(r,) for r in range(len(maxima[0]))] if len(maxima) == 1 else _cells(maxima)
        result = []
        for code in codes:
            row = dict(self.affine)
            for k, r in enumerate(code):
                _accumulate(row, {i: Fraction(value) for i, value in maxima[k][r]}, factors[k])
            result.append(row)
        return result

    def spline(self, n_inputs: int) -> MaxAffineSpline:
        """As a max-affine spline: its pieces in order if it is one maximum, the irredundant ones otherwise.

        Raises
        ------
        NotConvexError
            When it is not convex.
        """
        negative = _part(self, -1)
        if not negative.factors:
            return self._spline(n_inputs)
        if all(len(key) == 2 for key in self.factors):
            # Every maximum of two switches on a hyperplane of its own: no other term mends the gradient's drop there.
            raise NotConvexError(f"its slope drops across the hyperplane {self._hyperplane()}")
        difference = _part(self, 1)._spline(n_inputs).minus(negative._spline(n_inputs))
        if difference is None:
            raise NotConvexError("it is less than the maximum of its own affine pieces somewhere")
        return difference

    def _hyperplane(self) -> str:
        """Where the first maximum of two with a negative factor switches."""
        piece = next(max(key, key=len) for key, factor in self.factors.items() if factor < 0)
        names = [
            ("" if i < 0 else f"x[{i}]", value) for i, value in (*piece[piece[0][0] < 0 :], *piece[: piece[0][0] < 0])
        ]
        flip = -1 if names[0][1] < 0 else 1
        terms = ""
        for name, value in names[:5]:
            size = " ".join([*([] if name and abs(value) == 1 else [str(abs(value))]), *([name] if name else [])])
            terms += (f" {'-' if value * flip < 0 else '+'} " if terms else "") + size
        return f"{terms}{' + ...' if len(names) > 5 else ''} = 0"

    def _spline(self, n_inputs: int) -> MaxAffineSpline:
        rows = self.rows()
        below = math.lcm(*(value.denominator for row in rows for value in row.values()))
        numerators = np.zeros((len(rows), n_inputs + 1), dtype=object)
        for r, row in enumerate(rows):
            for i, value in row.items():
                numerators[r, i] = int(value * below)  # -1 is the last column
        return MaxAffineSpline.of_pieces(ExactTable.reduced(numerators, below))


def _part(signal: Signal, sign: int) -> Signal:
    """The convex function of the terms whose factor has this sign; the affine part belongs to the positive one."""
    factors = {key: abs(factor) for key, factor in signal.factors.items() if factor * sign > 0}
    return Signal(signal.affine if sign > 0 else {}, factors, signal.orders)


def _accumulate(total: Row, row: Row, factor: Fraction) -> None:
    for i, value in row.items():
        total[i] = total.get(i, Fraction(0)) + factor * value
        if not total[i]:
            del total[i]


def _cells(maxima: Sequence[tuple[Piece, ...]]) -> Sequence[tuple[int, ...]]:
    """Joint codes of the maxima, as functions of the inputs that they use."""
    used = sorted({i for pieces in maxima for piece in pieces for i, _ in piece if i >= 0})
    column = {i: place for place, i in enumerate([*used, -1])}
    tables = [np.zeros((len(pieces), len(column)), dtype=object) for pieces in maxima]
    for table, pieces in zip(tables, maxima, strict=True):
        for r, piece in enumerate(pieces):
            for i, value in piece:
                table[r, column[i]] = value
    return joint_cells(tables, _MOST_PIECES)


def _minus(piece: dict[int, int], base: dict[int, int]) -> dict[int, int]:
    keys = piece.keys() | base.keys()
    return {i: difference for i in keys if (difference := piece.get(i, 0) - base.get(i, 0))}


def _parallel(row: Row, other: Row, slopes: Set[int]) -> bool:
    return row.keys() - {-1} == slopes and all(row[i] == other[i] for i in slopes)


def _without_copies(rows: list[Row]) -> list[Row]:
    return list({tuple(sorted(row.items())): row for row in reversed(rows)}.values())[::-1]


class _Lexicographic:
    """Compares sparse rows as dense ones, so that the order does not depend on an affine function that is added to all."""

    def __init__(self, piece: dict[int, int]) -> None:
        self.piece = piece

    def __lt__(self, other: "_Lexicographic") -> bool:
        difference = _minus(self.piece, other.piece)
        return bool(difference) and difference[min(difference)] < 0
