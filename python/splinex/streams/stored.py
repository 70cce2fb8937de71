"""Chunks of a partition that stay in their files until somebody asks for a column."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.network import Network
from splinex.streams.columns import column_names, decoded
from splinex.streams.reading import Part, read_columns

__all__ = ["Store", "StoredChunk", "stored_chunks"]

_KEPT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class _Group:
    """A row group of a file, and the index of its first region."""

    path: Path
    number: int
    start: int
    rows: int


class Store:
    """Columns of row groups, read when asked for; the last ones asked for, up to 64 MB, are kept. Threads may share it.

    Attributes
    ----------
    reads : int
        How often a column was read from a file.
    """

    def __init__(self, network: Network, parts: Sequence[Part]) -> None:
        self.network = network
        self._groups = [
            _Group(part.path, number, part.header.start + begin, rows)
            for part in parts
            for number, (begin, rows) in enumerate(zip(accumulate(part.groups, initial=0), part.groups, strict=False))
        ]
        self._keep_nothing()

    def _keep_nothing(self) -> None:
        self.reads = 0
        self._lock = Lock()
        self._kept: dict[tuple[int, str], NDArray[Any]] = {}  # the one asked for last comes last
        self._size = 0

    @property
    def sizes(self) -> list[int]:
        """Regions of each row group."""
        return [group.rows for group in self._groups]

    def column(self, group: int, name: str) -> NDArray[Any]:
        """A column of a `Chunk`, read-only."""
        key = group, name
        with self._lock:
            column = self._kept.pop(key, None)
            if column is None:
                column = self._read(group, name)
                self._size += column.nbytes
            self._kept[key] = column
            while self._size > _KEPT_BYTES and len(self._kept) > 1:
                self._size -= self._kept.pop(next(iter(self._kept))).nbytes
            return column

    def _read(self, group: int, name: str) -> NDArray[Any]:
        at = self._groups[group]
        # Whether the rows are in their order is looked at with the patterns.
        names = [*column_names(self.network, name), *(["index"] if name == "packed" else [])]
        found = read_columns(at.path, at.number, at.rows, names)
        column = decoded(self.network, name, found)
        self.reads += 1
        spare = -self.network._layout.n_bits % 8
        if name == "points" and not np.isfinite(column).all():
            raise InputError(f"{at.path}: a damaged partition: a point is not finite")
        if name == "packed" and spare and (column[:, -1] >> (8 - spare)).any():
            raise InputError(f"{at.path}: a damaged partition: packed has units that the network does not have")
        if name == "packed" and (found.column("index").to_numpy() != np.arange(at.start, at.start + at.rows)).any():
            raise InputError(f"{at.path}: a damaged partition: the indices of its regions do not count on")
        return column

    def __getstate__(self) -> tuple[Any, ...]:
        return self.network, self._groups

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.network, self._groups = state
        self._keep_nothing()


class StoredChunk:
    """Some rows of a row group, with the columns of a `Chunk`: read when asked for."""

    __slots__ = ("_group", "_rows", "_store")

    def __init__(self, store: Store, group: int, rows: range) -> None:
        self._store, self._group, self._rows = store, group, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"StoredChunk({len(self):,} regions)"

    @property
    def packed(self) -> NDArray[np.uint8]:
        """As in `Chunk`."""
        return self._column("packed")

    @property
    def points(self) -> NDArray[np.float64]:
        """As in `Chunk`."""
        return self._column("points")

    @property
    def inexact(self) -> NDArray[np.bool_]:
        """As in `Chunk`."""
        return self._column("inexact")

    @property
    def nbytes(self) -> int:
        """What the columns take in memory."""
        network = self._store.network
        return len(self) * ((network._layout.n_bits + 7) // 8 + 8 * network.n_inputs + 1)

    def rows(self, choice: slice) -> "StoredChunk":
        """Some of the rows; nothing is read."""
        return StoredChunk(self._store, self._group, self._rows[choice])

    def _column(self, name: str) -> NDArray[Any]:
        column, rows = self._store.column(self._group, name), self._rows
        return column[rows.start : rows.stop if rows.stop >= 0 else None : rows.step]


def stored_chunks(network: Network, parts: Sequence[Part]) -> tuple[StoredChunk, ...]:
    """One chunk for each row group."""
    store = Store(network, parts)
    return tuple(StoredChunk(store, group, range(rows)) for group, rows in enumerate(store.sizes))
