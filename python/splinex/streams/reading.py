"""Parquet files of regions, opened: their header, where their row groups are, and columns on demand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from splinex.errors import InputError
from splinex.reading import reading
from splinex.streams.arrow import arrow, parquet
from splinex.streams.columns import schema
from splinex.streams.header import KEY, Header, Source

__all__ = ["Part", "read_columns", "read_part"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its header and the sizes of its row groups."""

    path: Path
    header: Header
    groups: tuple[int, ...]


def read_part(path: Path, known: Source | None = None) -> Part:
    """Read the footer of a file, whose source may be known already.

    Raises
    ------
    InputError
        When the file is missing, damaged, or something else.
    """
    with _parquet(path), parquet().ParquetFile(path) as file:
        pairs = file.metadata.metadata or {}
        if KEY not in pairs:
            raise InputError("this Parquet file holds no partition; enumerate_regions(out=...) writes one")
        header = Header.decode(pairs[KEY], known)
        if not file.schema_arrow.equals(schema(header.source)):
            raise InputError("a damaged partition: the columns are not those of its network")
        groups = tuple(file.metadata.row_group(k).num_rows for k in range(file.metadata.num_row_groups))
        _check_rows(header, groups, file.metadata)
        return Part(path, header, groups)


def read_columns(path: Path, group: int, rows: int, names: Sequence[str]) -> Any:
    """The pyarrow table of some columns of a row group, which must have that many rows."""
    with _parquet(path), parquet().ParquetFile(path, page_checksum_verification=True) as file:
        if group >= file.metadata.num_row_groups:
            raise InputError("the file has changed since it was opened")
        found = file.read_row_group(group, columns=list(names), use_threads=False)
        if found.num_rows != rows:
            raise InputError("the file has changed since it was opened")
        if any(column.null_count for column in found.columns):
            raise InputError("a damaged partition: there are empty entries")
        return found


def _check_rows(header: Header, groups: Sequence[int], metadata: Any) -> None:
    """Indices of regions count on from the start; the footer has the first and the last of each row group."""
    first = header.start
    if header.parts is None and header.regions != sum(groups):
        raise InputError(f"a damaged partition: {sum(groups)} of its {header.regions} regions are there")
    for k, rows in enumerate(groups):
        statistics = metadata.row_group(k).column(0).statistics
        if statistics is None or (statistics.min, statistics.max) != (first, first + rows - 1):
            raise InputError("a damaged partition: the indices of its regions do not count on")
        first += rows


@contextmanager
def _parquet(path: Path) -> Iterator[None]:
    """What pyarrow raises for files that make no sense, as errors that name the file."""
    pa = arrow()
    with reading(path):
        try:
            yield
        except (pa.ArrowException, OSError, ValueError) as error:
            if isinstance(error, InputError | FileNotFoundError | PermissionError | IsADirectoryError):
                raise
            raise InputError(f"not a Parquet file, or a damaged one ({_first_line(error)})") from error


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
