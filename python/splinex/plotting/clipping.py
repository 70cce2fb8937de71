"""Polygons of half-spaces in float64: good for a picture; nothing is decided by them."""

import numpy as np

from splinex.plotting.polygons import Floats, Polygons

__all__ = ["clip", "rectangle"]


def rectangle(low: Floats, high: Floats) -> Floats:
    """The corners of a box in the plane, (4, 2), counter-clockwise."""
    return np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])


def clip(polygon: Floats, A: Floats, b: Floats) -> Floats:
    """The part of a convex polygon (n, 2), its corners in order, where A x <= b; (0, 2) when nothing is left."""
    return Polygons.of([polygon]).clip(A, b).corners
