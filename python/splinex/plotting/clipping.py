"""Polygons and intervals of half-spaces in float64: good for a picture; nothing is decided by them."""

import numpy as np

from splinex.plotting.polygons import Floats

__all__ = ["clip", "interval", "rectangle"]

_TOUCH = 1e-12
"""How far outside a half-plane a vertex may lie, in units of the polygon's size, before the polygon is cut."""


def rectangle(low: Floats, high: Floats) -> Floats:
    """The corners of a box in the plane, (4, 2), counter-clockwise."""
    return np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])


def clip(polygon: Floats, A: Floats, b: Floats) -> Floats:
    """The part of a convex polygon (n, 2), its corners in order, where A x <= b; (0, 2) when nothing is left.

    The half-plane that cuts deepest comes first, so that few of many redundant ones are cut with.
    """
    norms = np.hypot(A[:, 0], A[:, 1])
    use = np.isfinite(norms) & (norms > 0) & np.isfinite(b)
    A, b = A[use] / norms[use, None], b[use] / norms[use]
    # Each half-plane cuts once: what is left of its excess then is rounding.
    for _ in range(len(b)):
        if len(polygon) < 3:
            break
        excess = polygon @ A.T - b
        deepest = int(excess.max(axis=0).argmax())
        if excess[:, deepest].max() <= _TOUCH * np.abs(polygon).max():
            return polygon
        polygon = _cut(polygon, excess[:, deepest])
        A, b = np.delete(A, deepest, axis=0), np.delete(b, deepest)
    return polygon if len(polygon) >= 3 else np.empty((0, 2))


def interval(A: Floats, b: Floats) -> tuple[float, float]:
    """The ends of {t : A t <= b} for A of shape (n, 1); infinite where it does not end."""
    slopes = A[:, 0]
    with np.errstate(over="ignore"):
        highs, lows = b[slopes > 0] / slopes[slopes > 0], b[slopes < 0] / slopes[slopes < 0]
    return float(lows.max(initial=-np.inf)), float(highs.min(initial=np.inf))


def _cut(polygon: Floats, excess: Floats) -> Floats:
    """Sutherland and Hodgman 1974: keep the corners without excess, and put new ones where edges cross."""
    corners: list[Floats] = []
    for i in range(len(polygon)):
        before, here = excess[i - 1], excess[i]
        if (before > 0) != (here > 0):
            share = before / (before - here)
            corners.append(polygon[i - 1] + share * (polygon[i] - polygon[i - 1]))
        if here <= 0:
            corners.append(polygon[i])
    return np.array(corners).reshape(-1, 2)
