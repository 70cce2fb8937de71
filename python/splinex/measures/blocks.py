"""Regions in blocks whose arrays are not too large."""

from collections.abc import Iterator

from splinex.partitions.partition import Partition

__all__ = ["blocks", "steps"]

_ENTRIES = 2**21
"""Floats in the largest array of a block: 16 MB."""


def blocks(part: Partition, entries: int) -> Iterator[Partition]:
    """The regions in order, a few at a time, when each takes that many floats."""
    return (part[rows] for rows in steps(len(part), entries))


def steps(n: int, entries: int) -> Iterator[slice]:
    """0..n in slices, when each item takes that many floats."""
    size = max(1, _ENTRIES // max(1, entries))
    return (slice(first, min(first + size, n)) for first in range(0, n, size))
