"""The regions of a network: columns in chunks that are never joined behind your back, and one region at a time."""

import operator
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.network import Network
from splinex.region import Region
from splinex.results import Stats
from splinex.search import Chunk

__all__ = ["Partition"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Partition:
    """Regions of a network on a domain, in the fixed order of the search: ``len(part)``, ``part[i]``, ``for r in part``.

    Attributes
    ----------
    network : Network
    domain : Box or None
    chunks : tuple of Chunk
        The stored columns, piece by piece.
    stats : Stats
        How the regions were found.
    truncated : bool
        Whether `max_regions` left some out.
    start : int
        Index of the first region here in the whole enumeration; not 0 for later batches of `iter_regions`.
    """

    network: Network
    domain: Domain
    chunks: tuple[Chunk, ...]
    stats: Stats
    truncated: bool
    start: int = 0
    _ends: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", tuple(accumulate(map(len, self.chunks))))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, index: int) -> Region:
        i = operator.index(index)
        if not -len(self) <= i < len(self):
            raise IndexError(f"region {i} of {len(self)}")
        i %= len(self)
        which = bisect_right(self._ends, i)
        return self._region(self.chunks[which], i - (self._ends[which] - len(self.chunks[which])), self.start + i)

    def __iter__(self) -> Iterator[Region]:
        index = self.start
        for chunk in self.chunks:
            for row in range(len(chunk)):
                yield self._region(chunk, row, index)
                index += 1

    def __repr__(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        cut = ", truncated" if self.truncated else ""
        return f"Partition({len(self):,} regions of {self.network} in {where}{cut})"

    @property
    def packed(self) -> tuple[NDArray[np.uint8], ...]:
        """Patterns of each chunk, (n, ceil(units / 8)), as ``numpy.packbits(axis=1, bitorder="little")`` packs them."""
        return tuple(chunk.packed for chunk in self.chunks)

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """The piece of every unit, layer by layer: uint8 (n, units), unpacked anew at each request."""
        return self._units(0, sum(self.network.widths))

    def patterns_of(self, layer: int) -> NDArray[np.uint8]:
        """The piece of every unit of one hidden layer: uint8 (n, widths[layer]).

        Raises
        ------
        InputError
            When there is no such layer.
        """
        widths = self.network.widths
        first = sum(widths[: self.network._hidden(layer)])
        return self._units(first, first + widths[layer])

    @property
    def points(self) -> NDArray[np.float64]:
        """A point of each region, float64 (n, n_inputs): inside it unless `inexact` marks the row."""
        return np.concatenate([np.empty((0, self.network.n_inputs)), *(chunk.points for chunk in self.chunks)])

    @property
    def inexact(self) -> NDArray[np.bool_]:
        """Rows whose point is only the float64 nearest to a rational witness, bool (n,); see `Region.witness`."""
        return np.concatenate([np.empty(0, dtype=np.bool_), *(chunk.inexact for chunk in self.chunks)])

    def _units(self, first: int, last: int) -> NDArray[np.uint8]:
        result = np.empty((len(self), last - first), dtype=np.uint8)
        row, skip = 0, first // 8
        for chunk in self.chunks:
            bits = np.unpackbits(chunk.packed[:, skip : (last + 7) // 8], axis=1, bitorder="little")
            result[row : row + len(chunk)] = bits[:, first - 8 * skip : last - 8 * skip]
            row += len(chunk)
        return result

    def _region(self, chunk: Chunk, row: int, index: int) -> Region:
        bits = np.unpackbits(chunk.packed[row], count=sum(self.network.widths), bitorder="little")
        point = chunk.points[row].copy()
        return Region(self.network, self.domain, index, readonly(bits), readonly(point), bool(chunk.inexact[row]))
