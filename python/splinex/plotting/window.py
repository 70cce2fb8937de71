"""Which part of a domain in the plane a picture shows."""

from dataclasses import dataclass

import numpy as np

from splinex.errors import InputError
from splinex.geometry import Geometry
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats, Polygons

__all__ = ["Window", "widened", "window_of"]

_FAR = 20.0
_MARGIN = 0.15
_MIDDLE = 0.9
_STRAY = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The box low..high, and whether regions go on beyond it."""

    low: Floats
    high: Floats
    partial: bool

    def __str__(self) -> str:
        return " x ".join(f"[{low:.3g}, {high:.3g}]" for low, high in zip(self.low, self.high, strict=True))

    def clip(self, polygons: Polygons) -> Polygons:
        """What is seen of polygons that may go on beyond the window."""
        if not self.partial:
            return polygons
        A = np.concatenate([np.eye(2), -np.eye(2)])
        b = np.concatenate([self.high, -self.low])
        return polygons.clip(A, b)

    def horizon(self) -> "Window":
        """A much larger box: what lies beyond it is not drawn. None at all where everything is seen."""
        reach = _FAR * (self.high - self.low) if self.partial else np.inf
        return Window(self.low - reach, self.high + reach, self.partial)


def window_of(geometry: Geometry, frame: Frame) -> Window:
    """The bounding box of a bounded domain; otherwise that of the vertices, widened.

    Nearly parallel lines meet far away. When the bounding box of all vertices is much larger than that of the middle ones,
    the latter is taken: the picture would be a dot.

    Raises
    ------
    InputError
        When the domain has no area.
    """
    if len(geometry.measured) != 2:
        raise InputError("the domain has no area that a picture could show: give its line as a Segment")
    corners = geometry.vertices.values[:, frame.free]
    if geometry.bounded.all():
        return Window(corners.min(axis=0), corners.max(axis=0), False)
    corners = np.unique(corners, axis=0)
    if len(corners) < 3:
        corners = np.concatenate([corners, geometry.partition.points[:, frame.free]])
    low, high = widened(corners)
    return Window(np.maximum(low, frame.low), np.minimum(high, frame.high), True)


def widened(points: Floats) -> tuple[Floats, Floats]:
    """The bounding box of points (n, d), or of the middle ones when the others stray, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    # Not interpolated: a point between the others and a far one is far, too.
    inner = np.quantile(points, (1 - _MIDDLE) / 2, axis=0, method="higher")
    outer = np.quantile(points, (1 + _MIDDLE) / 2, axis=0, method="lower")
    if (outer > inner).all() and (high - low > _STRAY * (outer - inner)).any():
        low, high = inner, outer
    margin = _MARGIN * (high - low)
    margin = np.where(margin > 0, margin, float(margin.max()) or 1.0)
    return low - margin, high + margin
