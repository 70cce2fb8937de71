"""A search whose regions go to the disk as they come."""

from os import PathLike, fspath
from pathlib import Path

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.partitions.partition import Partition
from splinex.search import Search
from splinex.streams.opening import open_file, open_folder
from splinex.streams.region_file import RegionFile
from splinex.streams.region_writer import RegionWriter

__all__ = ["is_file", "stream_regions"]

_BATCH = 65536


def is_file(out: str | PathLike[str]) -> bool:
    """Whether regions go to one file, or to a folder.

    Raises
    ------
    InputError
        For a name that is neither: the extension of another kind of file, and no folder of that name.
    """
    path = Path(out)
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix and not path.is_dir() and not fspath(out).endswith("/"):
        raise InputError(f"{path}: the extension must be .parquet, or none for a folder, unless its name ends in /")
    return False


def stream_regions(
    search: Search, domain: Domain, out: str | PathLike[str], limit: int | None, maps: bool
) -> Partition:
    """Write the regions of a search that stores them, and open what was written."""
    path, whole = Path(out), is_file(out)
    writer = (RegionFile if whole else RegionWriter)(path, search.network, domain, maps=maps)
    truncated = False
    with writer:
        for chunk, cut in search.chunks(_BATCH, limit):
            writer.append(chunk)
            truncated = cut
        writer.close(search.stats, truncated=truncated)
    return open_file(path) if whole else open_folder(path)
