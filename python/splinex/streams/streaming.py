"""A search whose regions go to the disk as they come."""

from os import PathLike
from pathlib import Path

from splinex.domains import Domain
from splinex.partitions.partition import Partition
from splinex.search import Search
from splinex.streams.header import Source
from splinex.streams.names import is_file
from splinex.streams.opening import open_file, open_folder
from splinex.streams.region_file import RegionFile
from splinex.streams.region_writer import RegionWriter

__all__ = ["stream_regions"]

_BATCH = 65536


def stream_regions(
    search: Search, domain: Domain, out: str | PathLike[str], limit: int | None, maps: bool
) -> Partition:
    """Write the regions of a search that stores them, and open what was written.

    With a checkpoint, what is in the folder already is what the search has found before; `limit` counts it, too.
    """
    path = Path(out)
    if is_file(out):
        with RegionFile(path, search.network, domain, maps=maps) as file:
            truncated = _write(search, file, limit)
            file.close(search.stats, truncated=truncated)
        return open_file(path)
    with _folder(search, domain, path, maps) as folder:
        left = None if limit is None else max(limit - folder.regions, 0)
        truncated = _write(search, folder, left)
        folder.close(search.stats, truncated=truncated)
    return open_folder(path)


def _write(search: Search, writer: RegionFile | RegionWriter, limit: int | None) -> bool:
    """Whether there are more regions than those that were written."""
    for chunk, _ in search.chunks(_BATCH, limit):
        if len(chunk):
            writer.append(chunk)
    return not search.exhausted


def _folder(search: Search, domain: Domain, path: Path, maps: bool) -> RegionWriter:
    """A new folder, or the one that goes with the checkpoint; checkpoints then say how much of it is theirs."""
    checkpoint = search.checkpoint
    if checkpoint is None:
        return RegionWriter(path, search.network, domain, maps=maps)
    if checkpoint.found is None:
        writer = RegionWriter(path, search.network, domain, maps=maps)
    else:
        held = checkpoint.found.head["written"]
        writer = RegionWriter.resume(path, held["parts"], held["regions"], Source(search.network, domain, maps))

    def written() -> dict[str, object]:
        parts, regions = writer.commit(search.stats)
        return {"parts": parts, "regions": regions, "out": str(path.resolve()), "maps": maps}

    checkpoint.written = written
    return writer
