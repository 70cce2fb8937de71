"""Slopes of a network between points: bounds from below."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from splinex.measures.directions import Directions
from splinex.measures.rounding import nearest
from splinex.partitions.partition import Partition
from splinex.region import Region

__all__ = ["largest_slope"]

_POINTS = 4096
_BEST = 8


def largest_slope(part: Partition, directions: Directions, powers: tuple[float, float], rows: list[int]) -> float:
    """The largest slope of the given outputs between points of regions that follow each other.

    Floats choose the pairs; their slopes are exact up to the rounding of the result.
    """
    points = part.points[:_POINTS]
    p, q = powers
    with np.errstate(all="ignore"):
        steps = np.diff(points, axis=0)
        if directions.front is not None:
            steps = steps @ np.array([[nearest(value) for value in row] for row in directions.front]).T
        lengths = np.linalg.norm(steps, ord=p, axis=1)
        changes = np.linalg.norm(np.diff(part.network(points)[:, rows], axis=0), ord=q, axis=1)
        slopes = np.nan_to_num(changes / lengths, nan=0.0)
    best = np.argsort(-slopes, kind="stable")[:_BEST].tolist()
    return max((_slope(part[i], part[i + 1], directions, powers, rows) for i in best), default=0.0)


def _slope(one: Region, other: Region, directions: Directions, powers: tuple[float, float], rows: list[int]) -> float:
    step = [b - a for a, b in zip(one.witness(), other.witness(), strict=True)]
    if directions.front is not None:
        step = [sum((c * t for c, t in zip(row, step, strict=True)), Fraction(0)) for row in directions.front]
    values = zip(_values(one, rows), _values(other, rows), strict=True)
    change = [b - a for a, b in values]
    size, rise = max(map(abs, step)), max(map(abs, change))
    if not size or not rise:
        return 0.0
    # Both are scaled to a largest entry of 1: their squares are floats.
    length, height = (
        np.linalg.norm([nearest(x / largest) for x in vector], ord=power)
        for vector, largest, power in ((step, size, powers[0]), (change, rise, powers[1]))
    )
    return nearest(rise / size) * float(height / length)


def _values(region: Region, rows: list[int]) -> Sequence[Fraction]:
    """The outputs at the region's witness."""
    A, b = region.affine_map().exact()
    x = region.witness()
    return [sum((a * v for a, v in zip(A[k], x, strict=True)), b[k]) for k in rows]
