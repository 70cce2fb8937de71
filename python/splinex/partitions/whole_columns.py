"""Whole columns out of the chunks of a partition; `MemoryLimitError` when they would take more than half of the free memory."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.memory import MemoryBudget
from splinex.partitions.columns import Columns
from splinex.search import Chunk

__all__ = ["bits_of", "inexact_of", "packed_of", "points_of"]


def packed_of(chunks: Sequence[Columns], n_bits: int) -> tuple[NDArray[np.uint8], ...]:
    """Packed patterns of so many bits as they are stored, chunk by chunk; those in files are read."""
    unread = sum(len(chunk) for chunk in chunks if not isinstance(chunk, Chunk))
    MemoryBudget().spend(unread * ((n_bits + 7) // 8))
    return tuple(chunk.packed for chunk in chunks)


def bits_of(chunks: Sequence[Columns], first: int, last: int) -> NDArray[np.uint8]:
    """The bits first to last - 1 of every pattern: 0 or 1, uint8 (n, last - first)."""
    result, skip = _room(chunks, np.uint8, last - first), first // 8
    for rows, chunk in _blocks(chunks):
        bits = np.unpackbits(chunk.packed[:, skip : (last + 7) // 8], axis=1, bitorder="little")
        result[rows] = bits[:, first - 8 * skip : last - 8 * skip]
    return result


def points_of(chunks: Sequence[Columns], n_inputs: int) -> NDArray[np.float64]:
    """float64 (n, n_inputs)."""
    result = _room(chunks, np.float64, n_inputs)
    for rows, chunk in _blocks(chunks):
        result[rows] = chunk.points
    return result


def inexact_of(chunks: Sequence[Columns]) -> NDArray[np.bool_]:
    """bool (n,)."""
    result = _room(chunks, np.bool_)
    for rows, chunk in _blocks(chunks):
        result[rows] = chunk.inexact
    return result


def _room(chunks: Sequence[Columns], kind: type[np.generic], *width: int) -> NDArray[Any]:
    shape = (sum(map(len, chunks)), *width)
    MemoryBudget().spend(math.prod(shape) * np.dtype(kind).itemsize)
    return np.empty(shape, dtype=kind)


def _blocks(chunks: Sequence[Columns]) -> Iterator[tuple[slice, Columns]]:
    """Chunks and the places of their regions."""
    end = 0
    for chunk in chunks:
        end += len(chunk)
        yield slice(end - len(chunk), end), chunk
