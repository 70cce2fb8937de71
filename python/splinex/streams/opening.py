"""Parquet files and folders of them as partitions, read on demand."""

from pathlib import Path

from splinex.errors import InputError
from splinex.partitions.partition import Partition
from splinex.streams.reading import Part, read_part
from splinex.streams.region_writer import INDEX, part_name, part_numbers
from splinex.streams.stored import stored_chunks

__all__ = ["open_file", "open_folder"]


def open_file(path: Path) -> Partition:
    """The partition in one Parquet file.

    Raises
    ------
    InputError
        When the file is missing, damaged, or something else.
    """
    return _partition(read_part(path.resolve()), None)


def open_folder(path: Path) -> Partition:
    """The partition that a `RegionWriter` wrote; when that has not come to its end, as far as it was committed.

    Raises
    ------
    InputError
        When the folder holds no partition, or not all of one.
    """
    folder = path.resolve()
    if not (folder / INDEX).exists():
        raise InputError(f"{path}: this folder holds no partition; enumerate_regions(out=...) writes one")
    index = read_part(folder / INDEX)
    parts: list[Part] = []
    start = index.header.start
    for place, number in enumerate(part_numbers(folder)):
        if number != place:
            raise InputError(f"{path}: {part_name(place)} is missing")
        part = read_part(folder / part_name(place), index.header.source)
        if part.header.source is not index.header.source or part.header.start != start:
            raise InputError(f"{part.path}: this is not part {place} of the partition in this folder")
        start += part.header.regions
        parts.append(part)
    expected = index.header.parts
    if expected is not None and (expected, index.header.regions) != (len(parts), start - index.header.start):
        raise InputError(f"{path}: {len(parts)} of {expected} parts are there")
    return _partition(index, parts)


def _partition(whole: Part, parts: list[Part] | None) -> Partition:
    header = whole.header
    network = header.source.network
    held = [whole] if parts is None else parts
    stats = header.stats if parts is None or header.parts is not None or not parts else parts[-1].header.stats
    chunks = stored_chunks(network, held)
    part = Partition(network, header.source.domain, chunks, stats, header.truncated, header.start)
    part._coordinates()  # rejects a domain of another dimension
    return part
