"""Polygons of regions of the plane, and their facets as segments, from the exact geometry rounded to float64."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.geometry import Geometry
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats, Places, Polygons, rectangle
from splinex.plotting.window import Window

__all__ = ["Outlines", "outlines_of"]

_NEAR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """The outline of every region, in the order of the partition.

    Attributes
    ----------
    polygons : Polygons
        Those of regions that go on beyond the horizon are cut off there.
    cut : ndarray of bool, (n,)
        Which ones those are.
    rows : ndarray of int64, (m,)
        The facets of those.
    A, b : ndarray of float64, (m, 2) and (m,)
        Their half-spaces A x <= b.
    """

    geometry: Geometry
    frame: Frame
    polygons: Polygons
    cut: NDArray[np.bool_]
    rows: Places
    A: Floats
    b: Floats

    def facet_ends(self) -> tuple[Places, Floats]:
        """The facets between two regions that can be seen, from one side each, with both ends: (k,) and (k, 2, 2)."""
        facets = self.geometry.facets
        inner = facets.neighbour > facets.region
        # From the other side where this one is cut off, so that most have two vertices.
        mine, other = ~self.cut[facets.region], ~self.cut[np.maximum(facets.neighbour, 0)]
        seen_twice = (facets.neighbour >= 0) & mine & ~(other & ~inner)
        whole = np.flatnonzero(seen_twice)
        rest = inner[self.rows] & ~other[self.rows] & (facets.neighbour[self.rows] >= 0)
        places, ends = self._cut_ends(np.flatnonzero(rest))
        return np.concatenate([whole, places]), np.concatenate([self._vertex_ends(whole), ends])

    def _vertex_ends(self, facets: Places) -> Floats:
        """Both vertices of facets of regions that are not cut off: of which facets a vertex is part is known exactly."""
        vertices, owners = self.geometry.vertices, self.geometry.vertices.owners
        starts = np.searchsorted(self.geometry.facets.region, np.arange(len(self.cut)))
        wanted = np.zeros(len(self.geometry.facets), dtype=np.bool_)
        wanted[facets] = True
        vertex = vertices.facets.owners
        facet = starts[owners[vertex]] + vertices.facets.values
        vertex, facet = vertex[wanted[facet]], facet[wanted[facet]]
        order = np.argsort(facet, kind="stable")
        corners = vertices.values[vertex[order]][:, self.frame.free]
        return np.asarray(corners.reshape(-1, 2, 2))

    def _cut_ends(self, rows: Places) -> tuple[Places, Floats]:
        """Of facets of regions that are cut off, given by their places in `rows`: from one to the other corner on the line."""
        starts, corners = self.polygons.starts, self.polygons.corners
        rows = rows[self.polygons.sizes[self.geometry.facets.region[self.rows[rows]]] > 0]
        owners, A, b = self.geometry.facets.region[self.rows[rows]], self.A[rows], self.b[rows]
        sizes = self.polygons.sizes[owners]
        if not len(rows):
            return np.empty(0, dtype=np.int64), np.empty((0, 2, 2))
        first = np.cumsum(sizes) - sizes
        which = np.repeat(np.arange(len(rows)), sizes)
        corner = corners[np.arange(len(which)) + (starts[owners] - first)[which]]
        near = _NEAR * float(np.ptp(corners, axis=0).max())
        on = np.abs((corner * A[which]).sum(axis=1) - b[which]) <= near
        across = np.column_stack([-A[:, 1], A[:, 0]])
        along = (corner * across[which]).sum(axis=1)
        low = np.minimum.reduceat(np.where(on, along, np.inf), first)
        high = np.maximum.reduceat(np.where(on, along, -np.inf), first)
        seen = low < high
        A, b, across = A[seen], b[seen], across[seen]
        ends = (b[:, None] * A)[:, None] + np.stack([low[seen], high[seen]], axis=1)[:, :, None] * across[:, None]
        return self.rows[rows[seen]], ends / (A**2).sum(axis=1)[:, None, None]


def outlines_of(geometry: Geometry, frame: Frame, horizon: Window) -> Outlines:
    """Take the vertices where these and the region lie within the horizon; cut the horizon's box down elsewhere."""
    vertices = geometry.vertices
    corners = vertices.values[:, frame.free]
    cut = ~geometry.bounded
    cut[vertices.owners[((corners < horizon.low) | (corners > horizon.high)).any(axis=1)]] = True
    rows = np.flatnonzero(cut[geometry.facets.region])
    A, b = geometry.facets.halfspaces(rows)
    A, b = A[:, frame.free], b - A[:, frame.fixed] @ frame.values
    polygons = Polygons(corners, vertices.starts)
    places = np.flatnonzero(cut)
    if len(places):
        box = Polygons.of([rectangle(horizon.low, horizon.high)] * len(places))
        starts = np.searchsorted(geometry.facets.region[rows], np.append(places, len(cut)))
        polygons = polygons.replaced(places, box.clip_each(A, b, starts))
    return Outlines(geometry, frame, polygons, cut, rows, A, b)
