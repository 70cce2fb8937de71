"""The regions of a partition of space as a picture needs them: the faces of every cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from splinex.geometry import Geometry
from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats, Places

__all__ = ["Solids", "solids_of"]


@dataclass(frozen=True, eq=False)
class Solids:
    """Cells of space with flat faces, each face a convex polygon with its corners in cyclic order.

    Attributes
    ----------
    part : Partition
    frame : Frame
        The three coordinates that are drawn.
    faces : list of ndarray of float64, (corners, 3)
    owners : ndarray of int64, (faces,)
        The region that each face belongs to.
    beyond : ndarray of int64, (faces,)
        The region on its other side; -1 on the boundary of the domain.
    shown : ndarray of int64
        Places of the regions that are drawn.
    """

    part: Partition
    frame: Frame
    faces: list[Floats]
    owners: Places
    beyond: Places
    shown: Places

    size_label = "volume"

    @cached_property
    def _tetrahedra(self) -> tuple[Floats, Floats]:
        """Volumes and centres of mass of the regions that are drawn, from the tetrahedra over their faces; NaN elsewhere."""
        volumes, moments = np.zeros(len(self.part)), np.zeros((len(self.part), 3))
        middles = self._means()
        for face, owner in zip(self.faces, self.owners.tolist(), strict=True):
            middle = middles[owner]
            edges = np.stack([face[1:-1], face[2:]], axis=1) - face[0]
            sizes = np.abs(np.cross(edges[:, 0], edges[:, 1]) @ (middle - face[0])) / 6
            volumes[owner] += sizes.sum()
            moments[owner] += sizes @ ((face[0] + face[1:-1] + face[2:] + middle) / 4 - middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            centres = middles + np.nan_to_num(moments / volumes[:, None])
        drawn = np.isin(np.arange(len(self.part)), self.shown)
        return np.where(drawn, volumes, np.nan), np.where(drawn[:, None], centres, np.nan)

    def _means(self) -> Floats:
        sums, counts = np.zeros((len(self.part), 3)), np.zeros(len(self.part))
        for face, owner in zip(self.faces, self.owners.tolist(), strict=True):
            sums[owner] += face.sum(axis=0)
            counts[owner] += len(face)
        return sums / np.maximum(counts, 1)[:, None]

    def volumes(self) -> Floats:
        """The volume of each region that is drawn, (n,)."""
        return self._tetrahedra[0]

    def centres(self) -> Floats:
        """The centre of mass of each region that is drawn, (n, 3)."""
        return self._tetrahedra[1]

    def slopes(self, rows: Floats) -> Floats:
        """Slopes in the picture are those of the domain."""
        return rows


def solids_of(part: Partition, frame: Frame, shown: NDArray[np.int64]) -> Solids:
    """The faces of the chosen regions, which are bounded."""
    geometry = part.geometry()
    made = [(place, facet, face) for place in shown.tolist() for facet, face in _faces(geometry, frame, place)]
    owners = np.array([place for place, _, _ in made], dtype=np.int64)
    facets = np.array([facet for _, facet, _ in made], dtype=np.int64)
    return Solids(part, frame, [face for _, _, face in made], owners, geometry.facets.neighbour[facets], shown)


def _faces(geometry: Geometry, frame: Frame, place: int) -> Iterator[tuple[int, Floats]]:
    """The facets of a region with their corners: which vertex lies on which facet is known exactly."""
    rows = geometry.vertices.range_of(place)
    corners = geometry.vertices.values[rows][:, frame.free]
    on = geometry.vertices.facets
    normals, _ = geometry.halfspaces.of(place)
    incident = [set(on.of(row).tolist()) for row in range(rows.start, rows.stop)]
    for local, facet in enumerate(geometry.facets.of(place)):
        face = corners[[local in facets for facets in incident]]
        yield facet, face[_around(face, normals[local][frame.free])]


def _around(face: Floats, normal: Floats) -> NDArray[np.int64]:
    """The order of the corners of a convex face around its normal."""
    first = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    second = np.cross(normal, first)
    # Each direction to its own length: the angle is right up to an affine map, which keeps the order.
    ways = face - face.mean(axis=0)
    return np.asarray(np.argsort(np.arctan2(ways @ second, ways @ first)))
