"""The output's affine map on many regions at once, in plain float64: a picture needs no more, and exact maps take a while."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from splinex.layer import Layer
from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats

__all__ = ["output_maps"]

_BLOCK = 512


def output_maps(part: Partition, frame: Frame) -> Floats:
    """[A | b] of the output on each region, in the drawn coordinates: (n, outputs, drawn + 1)."""
    return np.concatenate(list(_blocks(part, frame)))


def _blocks(part: Partition, frame: Frame) -> Iterator[Floats]:
    """For some regions at a time."""
    start = np.zeros((part.network.n_inputs, len(frame.free) + 1))
    start[frame.free, np.arange(len(frame.free))] = 1.0
    start[frame.fixed, -1] = frame.values
    for chunk in part.chunks:
        for first in range(0, len(chunk), _BLOCK):
            block = slice(first, first + _BLOCK)
            bits = np.unpackbits(
                chunk.packed[block], axis=1, count=part.network._layout.n_bits, bitorder="little"
            ).astype(np.bool_)
            points = np.column_stack([chunk.points[block][:, frame.free], np.ones(len(bits))])
            yield _run(part.network.layers, start, bits, points)


def _run(layers: tuple[Layer, ...], start: Floats, bits: NDArray[np.bool_], points: Floats) -> Floats:
    maps = np.broadcast_to(start, (len(bits), *start.shape))
    used = 0
    with np.errstate(all="ignore"):
        for layer in layers:
            rows = layer.weight @ maps
            rows[:, :, -1] += layer.bias
            rows /= layer.denominator
            on = np.ones(rows.shape[:2], dtype=np.bool_)
            sizes = np.maximum(layer.gates, 1)
            counted = int(sizes[layer.units >= 0].sum())
            # ReLUs that belong to no unit have no bits: the point says whether they are on.
            rest = np.flatnonzero(np.repeat(layer.gates == 0, sizes)[counted:]) + counted
            on[:, rest] = (rows[:, rest] * points[:, None, :]).sum(axis=-1) > 0
            on[:, :counted] = bits[:, used : used + counted]
            used += counted
            ends = np.cumsum(sizes)
            rows[~on] = 0.0
            maps = rows if (sizes == 1).all() else np.add.reduceat(rows, ends - sizes, axis=1)
    return maps
