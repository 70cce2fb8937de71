"""Rows out of the chunks of a partition: views for slices, copies for masks and lists of places."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.memory import MemoryBudget
from splinex.partitions.columns import Columns
from splinex.search import Chunk

__all__ = ["places", "take", "take_range"]

Integers = NDArray[np.int64]


def places(choice: object, n: int) -> Integers:
    """The places that a mask or a list of places chooses among n, none of them negative.

    Raises
    ------
    InputError
        For a mask of another length, and for what is no list of bools or integers.
    IndexError
        For a place beyond the last.
    """
    wanted = "regions are chosen by an integer, a slice, a mask of bools or a list of integers"
    if isinstance(choice, tuple | str) or not isinstance(choice, Sequence | np.ndarray):
        raise InputError(f"{wanted}, not by {type(choice).__name__}")
    try:
        given: NDArray[Any] = np.asarray(choice)
    except (ValueError, TypeError) as error:
        raise InputError(f"{wanted}, not by a ragged list") from error
    if given.ndim != 1 or (given.size and given.dtype.kind not in "biu"):
        raise InputError(f"{wanted}, not by an array of {given.dtype} of shape {given.shape}")
    if given.dtype == np.bool_:
        if len(given) != n:
            raise InputError(f"the mask has {len(given)} entries, but there are {n} regions")
        return np.flatnonzero(given)
    bad = (given < -n) | (given >= n)
    if bad.any():
        raise IndexError(f"region {given[bad][0]} of {n}")
    chosen = given.astype(np.int64)
    return np.where(chosen < 0, chosen + n, chosen)


def take_range(chunks: Sequence[Columns], rows: range) -> tuple[Columns, ...]:
    """The rows of a range: views, and nothing is read."""
    if rows.step < 0:
        forward = take_range(chunks, rows[::-1])
        return tuple(chunk.rows(slice(None, None, -1)) for chunk in reversed(forward))
    result = []
    for begin, end in pairwise(accumulate(map(len, chunks), initial=0)):
        first, stop = (-((rows.start - place) // rows.step) for place in (begin, end))
        part = rows[max(first, 0) : max(stop, 0)]
        result.append(slice(part.start - begin, part.stop - begin, part.step) if part else None)
    return tuple(chunk.rows(part) for chunk, part in zip(chunks, result, strict=True) if part is not None)


def take(chunks: Sequence[Columns], chosen: Integers) -> tuple[Columns, ...]:
    """Copies of the rows at the chosen places, in their order."""
    if not chunks or not len(chosen):
        return ()
    row = chunks[0].nbytes // max(1, len(chunks[0])) + 1
    MemoryBudget().spend(len(chosen) * row)
    made = Chunk(*(np.empty((len(chosen), *column.shape[1:]), column.dtype) for column in _columns(chunks[0])))
    for chunk, begin in zip(chunks, accumulate(map(len, chunks), initial=0), strict=False):
        here = np.flatnonzero((chosen >= begin) & (chosen < begin + len(chunk)))
        if len(here):
            for to, column in zip(_columns(made), _columns(chunk), strict=True):
                to[here] = column[chosen[here] - begin]
    return (made,)


def _columns(chunk: Columns) -> tuple[NDArray[Any], ...]:
    return chunk.packed, chunk.points, chunk.inexact
