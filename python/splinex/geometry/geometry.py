"""The geometry of all regions of a partition, column by column."""

import operator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.exact import HalfSpaces
from splinex.geometry.batches import exact_generators, generators, halfspaces, starts_of
from splinex.geometry.columns import Generators, RegionHalfSpaces
from splinex.geometry.exact_cells import ExactCell
from splinex.geometry.measures import balls, volumes
from splinex.partitions.facets import Facets
from splinex.progress import ProgressOption, check_progress
from splinex.ragged import Ragged
from splinex.restriction import core_domain

if TYPE_CHECKING:
    from splinex.partitions.partition import Partition

__all__ = ["Geometry"]


@dataclass(frozen=True, eq=False, repr=False)
class Geometry:
    """What the regions of a partition look like: each column is found when it is first asked for, and kept.

    Regions count as closed here. All coordinates are those of the domain; where it has no interior (a box with sides of zero
    width), everything is relative to its affine hull.

    Attributes
    ----------
    facets : Facets
        The facets of every region, from which everything here is made.
    threads, progress
        As for `count_regions`; for everything that is found later.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 1]], [-1]), sx.Box(0, 2))
    >>> geometry = part.geometry()
    >>> for region in range(len(part)):
    ...     print(geometry.vertices.of(region).tolist(), geometry.volumes[region])
    [[0.0, 1.0], [1.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]] 3.5
    [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]] 0.5
    """

    facets: Facets
    threads: int | None = None
    progress: ProgressOption = None

    @property
    def partition(self) -> "Partition":
        """The regions."""
        return self.facets.partition

    def __len__(self) -> int:
        return len(self.partition)

    def __repr__(self) -> str:
        return f"Geometry({len(self):,} regions with {len(self.facets):,} facets)"

    @cached_property
    def halfspaces(self) -> RegionHalfSpaces:
        """Irredundant half-spaces of every region, a row for each of `facets`: correctly rounded from the exact ones."""
        rows = halfspaces(self.facets, self.threads, self.progress)
        return RegionHalfSpaces(readonly(rows[:, :-1]), readonly(rows[:, -1]), self._starts)

    def halfspaces_of(self, i: int) -> HalfSpaces:
        """Those of one region, with `HalfSpaces.exact`."""
        return self.facets.halfspaces(self.facets.of(i))

    @cached_property
    def units(self) -> Ragged[np.int64]:
        """For each of `facets` the units that use other pieces beyond it, in order; none on the domain's boundary."""
        return self.facets.all_units()

    @cached_property
    def neighbours(self) -> Ragged[np.int64]:
        """For each region the places of those that it shares a facet with, in the order of its facets."""
        listed = self.facets.neighbour >= 0
        counts = np.bincount(self.facets.region[listed], minlength=len(self))
        return Ragged(readonly(self.facets.neighbour[listed]), _starts_of(counts))

    @property
    def vertices(self) -> Generators:
        """Vertices of every region, correctly rounded from the exact ones; `exact` has those.

        With two coordinates they come counter-clockwise: for an unbounded region from the end of its first ray to the start
        of its last one. A region that contains lines has no vertices: there is a point here for each vertex of its section
        with a coordinate plane, in which as many coordinates are zero as there are `lines`.

        Raises
        ------
        InputError
            When a region has more than 131,072 vertices and rays, or they take too long.
        MemoryLimitError
            When they would take more than half of the free memory.
        """
        return self._generators[0]

    @property
    def rays(self) -> Generators:
        """Extreme rays of every region, directions in which it has no end; none of those that are bounded."""
        return self._generators[1]

    @property
    def lines(self) -> Generators:
        """A basis of the directions in which a region has no end on either side."""
        return self._generators[2]

    @cached_property
    def bounded(self) -> NDArray[np.bool_]:
        """Whether each region is bounded, exactly: as `Partition.bounded`."""
        return readonly((self.rays.counts == 0) & (self.lines.counts == 0))

    @cached_property
    def bounding_boxes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least box around each region, ``low`` and ``high``, (n, n_inputs) each: correctly rounded.

        Infinite where the region is, which is exact.
        """
        high = _extremes(self.vertices, self.rays, self.lines, 1.0)
        return readonly(-_extremes(self.vertices, self.rays, self.lines, -1.0)), readonly(high)

    @property
    def volumes(self) -> NDArray[np.float64]:
        """The volume of every region in float64, infinite when it is unbounded: right up to `volume_errors`.

        `volume_of` and `ExactCell.volume` give exact ones. A domain without an interior has the volume of its projection on
        the coordinates `measured`: for a box with sides of zero width the length, area, ... within it; for a point 1. Where
        float64 overflows a volume is infinite or NaN, and so is its error.

        Raises
        ------
        InputError
            When a region falls into more than 500,000 simplices, as many do with ten inputs or more.
        """
        return self._volumes[0]

    @property
    def volume_errors(self) -> NDArray[np.float64]:
        """A proven bound on the error of each of `volumes`: of rounding to float64 alone, and often far too large."""
        return self._volumes[1]

    @property
    def vertex_weights(self) -> NDArray[np.float64]:
        """For each of `vertices` its share of its region's volume, in float64; 0 for unbounded regions.

        Regions are cut into simplices, and each gives the same to all its corners: the integral of an affine function over a
        region is the sum of its values at the vertices times these weights.
        """
        return self._volumes[2]

    @overload
    def volume_of(self, i: int, *, exact: Literal[False] = False) -> float: ...
    @overload
    def volume_of(self, i: int, *, exact: Literal[True]) -> Fraction | float: ...
    def volume_of(self, i: int, *, exact: bool = False) -> Fraction | float:
        """The volume of one region: a float as in `volumes`, or with `exact` a Fraction (infinite: a float)."""
        return self.exact(i).volume() if exact else float(self.volumes[i])

    @cached_property
    def chebyshev_balls(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The largest Euclidean ball in each region: centres (n, n_inputs) and radii (n,), in float64.

        By a linear program in floats: the ball lies in the region, up to rounding; that none is larger holds as far as floats
        can tell. A region that holds balls of any size, which is decided exactly, has an infinite radius and no centre, NaN.
        A domain without an interior counts as its projection on the coordinates `measured`.
        """
        return balls(self, self._generators[3])

    @property
    def measured(self) -> tuple[int, ...]:
        """The coordinates in which the domain has an interior: all of them, but for domains with sides of zero width.

        Others are affine functions of these on the domain.
        """
        return self._hull[0]

    def exact(self, i: int) -> ExactCell:
        """One region's vertices, rays, lines and volume in Fractions."""
        place = range(len(self))[operator.index(i)]
        vertices = self.vertices.range_of(place)
        on = self.vertices.facets
        sets = [frozenset(on.of(k).tolist()) for k in range(vertices.start, vertices.stop)]
        rays = int(self.rays.counts[place])
        return ExactCell.of(exact_generators(self.facets, place), sets, rays, self.measured)

    @cached_property
    def _hull(self) -> tuple[tuple[int, ...], list[int], int]:
        part = self.partition
        where = core_domain(part.domain, part.network.n_inputs)
        columns, numerators, denominator = _core.domain_hull(part.network._exact, *where)
        return tuple(columns), numerators, denominator

    @cached_property
    def _volumes(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        return volumes(self)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return starts_of(self.facets)

    @cached_property
    def _generators(self) -> tuple[Generators, Generators, Generators, NDArray[np.bool_]]:
        return generators(self.facets, self.threads, self.progress)

    @classmethod
    def of(cls, part: "Partition", threads: int | None, progress: ProgressOption) -> "Geometry":
        """See `Partition.geometry`."""
        check_progress(progress)
        return cls(part.facets(threads=threads, progress=progress), threads, progress)


def _starts_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return readonly(np.concatenate([[0], np.cumsum(counts)]))


def _extremes(vertices: Generators, rays: Generators, lines: Generators, sign: float) -> NDArray[np.float64]:
    """The largest of each coordinate times the sign: (regions, n_inputs)."""
    n, columns = len(vertices), vertices.values.shape[1]
    result = np.full((n, columns), -np.inf)
    np.maximum.at(result, vertices.owners, sign * vertices.values)
    for kind, grows in ((rays, sign * rays.values > 0), (lines, lines.values != 0)):
        endless = np.zeros((n, columns), dtype=np.bool_)
        np.logical_or.at(endless, kind.owners, grows)
        result[endless] = np.inf
    return result
