"""A folder of Parquet parts that grows while regions are found, and can be read at every moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from splinex.domains import Domain
from splinex.errors import InputError, StorageError
from splinex.network import Network
from splinex.results import Stats
from splinex.search import Chunk
from splinex.streams.arrow import arrow
from splinex.streams.draft import Draft, draft_of
from splinex.streams.header import Header, Source
from splinex.streams.reading import read_part

__all__ = ["INDEX", "RegionWriter", "part_name", "part_numbers"]

INDEX = "_partition.parquet"
"""A file of the folder with no rows, which says what it is; it is replaced when the folder is complete."""
_PART = re.compile(r"part-(\d{6,})\.parquet")
_PART_BYTES = 128 << 20


def part_name(number: int) -> str:
    """The file of a part, from 0."""
    return f"part-{number:06d}.parquet"


def part_numbers(folder: Path) -> list[int]:
    """The parts that are there, in order."""
    found = (_PART.fullmatch(file.name) for file in folder.iterdir())
    return sorted(int(match[1]) for match in found if match)


class RegionWriter:
    """Writes regions to a folder in bounded memory.

    What was appended is durable after the next `commit`: a part is complete and on the disk before it gets its name, so that
    after a crash at any moment the folder is a truncated partition that ends with a part. `close` marks it complete. A part
    of 128 MB is committed without being asked.

    Parameters
    ----------
    path : Path
        A folder, which is made when it does not exist, and otherwise must be empty.
    network : Network
        In the domain's coordinates, as `Partition.network` is.
    domain : Box, Polytope, Segment, Slice or None
    maps : bool
        Whether to write the affine map of every region.

    Raises
    ------
    InputError
        When there is something in the folder, or it cannot be made.
    StorageError
        Here and in `append`, `commit` and `close`, when the disk does not take it. What was committed before is kept, and the
        unfinished part is removed; `resume` goes on from there.
    """

    _draft: Draft | None

    def __init__(self, path: Path, network: Network, domain: Domain, *, maps: bool = False) -> None:
        folder = Path(path)
        arrow()
        try:
            folder.mkdir(exist_ok=True)
            if any(file != draft_of(folder / INDEX) for file in folder.iterdir()):
                raise InputError(f"{folder}: there is something in this folder; write to a new or an empty one")
        except OSError as error:
            raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from error
        self._begin(folder, Source(network, domain, maps), 0, 0)

    @classmethod
    def resume(cls, path: Path, parts: int, regions: int, wanted: Source | None = None) -> Self:
        """Go on after what an earlier `commit` of that folder returned; what came later is removed.

        Raises
        ------
        InputError
            When the folder does not hold those parts, or other numbers of regions, or those of another source than `wanted`.
        StorageError
            As for the class.
        """
        folder = Path(path)
        source = read_part(folder / INDEX).header.source
        if wanted is not None and wanted.fields != source.fields:
            raise InputError(f"{folder}: holds the regions of another network or domain, or other columns")
        held = sum(read_part(folder / part_name(k), source).header.regions for k in range(parts))
        if held != regions:
            raise InputError(f"{folder}: its first {parts} parts hold {held} regions, not {regions}")
        self = cls.__new__(cls)
        self._begin(folder, source, parts, regions)
        with self._storing():
            for number in part_numbers(folder):
                if number >= parts:
                    (folder / part_name(number)).unlink()
            for draft in folder.glob(draft_of(folder / "part-*.parquet").name):
                draft.unlink()
        return self

    @property
    def regions(self) -> int:
        """How many are durable."""
        return self._regions

    def append(self, chunk: Chunk) -> None:
        """Take the next regions in the order of the search."""
        with self._storing():
            if self._draft is None:
                self._draft = Draft(self._folder / part_name(self._parts), self._source, self._regions)
            self._draft.append(chunk)
            if self._draft.nbytes >= _PART_BYTES:
                self._publish(None)

    def commit(self, stats: Stats | None = None) -> tuple[int, int]:
        """Make all that was appended durable.

        Returns
        -------
        tuple of int
            How many parts, and how many regions in them: what `resume` takes.
        """
        with self._storing():
            self._publish(stats)
        return self._parts, self._regions

    def close(self, stats: Stats | None = None, *, truncated: bool = False) -> None:
        """Commit, and mark the folder as complete: `truncated` only if a limit has stopped the search."""
        with self._storing():
            self._publish(stats)
            held = range(self._regions)
            self._write_index(Header.of(self._source, held, truncated=truncated, stats=stats, parts=self._parts))
        self._closed = True

    def discard(self) -> None:
        """Remove the unfinished part, if there is one; what was committed stays. Nothing more can be appended."""
        self._closed = True
        if self._draft is not None:
            self._draft.discard()
            self._draft = None
        for name in (part_name(self._parts), INDEX):  # An interrupt may come before a new draft is known here.
            with suppress(OSError):
                draft_of(self._folder / name).unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._closed and kind is not None and issubclass(kind, KeyboardInterrupt):
                self.commit()
        finally:
            self.discard()

    def _begin(self, folder: Path, source: Source, parts: int, regions: int) -> None:
        self._folder, self._source = folder, source
        self._parts, self._regions = parts, regions
        self._draft = None
        self._closed = False
        with self._storing():
            self._write_index(Header.of(source, range(0)))

    def _publish(self, stats: Stats | None) -> None:
        if self._draft is None:
            return
        held = len(self._draft.regions)
        self._draft.publish(stats=stats)
        self._draft = None
        self._parts, self._regions = self._parts + 1, self._regions + held

    def _write_index(self, header: Header) -> None:
        index = Draft(self._folder / INDEX, self._source, 0)
        try:
            index.publish_as(header)
        finally:
            index.discard()

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Any error leaves no unfinished part behind, and no gap: it is the end. One of the disk says what is kept."""
        if self._closed:
            raise InputError(f"{self._folder}: this writer is closed; RegionWriter.resume goes on after what is kept")
        try:
            yield
        except OSError as error:
            self.discard()
            raise StorageError(
                f"{self._folder}: cannot be written ({error.strerror or error}); "
                f"{self._regions} regions in {self._parts} parts are kept"
            ) from error
        except BaseException:
            self.discard()
            raise
