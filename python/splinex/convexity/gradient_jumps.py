"""How the gradient of each output jumps across every facet: what decides convexity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from splinex.convexity.facet_pairs import Facet
from splinex.exact import RationalRow

__all__ = ["Jumps", "jumps_over", "slope_ratio"]


@dataclass(frozen=True, slots=True)
class Jumps:
    """The signs of one output's gradient jumps over all facets.

    Across a facet with normal n, from region r to region s, the gradients differ by a_s - a_r = lambda n. A continuous piecewise
    affine function on a convex domain is convex exactly when no lambda is negative: along a generic line, which meets facets
    only in their interiors, its slope rises at each.

    Attributes
    ----------
    output : int
    rising, flat, falling : int
        Facets with lambda > 0, = 0 and < 0.
    worst, best : Facet or None
        One with lambda < 0 and one with lambda > 0, where there are any.
    """

    output: int
    rising: int
    flat: int
    falling: int
    worst: Facet | None
    best: Facet | None


def jumps_over(facets: Iterable[Facet], maps: Sequence[Sequence[RationalRow]], outputs: Sequence[int]) -> list[Jumps]:
    """Go over the facets once, for the given outputs.

    Parameters
    ----------
    facets : iterable of Facet
    maps : sequence of rows [A | b]
        The exact affine map of all outputs on each region.
    outputs : sequence of int
    """
    counts = [[0, 0, 0] for _ in outputs]
    first: list[list[Facet | None]] = [[None, None, None] for _ in outputs]
    for facet in facets:
        lower, upper = maps[facet.lower], maps[facet.upper]
        pivot = next(i for i, a in enumerate(facet.row) if a)
        for place, k in enumerate(outputs):
            sign = _jump_sign(lower[k], upper[k], facet.row, pivot)
            counts[place][sign] += 1
            if first[place][sign] is None:
                first[place][sign] = facet
    return [
        Jumps(k, rising, flat, falling, seen[-1], seen[1])
        for k, (flat, rising, falling), seen in zip(outputs, counts, first, strict=True)
    ]


def slope_ratio(lower: RationalRow, upper: RationalRow, row: Sequence[int]) -> Fraction:
    """lambda in a_upper - a_lower = lambda n, for the hyperplane [n | c]."""
    pivot = next(i for i, a in enumerate(row) if a)
    return (Fraction(upper[0][pivot], upper[1]) - Fraction(lower[0][pivot], lower[1])) / row[pivot]


def _jump_sign(lower: RationalRow, upper: RationalRow, row: Sequence[int], pivot: int) -> int:
    """The sign of lambda, from the whole rows [a | b]: their difference is lambda [n | c], or the facet is wrong.

    Its linear part says that the gradients differ along the normal, its constant that the values agree on the facet.
    """
    (below, low), (above, high) = lower, upper
    if low == high:
        difference = [a - b for a, b in zip(above, below, strict=True)]
    else:
        difference = [a * low - b * high for a, b in zip(above, below, strict=True)]
    d, n = difference[pivot], row[pivot]
    if any(a * n != d * c for a, c in zip(difference, row, strict=True)):
        raise AssertionError("two regions do not agree on the facet that they share")
    return 0 if d == 0 else 1 if (d > 0) == (n > 0) else -1
