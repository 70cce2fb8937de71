"""Which part of a domain in the plane a picture shows."""

from dataclasses import dataclass

import numpy as np

from splinex.errors import InputError
from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats, Polygons

__all__ = ["Window", "horizon", "widened", "window_of"]

_FAR = 1e5
_MARGIN = 0.15
_MIDDLE = 0.9
_STRAY = 4.0
_FLAT = 1e-12


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


def horizon(part: Partition, frame: Frame) -> Window:
    """A box that stands for the whole domain: its own sides where they are known, elsewhere far beyond the regions."""
    points = part.points[:, frame.free]
    centre = np.median(points, axis=0)
    reach = _FAR * max(float(np.quantile(np.abs(points - centre).max(axis=1), _MIDDLE)), 1e-3)
    low = np.where(np.isfinite(frame.low), frame.low, centre - reach)
    high = np.where(np.isfinite(frame.high), frame.high, centre + reach)
    return Window(low, high, bool(np.isinf([frame.low, frame.high]).any()))


def window_of(polygons: Polygons, edge: Window, part: Partition, frame: Frame) -> Window:
    """The bounding box of a bounded domain; otherwise that of the vertices, widened.

    Nearly parallel lines meet far away. When the bounding box of all vertices is much larger than that of the middle ones,
    the latter is taken: the picture would be a dot.

    Parameters
    ----------
    polygons : Polygons
        The regions, cut off at `edge`.
    """
    corners = polygons.corners
    if not len(corners) or (edge.partial and _is_flat(polygons)):
        raise InputError("the domain has no area that a picture could show: give its line as a Segment")
    stands_for_infinity = ~np.isfinite(np.stack([frame.low, frame.high]))
    far = ((corners[:, None, :] == np.stack([edge.low, edge.high])) & stands_for_infinity).any(axis=(1, 2))
    if not far.any():
        return Window(corners.min(axis=0), corners.max(axis=0), False)
    vertices = corners[~far]
    if len(np.unique(vertices, axis=0)) < 3:
        vertices = np.concatenate([vertices, part.points[:, frame.free]])
    low, high = widened(vertices)
    return Window(np.maximum(low, edge.low), np.minimum(high, edge.high), True)


def widened(points: Floats) -> tuple[Floats, Floats]:
    """The bounding box of points (n, d), or of the middle ones when the others stray, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    inner = np.quantile(points, (1 - _MIDDLE) / 2, axis=0)
    outer = np.quantile(points, (1 + _MIDDLE) / 2, axis=0)
    if (outer > inner).all() and (high - low > _STRAY * (outer - inner)).any():
        low, high = inner, outer
    margin = _MARGIN * (high - low)
    margin = np.where(margin > 0, margin, float(margin.max()) or 1.0)
    return low - margin, high + margin


def _is_flat(polygons: Polygons) -> bool:
    """Whether all the area there is may be rounding, which each polygon has: a polytope can lie in a line without saying so."""
    moved = Polygons(polygons.corners - polygons.corners[0], polygons.starts)
    reach = float(np.ptp(polygons.corners, axis=0).max())
    return float(moved.areas().sum()) <= _FLAT * len(polygons) * reach**2
