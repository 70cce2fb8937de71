"""Slopes of a network between points: bounds from below, in floats."""

import math

import numpy as np

from splinex.measures.directions import Directions
from splinex.measures.rounding import nearest
from splinex.partitions.partition import Partition

__all__ = ["largest_slope"]

_POINTS = 4096
_APART = 1e-6
"""Points closer than that, as a share of their size, say more about rounding than about slopes."""


def largest_slope(part: Partition, directions: Directions, powers: tuple[float, float], rows: list[int]) -> float:
    """The largest slope between points of regions that follow each other, of the given outputs, in float64 arithmetic."""
    points = part.points[:_POINTS]
    p, q = powers
    with np.errstate(all="ignore"):
        steps = np.diff(points, axis=0)
        if directions.front is not None:
            steps = steps @ np.array([[nearest(value) for value in row] for row in directions.front]).T
        lengths = np.linalg.norm(steps, ord=p, axis=1)
        changes = np.linalg.norm(np.diff(part.network(points)[:, rows], axis=0), ord=q, axis=1)
        sizes = np.abs(points).max(axis=1, initial=1.0)
        slopes = changes / lengths
    fine = np.isfinite(slopes) & (lengths > _APART * np.maximum(sizes[1:], sizes[:-1]))
    slope = float(slopes[fine].max(initial=0.0))
    assert not math.isnan(slope)
    return slope
