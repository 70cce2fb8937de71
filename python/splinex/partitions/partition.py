"""The regions of a network: columns in chunks that are never joined behind your back, and one region at a time."""

import operator
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from os import PathLike
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points, readonly
from splinex.domains import Coordinates, Domain
from splinex.network import Network
from splinex.partitions.columns import Columns
from splinex.partitions.facets import Facets, bounded_regions, find_facets
from splinex.partitions.locating import AnyLocator, inside, locator
from splinex.partitions.merging import linear_regions, number_maps
from splinex.partitions.rounded_maps import rounded_maps
from splinex.partitions.selecting import places, take, take_range
from splinex.partitions.whole_columns import bits_of, inexact_of, packed_of, points_of
from splinex.progress import ProgressOption
from splinex.region import Region
from splinex.restriction import on_coordinates
from splinex.results import Stats

if TYPE_CHECKING:
    from splinex.geometry import Geometry

__all__ = ["Partition"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Partition:
    """Regions of a network on a domain, in the fixed order of the search.

    ``len(part)``, ``for region in part`` and ``part[i]`` give single regions; a slice, a mask or a list of places gives another
    `Partition`, whose regions keep their `Region.index`.

    Attributes
    ----------
    network : Network
        As a function of the domain's coordinates: for a segment or a slice, behind its affine map.
    domain : Box, Polytope, Segment, Slice or None
    chunks : tuple of Chunk, or of what has the same columns
        The stored columns, piece by piece. Those of a slice are views. Those of Parquet files are read
        when they are asked for, and the last ones are kept.
    stats : Stats
        How the regions were found; those of the whole search for a part of its regions.
    truncated : bool
        Whether there are more regions: `max_regions` stopped the search, or a folder was not written to its end.
    start : int
        Index of the first region here in the whole enumeration; not 0 for later batches of `iter_regions`.
    chosen : ndarray of int64, (n,), or None
        Index of each region in the whole enumeration; None when they count on from `start`. See `indices`.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
    >>> both_on = part[part.patterns.all(axis=1)]
    >>> [region.pattern.tolist() for region in both_on]
    [[1, 1]]
    >>> both_on.locate([[0.5, 0.5], [0.5, -0.5], [0, 0], [2, 2]])
    array([ 0, -1,  0, -1])
    """

    network: Network
    domain: Domain
    chunks: tuple[Columns, ...]
    stats: Stats
    truncated: bool
    start: int = 0
    chosen: NDArray[np.int64] | None = None
    _ends: tuple[int, ...] = field(init=False)
    _locator: AnyLocator | None = field(init=False, default=None)
    _geometry: "Geometry | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", tuple(accumulate(map(len, self.chunks))))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, choice: int | np.integer) -> Region: ...
    @overload
    def __getitem__(self, choice: slice | Sequence[int] | NDArray[np.bool_] | NDArray[np.integer]) -> "Partition": ...
    def __getitem__(
        self, choice: int | np.integer | slice | Sequence[int] | NDArray[np.bool_] | NDArray[np.integer]
    ) -> "Region | Partition":
        if isinstance(choice, slice):
            return self._slice(range(len(self))[choice])
        try:
            i = operator.index(choice)  # type: ignore[arg-type]
        except TypeError:
            rows = places(choice, len(self))
            return self._part(take(self.chunks, rows), 0, self.indices[rows])
        if not -len(self) <= i < len(self):
            raise IndexError(f"region {i} of {len(self)}")
        return self._region(i % len(self))

    def __iter__(self) -> Iterator[Region]:
        return map(self._region, range(len(self)))

    def __repr__(self) -> str:
        return f"Partition({len(self):,} regions of {self.network} in {self._where()})"

    def _repr_html_(self) -> str:
        from splinex.partitions.table import html

        return html(self, self._where())

    def __reduce__(self) -> tuple[object, ...]:
        fields = (self.network, self.domain, self.chunks, self.stats, self.truncated, self.start, self.chosen)
        return Partition, fields

    @property
    def packed(self) -> tuple[NDArray[np.uint8], ...]:
        """Patterns of each chunk, (n, ceil(bits / 8)), as ``numpy.packbits(axis=1, bitorder="little")`` packs their bits.

        A ReLU has one bit; other units have several (`PatternLayout`).
        """
        return packed_of(self.chunks, self.network._layout.n_bits)

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """The piece of every unit, layer by layer: uint8 (n, units), unpacked anew at each request."""
        layout = self.network._layout
        return layout.pieces(bits_of(self.chunks, 0, layout.n_bits))

    def patterns_of(self, layer: int) -> NDArray[np.uint8]:
        """The piece of every unit of one hidden layer: uint8 (n, widths[layer]).

        Raises
        ------
        InputError
            When there is no such layer.
        """
        layout, index = self.network._layout, self.network._hidden(layer)
        first = sum(layout.bits[:index])
        return layout.pieces_of(bits_of(self.chunks, first, first + layout.bits[index]), index)

    @property
    def points(self) -> NDArray[np.float64]:
        """A point of each region in the domain's coordinates, float64 (n, n_inputs): inside unless `inexact` marks the row."""
        return points_of(self.chunks, self.network.n_inputs)

    @property
    def inexact(self) -> NDArray[np.bool_]:
        """Rows whose point is only the float64 nearest to a rational witness, bool (n,); see `Region.witness`."""
        return inexact_of(self.chunks)

    @property
    def indices(self) -> NDArray[np.int64]:
        """`Region.index` of every region, its place in the whole enumeration: int64 (n,)."""
        return np.arange(self.start, self.start + len(self)) if self.chosen is None else self.chosen

    def locate(self, x: ArrayLike) -> int | NDArray[np.int64]:
        """Find the regions that contain points, exactly.

        The first call sorts a copy of the patterns; it is kept as long as the partition. If that copy would take more than half
        of the free memory, every call goes through the patterns chunk by chunk instead, which is slow.

        Parameters
        ----------
        x : array_like of float, (n_coords,) or (n, n_coords)
            In the coordinates of the domain. Domain and regions count as closed.

        Returns
        -------
        int or ndarray of int64, (n,)
            The place ``i`` in this partition of the region ``part[i]``; the lowest one on a facet that regions share; -1
            outside the domain, and outside the regions that are listed here.

        Raises
        ------
        InputError
            For points of another dimension, or that are not finite.

        Examples
        --------
        >>> import splinex as sx
        >>> part = sx.enumerate_regions(sx.arrangement([[1]]), sx.Box(-1, 1))
        >>> part.locate([[-0.5], [0], [0.5], [1.5]]).tolist(), part.locate([0.5])
        ([1, 0, 0, -1], 0)
        """
        where = self._coordinates()
        points, single = as_points(x, len(where.low))
        if self._locator is None:
            object.__setattr__(self, "_locator", locator(self.network, self.chunks))
            assert self._locator is not None
        found = np.full(len(points), -1)
        within = inside(points, where.low, where.high, where.constraints)
        found[within] = self._locator.first(points[within])
        return int(found[0]) if single else found

    def facets(self, *, threads: int | None = None, progress: ProgressOption = None) -> Facets:
        """Find the facets of all regions, and the region on the other side of each: exact.

        Parameters
        ----------
        threads, progress
            As for `count_regions`.

        Returns
        -------
        Facets
            With `Facets.adjacency`, the graph of the regions that share facets.

        Raises
        ------
        MemoryLimitError
            When a copy of the columns would take more than half of the free memory.

        Examples
        --------
        >>> import splinex as sx
        >>> part = sx.enumerate_regions(sx.arrangement([[1], [1]], [0, 1]))
        >>> int(part.facets().adjacency().sum())
        4
        """
        return find_facets(self, threads, progress)

    def geometry(self, *, threads: int | None = None, progress: ProgressOption = None) -> "Geometry":
        """The half-spaces, vertices, volumes, ... of all regions, found when they are asked for and kept with the partition.

        Parameters
        ----------
        threads, progress
            As for `count_regions`; for everything that is found later, too.

        Returns
        -------
        Geometry

        Examples
        --------
        >>> import splinex as sx
        >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
        >>> part.geometry().vertices.of(0).tolist()
        [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
        """
        from splinex.geometry import Geometry

        if self._geometry is None:
            object.__setattr__(self, "_geometry", Geometry.of(self, threads, progress))
        assert self._geometry is not None
        return self._geometry

    def affine_maps(
        self, layer: int | None = None, *, progress: ProgressOption = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The affine map x -> A x + b that the network is on each region; see `Region.affine_map` for one of them.

        Parameters
        ----------
        layer : int, optional
            Index of a hidden layer: the maps of what it hands on. By default those of the network's outputs.
        progress : bool or callable, optional

        Returns
        -------
        A : ndarray of float64, (n, outputs, n_inputs), read-only
            Each entry is the float64 nearest to the exact one.
        b : ndarray of float64, (n, outputs), read-only
            Likewise.

        Raises
        ------
        InputError
            When there is no such layer.
        MemoryLimitError
            When the maps would take more than half of the free memory.

        Examples
        --------
        >>> import splinex as sx
        >>> part = sx.enumerate_regions(sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])]))  # |x|
        >>> A, b = part.affine_maps()
        >>> sorted(A.ravel().tolist()), b.tolist()
        ([-1.0, 1.0], [[0.0], [0.0]])
        """
        return rounded_maps(self, layer, progress)

    def map_numbers(self, *, layer: int | None = None, output: int | None = None) -> NDArray[np.int64]:
        """A number for each region, the same where the affine map on the domain is the same, exactly.

        Parameters
        ----------
        layer : int, optional
            Index of a hidden layer: compare what it hands on. By default the network's outputs.
        output : int, optional
            Compare one output of the network alone.

        Returns
        -------
        ndarray of int64, (n,)
            0, 1, ... in the order in which they come up.

        Examples
        --------
        >>> import splinex as sx
        >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, -1]], [0])])  # [x]_+ - [-x]_+ = x
        >>> part = sx.enumerate_regions(net)
        >>> len(part), len(set(part.map_numbers().tolist()))
        (2, 1)
        """
        return number_maps(self, layer, output)

    def linear_regions(
        self, *, layer: int | None = None, output: int | None = None, progress: ProgressOption = None
    ) -> NDArray[np.int64]:
        """The linear region that each region is part of: connected by facets, with the same affine map, exactly.

        Parameters
        ----------
        layer, output
            As for `map_numbers`.
        progress : bool or callable, optional
            Of the search for facets.

        Returns
        -------
        ndarray of int64, (n,)
            0, 1, ...; the number of linear regions is one more than the largest. In a truncated partition connections
            through regions that are not listed are missing.
        """
        return linear_regions(self, layer, output, progress)

    @property
    def bounded(self) -> NDArray[np.bool_]:
        """Whether each region is bounded, by its exact recession cone: bool (n,), worked out anew at each request."""
        where = self._coordinates()
        if np.isfinite(where.low).all() and np.isfinite(where.high).all():
            return np.ones(len(self), dtype=np.bool_)
        return bounded_regions(self)

    def to_npz(self, path: str | PathLike[str]) -> None:
        """Write everything to a file that `open_partition` reads; the round trip is exact.

        The columns are ordinary arrays: ``packed`` as in `packed`, ``points``, ``inexact`` and perhaps ``indices``. The network
        is stored in the form that `load` reads.

        Parameters
        ----------
        path : str or path
            Ends in ".npz". A file that is there is replaced once the new one is complete.

        Raises
        ------
        InputError
            For another extension, and when the file cannot be written.
        """
        from splinex.partitions.npz_files import write_partition

        write_partition(self, path)

    def _coordinates(self) -> Coordinates:
        """The domain's coordinates, which are what the network takes."""
        return on_coordinates(self.domain, self.network.n_inputs)

    def _where(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        return where + (", truncated" if self.truncated else "")

    def _slice(self, rows: range) -> "Partition":
        chunks = take_range(self.chunks, rows)
        if rows.step == 1 and self.chosen is None:
            return self._part(chunks, self.start + rows.start, None)
        return self._part(chunks, 0, self.indices[np.arange(rows.start, rows.stop, rows.step)])

    def _part(self, chunks: tuple[Columns, ...], start: int, chosen: NDArray[np.int64] | None) -> "Partition":
        kept = None if chosen is None else readonly(chosen)
        return Partition(self.network, self.domain, chunks, self.stats, self.truncated, start, kept)

    def _region(self, i: int) -> Region:
        which = bisect_right(self._ends, i)
        chunk = self.chunks[which]
        row = i - (self._ends[which] - len(chunk))
        bits = np.unpackbits(chunk.packed[row], count=self.network._layout.n_bits, bitorder="little")
        index = self.start + i if self.chosen is None else int(self.chosen[i])
        point = chunk.points[row].copy()
        return Region(self.network, self.domain, index, readonly(bits), readonly(point), bool(chunk.inexact[row]))
