"""How the codes of fixed points change from one snapshot to the next."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["flipped", "moved"]

Pieces = NDArray[np.uint8]


def flipped(before: Pieces, after: Pieces, widths: Sequence[int]) -> NDArray[np.int64]:
    """For each hidden layer the pairs of a point and a unit whose piece differs: int64 (layers,).

    Over the number of points, this is the mean Hamming distance of the two codes.
    """
    return np.array([change.sum() for change in _by_layer(before, after, widths)], dtype=np.int64)


def moved(before: Pieces, after: Pieces, widths: Sequence[int]) -> NDArray[np.int64]:
    """For each hidden layer the points whose code of all units up to it differs: int64 (layers,)."""
    points = [change.any(axis=1) for change in _by_layer(before, after, widths)]
    so_far = np.logical_or.accumulate(points, axis=0) if points else np.empty((0, len(before)), dtype=np.bool_)
    return np.asarray(so_far.sum(axis=1), dtype=np.int64)


def _by_layer(before: Pieces, after: Pieces, widths: Sequence[int]) -> list[NDArray[np.bool_]]:
    ends = np.cumsum(widths, dtype=np.int64)
    return np.split(before != after, ends, axis=1)[: len(ends)]
