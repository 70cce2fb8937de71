"""What max-affine splines are closed under, and the differences that happen to be splines."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.errors import InputError
from splinex.splines.exact_table import ExactTable, as_rational, joined
from splinex.splines.irredundant import joint_cells

if TYPE_CHECKING:
    from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["check_same_inputs", "difference", "irredundant_sum", "precomposed", "scaled", "summed", "united"]

_MOST_SUMS = 1 << 16


def summed(spline: "MaxAffineSpline", other: "MaxAffineSpline | float | Fraction") -> "MaxAffineSpline":
    """All sums of a piece of one and a piece of the other, the other one's pieces varying fastest."""
    kind = type(spline)
    if not isinstance(other, kind):
        constant = as_rational(other, "a summand")
        other = kind([[0] * spline.n_inputs], [constant])
    check_same_inputs(spline, other)
    if spline.n_pieces * other.n_pieces > _MOST_SUMS:
        raise InputError(
            f"a sum of {spline.n_pieces} and {other.n_pieces} pieces has {spline.n_pieces * other.n_pieces:,}, too many; "
            "take the irredundant() forms first"
        )
    total = ExactTable(spline.pieces.numerators[:, None], spline.pieces.denominator) + other.pieces
    return kind.of_pieces(ExactTable(total.numerators.reshape(-1, spline.n_inputs + 1), total.denominator))


def irredundant_sum(*splines: "MaxAffineSpline") -> "MaxAffineSpline":
    """The sum by its cells: only pieces that are largest on an open set are ever made."""
    codes = joint_cells([spline.pieces.numerators for spline in splines])
    parts = [spline.pieces[[code[k] for code in codes]] for k, spline in enumerate(splines)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return splines[0].of_pieces(total)


def scaled(spline: "MaxAffineSpline", factor: float | Fraction) -> "MaxAffineSpline":
    """Times a number that must not be negative unless the function is affine."""
    number = as_rational(factor, "a factor")
    if number >= 0:
        return spline.of_pieces(spline.pieces.scaled(number))
    single = spline.irredundant()
    if single.n_pieces > 1:
        raise InputError(
            f"a max-affine spline times {factor} is concave, not convex: it is a minimum of {single.n_pieces} pieces, and no "
            "maximum of affine functions equals it"
        )
    return spline.of_pieces(single.pieces.scaled(number))


def united(spline: "MaxAffineSpline", *others: "MaxAffineSpline") -> "MaxAffineSpline":
    """The pointwise maximum."""
    for other in others:
        check_same_inputs(spline, other)
    return spline.of_pieces(joined([spline.pieces, *(other.pieces for other in others)]))


def difference(spline: "MaxAffineSpline", other: "MaxAffineSpline") -> "MaxAffineSpline | None":
    """The difference as a spline, or None where it is not convex.

    On each cell of the sum, where both are affine, the difference is affine too. It is convex if and only if it equals the
    maximum of these affine functions: an equality of two sums of splines.
    """
    check_same_inputs(spline, other)
    mine, theirs = spline.irredundant(), other.irredundant()
    if theirs.n_pieces == 1:
        return mine + (-theirs)
    pairs = joint_cells([mine.pieces.numerators, theirs.pieces.numerators])
    below = mine.pieces.denominator * theirs.pieces.denominator
    rows = mine.pieces.over(below)[[i for i, _ in pairs]] - theirs.pieces.over(below)[[j for _, j in pairs]]
    candidate = spline.of_pieces(ExactTable.reduced(rows, below)).irredundant()
    return candidate if irredundant_sum(candidate, theirs) == mine else None


def precomposed(spline: "MaxAffineSpline", W: Any, c: Any) -> "MaxAffineSpline":
    """x -> f(W x + c)."""
    matrix = ExactTable.of(W, "W")
    if len(matrix.shape) != 2 or matrix.shape[0] != spline.n_inputs or matrix.shape[1] < 1:
        raise InputError(f"W has shape {matrix.shape}; ({spline.n_inputs}, d) is needed")
    offset = ExactTable.of(np.zeros(spline.n_inputs) if c is None else c, "c")
    if offset.shape != (spline.n_inputs,):
        raise InputError(f"c has shape {offset.shape}; ({spline.n_inputs},) is needed")
    wide = joined([matrix, ExactTable(offset.numerators[:, None], offset.denominator)], axis=1)
    constant = ExactTable(np.array([[0] * matrix.shape[1] + [1]], dtype=object))
    return spline.of_pieces(spline.pieces @ joined([wide, constant]))


def check_same_inputs(spline: "MaxAffineSpline", other: "MaxAffineSpline") -> None:
    """Both must be functions on the same R^D."""
    if spline.n_inputs != other.n_inputs:
        raise InputError(f"splines of {spline.n_inputs} and of {other.n_inputs} inputs do not go together")
