"""The regions of a network in the plane as a picture needs them: polygons, the window, and the facets as segments."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.network import Network
from splinex.partitions.facets import Facets
from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame, frame_of
from splinex.plotting.outlines import Outlines, outlines_of
from splinex.plotting.polygons import Floats, Places, Polygons
from splinex.plotting.window import Window, window_of
from splinex.progress import ProgressOption

__all__ = ["MOST_REGIONS", "Tiles", "listed", "plane_tiles", "tiles_of"]

MOST_REGIONS = 300_000
"""More regions than that are less than a pixel each."""


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """A partition of the plane, to be drawn.

    Attributes
    ----------
    part : Partition
    frame : Frame
        The two coordinates that are drawn.
    window : Window
    polygons : Polygons
        What is seen of each region, in the order of the partition; empty outside the window.
    outlines : Outlines
        The same before it was cut off at the window, in the drawn coordinates of the domain.
    matrix : ndarray of float64, (2, 2), or None
        From the drawn coordinates of the domain to those of the picture; None where they are the same.
    """

    part: Partition
    frame: Frame
    window: Window
    polygons: Polygons
    outlines: Outlines
    matrix: Floats | None = None

    @property
    def shown(self) -> Places:
        """Places of the regions of which something is seen."""
        return np.flatnonzero(self.polygons.sizes)

    @property
    def note(self) -> str:
        """How many regions are seen, and where, when that is not all; else empty."""
        return f"{len(self.shown):,} of them in this window, {self.window}" if self.window.partial else ""

    def mapped(self, matrix: Floats, labels: tuple[str, str]) -> "Tiles":
        """The same picture in other coordinates, matrix @ x, which get these names."""
        polygons = self.polygons.mapped(matrix)
        low, high = polygons.corners.min(axis=0), polygons.corners.max(axis=0)
        frame = replace(self.frame, labels=labels)
        return Tiles(self.part, frame, Window(low, high, self.window.partial), polygons, self.outlines, matrix)

    @property
    def size_label(self) -> str:
        """What `volumes` are called."""
        return "area in the window" if self.window.partial else "area"

    def volumes(self) -> Floats:
        """The area of what is seen of each region, (n,)."""
        return self.polygons.areas()

    def centres(self) -> Floats:
        """The centre of mass of what is seen of each region, in the drawn coordinates of the domain, (n, 2)."""
        points = self.polygons.centroids()
        return points if self.matrix is None else points @ np.linalg.inv(self.matrix).T

    def slopes(self, rows: Floats) -> Floats:
        """Slopes (..., 2) in the picture, from those in the drawn coordinates of the domain."""
        return rows if self.matrix is None else rows @ np.linalg.inv(self.matrix)

    @property
    def facets(self) -> Facets:
        """Those of the partition."""
        return self.outlines.geometry.facets

    def segments(self) -> "Segments":
        """The facets between regions as segments of the plane."""
        geometry = self.outlines.geometry
        places, ends = self.outlines.facet_ends()
        # Units are numbered layer by layer.
        first = geometry.units.values[geometry.units.starts[places]]
        layers = np.searchsorted(np.cumsum(self.part.network.widths), first, side="right")
        seen = ends if self.matrix is None else ends @ self.matrix.T
        return Segments(seen, geometry.facets.region[places], geometry.facets.neighbour[places], layers)


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The facets between pairs of regions.

    Attributes
    ----------
    ends : ndarray of float64, (n, 2, 2)
    left, right : ndarray of int64, (n,)
        The two regions.
    layers : ndarray of int64, (n,)
        The first hidden layer of which a unit switches.
    """

    ends: Floats
    left: Places
    right: Places
    layers: Places

    def between(self, labels: Places) -> Floats:
        """The segments between regions of different labels, (k, 2, 2)."""
        return np.asarray(self.ends[labels[self.left] != labels[self.right]])

    def by_layer(self, layers: int) -> Iterator[tuple[int, float, Floats]]:
        """Of each of so many layers, the last one first: its number, how late it is from 0 to 1, and its segments (k, 2, 2)."""
        for layer in reversed(range(layers)):
            yield layer, layer / max(layers - 1, 1), self.ends[self.layers == layer]


def plane_tiles(
    network: Network,
    domain: Domain,
    threads: int | None,
    progress: ProgressOption,
    window: Window | None = None,
) -> Tiles:
    """List the regions in a domain of the plane, and find their polygons, in the given window or one of their own.

    Raises
    ------
    InputError
        When the domain has not two coordinates or no area, and when there are too many regions.
    """
    frame = frame_of(network, domain)
    if len(frame.free) != 2:
        raise InputError("this picture shows two coordinates, but the domain has one: plot draws graphs along a line")
    part = listed(network, domain, threads, progress)
    part.geometry(threads=threads, progress=progress)
    return tiles_of(part, frame, window)


def listed(network: Network, domain: Domain, threads: int | None, progress: ProgressOption) -> Partition:
    """All regions, if they are not too many for a picture."""
    part = enumerate_regions(network, domain, threads=threads, progress=progress, max_regions=MOST_REGIONS)
    if part.truncated:
        raise InputError(
            f"more than {MOST_REGIONS:,} regions are too many for a picture: take a smaller domain or fewer layers"
        )
    return part


def tiles_of(part: Partition, frame: Frame, window: Window | None = None) -> Tiles:
    """The polygons of listed regions, in the given window or one of their own.

    Raises
    ------
    InputError
        When the domain has no area.
    """
    geometry = part.geometry()
    window = window_of(geometry, frame) if window is None else window
    outlines = outlines_of(geometry, frame, window.horizon())
    return Tiles(part, frame, window, window.clip(outlines.polygons), outlines)
