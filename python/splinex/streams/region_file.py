"""One Parquet file that is written while regions are found, and appears when it is complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from splinex.domains import Domain
from splinex.errors import InputError, StorageError
from splinex.network import Network
from splinex.results import Stats
from splinex.search import Chunk
from splinex.streams.draft import Draft
from splinex.streams.header import Source

__all__ = ["RegionFile"]


class RegionFile:
    """Writes regions to one file in bounded memory; a file that is there is replaced by `close`, and by nothing else.

    Parameters
    ----------
    path : Path
    network, domain, maps
        As for `RegionWriter`.
    start : int
        Index of the first region.

    Raises
    ------
    InputError
        When the file cannot be made.
    StorageError
        In `append` and `close`, when the disk does not take it. Nothing is left.
    """

    def __init__(self, path: Path, network: Network, domain: Domain, *, maps: bool = False, start: int = 0) -> None:
        self._path = Path(path)
        try:
            if self._path.is_dir():
                raise InputError(f"{path}: is a folder, not a file")
            self._draft = Draft(self._path.resolve(), Source(network, domain, maps), start)
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error

    def append(self, chunk: Chunk) -> None:
        """Take the next regions in the order of the search."""
        with self._storing():
            self._draft.append(chunk)

    def close(self, stats: Stats | None = None, *, truncated: bool = False) -> None:
        """Complete the file, and let it take its place."""
        with self._storing():
            self._draft.publish(truncated=truncated, stats=stats)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draft.discard()

    @contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._draft.discard()
            raise StorageError(
                f"{self._path}: cannot be written ({error.strerror or error}); nothing is kept"
            ) from error
