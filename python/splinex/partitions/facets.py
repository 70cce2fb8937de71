"""Facets of regions, and which regions meet at them: exact."""

import operator
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.exact import HalfSpaces
from splinex.memory import MemoryBudget
from splinex.options import thread_count
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.ragged import Ragged
from splinex.restriction import core_domain

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from splinex.partitions.partition import Partition

__all__ = ["Facets", "bounded_regions", "find_facets", "packed_patterns"]

_BOUNDARY = -1

_Columns = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int32],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.bool_],
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Facets:
    """The facets of every region of a partition, sorted by region.

    A facet between two listed regions appears twice, once from each of them. Where the domain has no interior in its own
    coordinates (a box with sides of zero width), everything is relative to its affine hull.

    Attributes
    ----------
    partition : Partition
    region : ndarray of int64, (n,)
        Place in the partition of the region that the facet belongs to.
    neighbour : ndarray of int64, (n,)
        Place of the region on the other side; -1 on the boundary of the domain, and where that region is not listed.
    on_boundary : ndarray of bool, (n,)
        Whether the facet lies on the boundary of the domain.
    points : ndarray of float64, (n, n_inputs)
        A point of the facet's relative interior, in the domain's coordinates, up to rounding.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
    >>> facets = part.facets()
    >>> facets
    Facets(16 of 4 regions: 8 interior, 8 on the domain's boundary)
    >>> facets.adjacency().toarray().sum(axis=1).tolist()
    [2, 2, 2, 2]
    >>> [facets.units(i).tolist() for i in facets.of(0) if not facets.on_boundary[i]]
    [[0], [1]]
    """

    partition: "Partition"
    region: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    on_boundary: NDArray[np.bool_]
    points: NDArray[np.float64]
    _walls: NDArray[np.int32] = field(repr=False)
    _ends: NDArray[np.int64] = field(repr=False)
    _switches: NDArray[np.int32] = field(repr=False)

    def __len__(self) -> int:
        return len(self.region)

    def __repr__(self) -> str:
        boundary = int(self.on_boundary.sum())
        unlisted = int(((self.neighbour < 0) & ~self.on_boundary).sum())
        more = f", {unlisted:,} to regions that are not listed" if unlisted else ""
        interior = len(self) - boundary - unlisted
        return (
            f"Facets({len(self):,} of {len(self.partition):,} regions: {interior:,} interior, "
            f"{boundary:,} on the domain's boundary{more})"
        )

    def of(self, region: int) -> range:
        """Which facets belong to a region, given by its place in the partition."""
        place = range(len(self.partition))[operator.index(region)]
        first, last = np.searchsorted(self.region, [place, place + 1])
        return range(int(first), int(last))

    def units(self, i: int) -> NDArray[np.int64]:
        """The units that use another piece on the other side of facet i, in order; none on the domain's boundary."""
        place = range(len(self))[operator.index(i)]
        first = self._ends[place - 1] if place else 0
        return np.unique(self.partition.network._layout.units_of(self._switches[first : self._ends[place]]))

    def all_units(self) -> Ragged[np.int64]:
        """`units` of every facet, in order."""
        counts = np.diff(self._ends, prepend=0)
        layout = self.partition.network._layout
        units = layout.units_of(self._switches)
        keys = np.unique(np.repeat(np.arange(len(self)), counts) * max(sum(layout.widths), 1) + units)
        owners, found = np.divmod(keys, max(sum(layout.widths), 1))
        starts = np.searchsorted(owners, np.arange(len(self) + 1))
        return Ragged(readonly(found), readonly(starts))

    def adjacency(self) -> "csr_array":
        """Which regions share a facet.

        Returns
        -------
        scipy.sparse.csr_array of bool, (len(partition), len(partition))
            Symmetric, with empty diagonal. ``scipy.sparse.csgraph.connected_components`` and the like take it.
        """
        from scipy.sparse import csr_array

        n = len(self.partition)
        listed = self.neighbour >= 0
        ones = np.ones(int(listed.sum()), dtype=np.bool_)
        return csr_array((ones, (self.region[listed], self.neighbour[listed])), shape=(n, n))

    def opposite(self) -> NDArray[np.int64]:
        """Each facet seen from its other side: int64 (n,), -1 where no region is listed there."""
        result = np.full(len(self), -1)
        listed = np.flatnonzero(self.neighbour >= 0)
        n = len(self.partition)
        keys = self.region[listed] * n + self.neighbour[listed]
        order = np.argsort(keys)
        wanted = self.neighbour[listed] * n + self.region[listed]
        at = np.searchsorted(keys[order], wanted).clip(max=max(len(keys) - 1, 0))
        found = order[at] if len(keys) else order
        result[listed] = np.where(keys[found] == wanted, listed[found], -1)
        return result

    def halfspaces(self, facets: Iterable[int] | None = None) -> HalfSpaces:
        """One half-space {x : a x <= b} for each facet: it contains the region, and the facet lies on its boundary.

        Parameters
        ----------
        facets : iterable of int, optional
            Which facets; all of them by default. Those of one region bound it without redundant rows.

        Returns
        -------
        HalfSpaces
            In the domain's coordinates, the largest coefficient of each row 1 or -1; `.exact()` gives Fractions. Rows of
            the two sides of a facet are negatives of each other. Coordinates in which the domain has no width do not occur.
        """
        chosen = np.arange(len(self)) if facets is None else np.array(list(facets), dtype=np.int64)
        if len(chosen) and not (-len(self) <= chosen.min() and chosen.max() < len(self)):
            raise IndexError(f"facets {chosen.min()} to {chosen.max()} of {len(self)}")
        part = self.partition
        columns = part.network.n_inputs
        low, high, constraints = core_domain(part.domain, columns)
        packed = packed_patterns(part)[self.region[chosen]]
        numerators = _core.facet_rows(
            part.network._exact, low, high, constraints, np.ascontiguousarray(packed), self._walls[chosen]
        )
        width = columns + 1
        rows = [numerators[i : i + width] for i in range(0, len(numerators), width)]
        scaled = [((*(-a for a in row[:-1]), row[-1]), max(map(abs, row[:-1]))) for row in rows]
        return HalfSpaces.of(scaled, columns)


def find_facets(part: "Partition", threads: int | None, progress: ProgressOption) -> Facets:
    """The facets of the listed regions; see `Partition.facets`."""
    region, neighbour, at, walls, ends, switches, _ = _columns(part, False, threads, progress)
    on_boundary = neighbour == _BOUNDARY
    listed = np.maximum(neighbour, -1)
    return Facets(part, region, readonly(listed), readonly(on_boundary), at, walls, ends, switches)


def bounded_regions(part: "Partition") -> NDArray[np.bool_]:
    """Whether each listed region is bounded; see `Partition.bounded`."""
    return _columns(part, True, None, None)[-1]


def _columns(part: "Partition", recession: bool, threads: int | None, progress: ProgressOption) -> _Columns:
    """As the core returns them."""
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    packed, points = packed_patterns(part), part.points
    MemoryBudget().spend(packed.nbytes + points.nbytes)
    begun = time.perf_counter()
    with reporting(check_progress(progress)) as report:

        def heard(fraction: float, regions: int) -> None:
            assert report is not None
            report(Progress(fraction, regions, time.perf_counter() - begun))

        columns = _core.facets(
            part.network._exact,
            low,
            high,
            constraints,
            packed,
            points,
            recession=recession,
            threads=thread_count(threads),
            report=heard if report else None,
        )
        if report:
            report(Progress(1.0, len(part), time.perf_counter() - begun))
    return columns


def packed_patterns(part: "Partition") -> NDArray[np.uint8]:
    """The packed patterns of all regions as one contiguous array, (n, bytes)."""
    width = (part.network._layout.n_bits + 7) // 8
    return np.concatenate([np.empty((0, width), dtype=np.uint8), *part.packed])
