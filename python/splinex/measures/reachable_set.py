"""The image of a domain under a network: a polyhedron for each region."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike
from splinex.measures.blocks import steps
from splinex.measures.convex_hull import ordered_hull
from splinex.measures.rounding import nearest
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["ReachableSet", "reachable_set"]

Floats = NDArray[np.float64]
_LEAST_EXPONENT = 1074
"""A multiple of 2^-1074 that is not zero does not round to zero."""
Vectors = list[tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReachableSet:
    """The union of the images of all closed regions: each is the convex hull of `points` plus the cone of `directions`.

    Attributes
    ----------
    partition : Partition
    points : ndarray of float64, (m, outputs), read-only
        Images of the regions' vertices, in float64 arithmetic from correctly rounded maps and vertices; `exact` has the
        exact ones. Some may lie inside the hull of the others.
    starts : ndarray of int64, (regions + 1,), read-only
        Those of region i are ``points[starts[i] : starts[i + 1]]``.
    directions : ndarray of float64, (k, outputs), read-only
        Images of rays, and of lines with both signs; none where regions are bounded. In float64 arithmetic as well, but the
        signs of all entries are exact, zeros included.
    direction_starts : ndarray of int64, (regions + 1,), read-only
    """

    partition: Partition
    points: Floats
    starts: NDArray[np.int64]
    directions: Floats
    direction_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.partition)

    def __iter__(self) -> Iterator[Floats]:
        return map(self.points_of, range(len(self)))

    def __repr__(self) -> str:
        ends = "bounded" if self.bounded else "not bounded"
        return f"ReachableSet({len(self):,} pieces in R^{self.points.shape[1]}, {ends})"

    @property
    def bounded(self) -> bool:
        """Whether it is: exact. The domain need not be."""
        return not self.directions.any()

    def points_of(self, i: int) -> Floats:
        """Images of the vertices of region i."""
        place = range(len(self))[i]
        return self.points[self.starts[place] : self.starts[place + 1]]

    def directions_of(self, i: int) -> Floats:
        """Images of the rays of region i."""
        place = range(len(self))[i]
        return self.directions[self.direction_starts[place] : self.direction_starts[place + 1]]

    def polygons(self) -> list[Floats]:
        """For two outputs the image of each region, corners counter-clockwise: one for a point, two for a segment.

        Raises
        ------
        InputError
            For another number of outputs, and where the set is not bounded.
        """
        if self.points.shape[1] != 2:
            raise InputError(f"polygons need two outputs; the network has {self.points.shape[1]}")
        if not self.bounded:
            raise InputError("the reachable set is not bounded; its pieces are no polygons")
        return [ordered_hull(piece) for piece in self]

    def exact(self, i: int) -> tuple[Vectors, Vectors]:
        """Points and directions of region i in Fractions, in the order of `points_of` and `directions_of`."""
        place = range(len(self))[i]
        A, b = self.partition[place].affine_map().exact()
        cell = self.partition.geometry().exact(place)
        ends = [
            _scaled(ray, sign) for rays, sign in ((cell.rays, 1), (cell.lines, 1), (cell.lines, -1)) for ray in rays
        ]
        zero = [Fraction(0)] * len(b)
        return [_image(A, b, vertex) for vertex in cell.vertices], [_image(A, zero, ray) for ray in ends]


def reachable_set(
    net: NetworkLike, domain: Domain = None, *, threads: int | None = None, progress: ProgressOption = None
) -> ReachableSet:
    """The set of all outputs on a domain, region by region.

    Parameters
    ----------
    net, domain, threads, progress
        As for `enumerate_regions`.

    Returns
    -------
    ReachableSet

    Raises
    ------
    InputError, MemoryLimitError
        As for `enumerate_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[1, 1], [1, -1]], [0, 0])])
    >>> found = sx.reachable_set(net, sx.Box(-1, 1))
    >>> found
    ReachableSet(4 pieces in R^2, bounded)
    >>> sorted(len(polygon) for polygon in found.polygons())
    [1, 2, 2, 4]
    """
    part = enumerate_regions(net, domain, threads=threads, progress=progress)
    geometry = part.geometry(threads=threads)
    A, b = part.affine_maps()
    corners, rays, lines = geometry.vertices, geometry.rays, geometry.lines
    points = _images(A, corners.owners, corners.values) + b[corners.owners]
    owners = np.concatenate([rays.owners, lines.owners, lines.owners])
    order = np.argsort(owners, kind="stable")
    owners, vectors = owners[order], np.concatenate([rays.values, lines.values, -lines.values])[order]
    directions, starts = _images(A, owners, vectors), np.searchsorted(owners, np.arange(len(part) + 1))
    found = ReachableSet(part, readonly(points), corners.starts, directions, readonly(starts))
    tiny = len(part) > 0 and part.network._affine_rows(part[0].bits, None)[0][1].bit_length() > _LEAST_EXPONENT
    unsure = np.full(len(owners), True) if tiny else _unsure(A, owners, vectors, directions)
    for i in np.unique(owners[unsure]).tolist():
        directions[starts[i] : starts[i + 1]] = [[nearest(x) for x in row] for row in found.exact(i)[1]]
    readonly(directions)
    return found


def _images(A: Floats, owners: NDArray[np.int64], vectors: Floats) -> Floats:
    images = np.empty((len(owners), A.shape[1]))
    with np.errstate(all="ignore"):
        for rows in steps(len(owners), A.shape[1] * A.shape[2]):
            images[rows] = np.einsum("voi,vi->vo", A[owners[rows]], vectors[rows])
    return images


def _scaled(ray: Sequence[Fraction], sign: int) -> tuple[Fraction, ...]:
    """As `Geometry.rays` has it: with a largest entry of 1 or -1."""
    largest = max(map(abs, ray))
    return tuple(sign * x / largest for x in ray)


def _unsure(A: Floats, owners: NDArray[np.int64], vectors: Floats, images: Floats) -> NDArray[np.bool_]:
    """Of which vectors the image has an entry whose sign the rounding may have changed."""
    with np.errstate(all="ignore"):
        sizes = _images(np.abs(A), owners, np.abs(vectors))
        errors = 2.0**-52 * (A.shape[2] + 4) * sizes + 1e-300
        terms = _images((A != 0).astype(np.float64), owners, (vectors != 0).astype(np.float64))
        unsure: NDArray[np.bool_] = ((terms > 0) & ~(np.abs(images) > errors)).any(axis=1)
        return unsure


def _image(A: list[list[Fraction]], b: list[Fraction], x: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(sum((a * v for a, v in zip(row, x, strict=True)), c) for row, c in zip(A, b, strict=True))
