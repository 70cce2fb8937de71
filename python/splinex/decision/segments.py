"""Pieces of a decision boundary in the plane: segments, rays and lines with their ends, exactly."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.convexity.exact_points import IntegerRow
from splinex.decision.tied_classes import inward_rows
from splinex.errors import InputError

if TYPE_CHECKING:
    from splinex.decision.boundary import DecisionBoundary

__all__ = ["BoundarySegments", "segments"]

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True, eq=False)
class BoundarySegments:
    """The pieces of a decision boundary in the plane, in its order.

    Attributes
    ----------
    ends : ndarray of float64, (n, 2, 2)
        Both ends of each piece, the smaller first. A ray has its end first and nan second; a line has nan twice.
    directions : ndarray of float64, (n, 2)
        From the first end to the second, of length 1 up to rounding.
    exact_ends : list of (point or None, point or None)
        The ends as Fractions, None where there is none. Ends that meet are equal.
    """

    ends: NDArray[np.float64]
    directions: NDArray[np.float64]
    exact_ends: list[tuple[Point | None, Point | None]]

    def __len__(self) -> int:
        return len(self.exact_ends)

    def clipped(self, length: float) -> NDArray[np.float64]:
        """Both ends (n, 2, 2), for a drawing: missing ones that far along the piece from the other; of lines nan."""
        result = self.ends.copy()
        ray = np.isnan(result[:, 1, 0]) & ~np.isnan(result[:, 0, 0])
        result[ray, 1] = result[ray, 0] + length * self.directions[ray]
        return result


def segments(boundary: "DecisionBoundary") -> BoundarySegments:
    """See `DecisionBoundary.segments`."""
    if boundary.partition.network.n_inputs != 2 or boundary._hull.dimension != 2:
        raise InputError(
            f"segments are for domains of dimension 2 in 2 coordinates, not {boundary._hull.dimension} in "
            f"{boundary.partition.network.n_inputs}; BoundaryPiece.halfspaces works in any dimension"
        )
    facets = boundary.facets
    sides = [np.array(facets.of(i), dtype=np.int64) for i in boundary.region.tolist()]
    rows = inward_rows(facets, np.concatenate([np.empty(0, np.int64), *sides]))
    starts = np.cumsum([0, *map(len, sides)]).tolist()
    exact: list[tuple[Point | None, Point | None]] = []
    directions = np.empty((len(boundary), 2))
    for k, (facet, around) in enumerate(zip(boundary.facet.tolist(), sides, strict=True)):
        here = rows[starts[k] : starts[k + 1]]
        place = int(np.flatnonzero(around == facet)[0])
        first, second, way = _ends(here[place], here[:place] + here[place + 1 :])
        exact.append((first, second))
        directions[k] = _unit(way)
    ends = np.array([[_floats(end) for end in both] for both in exact], dtype=np.float64).reshape(-1, 2, 2)
    return BoundarySegments(readonly(ends), readonly(directions), exact)


def _ends(line: IntegerRow, rows: list[IntegerRow]) -> tuple[Point | None, Point | None, tuple[int, int]]:
    """The part of the line a x + c = 0 where the rows are >= 0: its ends, the smaller or the only one first."""
    (a, b, c), square = line, line[0] ** 2 + line[1] ** 2
    base = (Fraction(-a * c, square), Fraction(-b * c, square))
    way = (-b, a) if (-b, a) > (0, 0) else (b, -a)
    low: Fraction | None = None
    high: Fraction | None = None
    for p, q, r in rows:
        slope, value = p * way[0] + q * way[1], p * base[0] + q * base[1] + r
        if slope > 0:
            low = -value / slope if low is None else max(low, -value / slope)
        elif slope < 0:
            high = -value / slope if high is None else min(high, -value / slope)
    at = [None if t is None else (base[0] + t * way[0], base[1] + t * way[1]) for t in (low, high)]
    if low is None and high is not None:
        return at[1], None, (-way[0], -way[1])
    return at[0], at[1], way


def _floats(point: Point | None) -> list[float]:
    return [math.nan, math.nan] if point is None else [float(v) for v in point]


def _unit(way: tuple[int, int]) -> tuple[float, float]:
    """The direction in floats, whatever the size of its integers."""
    size = max(map(abs, way))
    u, v = way[0] / size, way[1] / size
    return u / math.hypot(u, v), v / math.hypot(u, v)
