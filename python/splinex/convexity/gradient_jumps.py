"""How the gradient of each output jumps across every facet: what decides convexity."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.output_maps import OutputMaps, narrowed
from splinex.convexity.shared_facets import Facet, SharedFacets
from splinex.exact import RationalRow

__all__ = ["Jumps", "jump_signs", "jumps_of", "slope_ratio"]

_AT_ONCE = 65536


@dataclass(frozen=True, slots=True)
class Jumps:
    """The signs of one output's gradient jumps over all facets.

    Across a facet with normal n, from region r to region s, the gradients differ by a_s - a_r = lambda n. A continuous
    piecewise affine function on a convex domain is convex exactly when no lambda is negative: along a generic line, which
    meets facets only in their interiors, its slope rises at each.

    Attributes
    ----------
    output : int
    rising, flat, falling : int
        Facets with lambda > 0, = 0 and < 0.
    worst, best : Facet or None
        The first with lambda < 0 and the first with lambda > 0.
    """

    output: int
    rising: int
    flat: int
    falling: int
    worst: Facet | None
    best: Facet | None


def jumps_of(facets: SharedFacets, signs: NDArray[np.int8], output: int) -> Jumps:
    """Sum up the signs (facets, outputs) of one output."""
    column = signs[:, output]
    falling, rising = np.flatnonzero(column < 0), np.flatnonzero(column > 0)
    worst, best = (facets[int(found[0])] if len(found) else None for found in (falling, rising))
    return Jumps(output, len(rising), len(column) - len(rising) - len(falling), len(falling), worst, best)


def jump_signs(facets: SharedFacets, maps: OutputMaps) -> NDArray[np.int8]:
    """The sign of lambda for every facet and output, int8 (facets, outputs): exact.

    The rows [a | b] of the two regions differ by lambda [n | c], or the facet is wrong, which is checked: the linear part says
    that the gradients differ along the normal, the constant that the values agree on the facet.
    """
    signs = np.empty((len(facets), maps.numerators.shape[1]), dtype=np.int8)
    for start in range(0, len(facets), _AT_ONCE):
        chunk = slice(start, start + _AT_ONCE)
        rows = _integers(facets.rows[chunk])
        difference = maps.numerators[facets.upper[chunk]] - maps.numerators[facets.lower[chunk]]
        if rows.dtype == object:
            difference = difference.astype(object)
        pivot = (rows != 0).argmax(axis=1)
        n = np.take_along_axis(rows, pivot[:, None], axis=1)
        d = np.take_along_axis(difference, pivot[:, None, None], axis=2)
        if (difference * n[:, :, None] != d * rows[:, None, :]).any():
            raise AssertionError("two regions do not agree on the facet that they share")
        d = d[:, :, 0]
        signs[chunk] = np.where(n > 0, 1, -1) * ((d > 0).astype(np.int8) - (d < 0).astype(np.int8))
    return signs


def slope_ratio(lower: RationalRow, upper: RationalRow, row: Sequence[int]) -> Fraction:
    """lambda in a_upper - a_lower = lambda n, for the hyperplane [n | c]."""
    pivot = next(i for i, a in enumerate(row) if a)
    return (Fraction(upper[0][pivot], upper[1]) - Fraction(lower[0][pivot], lower[1])) / row[pivot]


def _integers(rows: Sequence[tuple[int, ...]]) -> NDArray[Any]:
    table = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        table[i] = row
    return narrowed(table)
