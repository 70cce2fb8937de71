"""One Parquet file of regions on its way: it gets its name when it is complete and on the disk."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from splinex.results import Stats
from splinex.search import Chunk
from splinex.streams.arrow import parquet
from splinex.streams.columns import encodings, schema, table
from splinex.streams.header import KEY, Header, Source

__all__ = ["Draft", "draft_of"]

_GROUP_BYTES = 16 << 20
_GROUP_ROWS = 1 << 20
_OPTIONS = {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "write_page_checksum": True}


def draft_of(target: Path) -> Path:
    """Where a file is until it is complete: beside it, hidden, not called Parquet."""
    return target.with_name(f".{target.name}.draft")


class Draft:
    """Appends regions to a hidden file beside `target`, a row group of about 16 MB at a time.

    Parameters
    ----------
    target : Path
        Replaced by `publish`.
    source : Source
    start : int
        Index of the first region.

    Raises
    ------
    OSError
        Here and in all methods but `discard`, when the disk does not take it; the draft is then to be discarded.
    """

    def __init__(self, target: Path, source: Source, start: int) -> None:
        self._target, self._source = target, source
        self._start = start
        self._written = 0
        self._waiting: list[Chunk] = []
        row = (source.network._layout.n_bits + 7) // 8 + 8 * (source.network.n_inputs + 1)
        self._group_rows = min(max(_GROUP_BYTES // row, 1), _GROUP_ROWS)
        writer = parquet().ParquetWriter
        self._stream = draft_of(target).open("wb")
        try:
            self._writer: Any = writer(
                self._stream, schema(source), **_OPTIONS, column_encoding=encodings(source.network)
            )
        except BaseException:
            self._stream.close()
            draft_of(target).unlink()
            raise

    @property
    def regions(self) -> range:
        """Indices of what was appended so far."""
        return range(self._start, self._start + self._written + sum(map(len, self._waiting)))

    @property
    def nbytes(self) -> int:
        """Size of the file so far."""
        return self._stream.tell()

    def append(self, chunk: Chunk) -> None:
        """Take the next regions, and write full row groups."""
        self._waiting.append(chunk)
        if sum(map(len, self._waiting)) >= self._group_rows:
            self._flush()

    def publish(self, *, truncated: bool = True, stats: Stats | None = None) -> None:
        """Complete the file, see that it is on the disk, and let it take the place of the target."""
        self._flush()
        self.publish_as(Header.of(self._source, self.regions, truncated=truncated, stats=stats))

    def publish_as(self, header: Header) -> None:
        """The same with another header."""
        self._writer.add_key_value_metadata({KEY: header.encode()})
        self._writer.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        os.replace(draft_of(self._target), self._target)
        _sync_folder(self._target.parent)

    def discard(self) -> None:
        """Leave no trace; nothing happens after `publish`."""
        self._waiting.clear()
        # Otherwise it would write a footer when it is collected.
        self._writer.is_open = False
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            draft_of(self._target).unlink()

    def _flush(self) -> None:
        if not self._waiting:
            return
        chunk = _joined(self._waiting)
        self._waiting.clear()
        rows = table(self._source, chunk, self._start + self._written)
        self._writer.write_table(rows, row_group_size=self._group_rows)
        self._written += len(chunk)


def _joined(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    return Chunk(
        np.concatenate([chunk.packed for chunk in chunks]),
        np.concatenate([chunk.points for chunk in chunks]),
        np.concatenate([chunk.inexact for chunk in chunks]),
    )


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk once its folder is; systems that cannot open folders do without."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
