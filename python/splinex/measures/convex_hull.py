"""The convex hull of points in the plane."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["ordered_hull"]

Floats = NDArray[np.float64]


def ordered_hull(points: Floats) -> Floats:
    """Corners of the hull of float points (n, 2), counter-clockwise: one, two or more of them.

    Andrew's monotone chain (1979). Which way three of these floats turn is decided exactly.
    """
    unique = np.unique(points, axis=0)
    if len(unique) < 3:
        return unique
    chains = [_chain(unique), _chain(unique[::-1])]
    return np.concatenate([chain[:-1] for chain in chains])


def _chain(points: Floats) -> Floats:
    kept: list[list[float]] = []
    for point in points.tolist():
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return np.array(kept)


def _turn(a: list[float], b: list[float], c: list[float]) -> float:
    """Positive where a, b, c turn to the left; exact where floats are not sure."""
    left, right = (b[0] - a[0]) * (c[1] - a[1]), (b[1] - a[1]) * (c[0] - a[0])
    if abs(left - right) > 1e-15 * (abs(left) + abs(right)) * 8:
        return left - right
    (ax, ay), (bx, by), (cx, cy) = (tuple(map(Fraction, point)) for point in (a, b, c))
    exact = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return float((exact > 0) - (exact < 0))
