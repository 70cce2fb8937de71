"""The rows of many regions at once, in plain float64: a picture needs no more, and exact rows take a while."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from splinex.exact import HalfSpaces
from splinex.layer import Layer
from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats
from splinex.restriction import domain_rows

__all__ = ["output_maps", "region_sides"]

_BLOCK = 512


def region_sides(part: Partition, frame: Frame) -> Iterator[tuple[Floats, Floats]]:
    """A x <= b of each closed region, in the drawn coordinates; rows of zeros may be among them."""
    A, b = HalfSpaces.of(domain_rows(part.domain, part.network.n_inputs), part.network.n_inputs)
    domain = np.column_stack([A[:, frame.free], A[:, frame.fixed] @ frame.values - b])
    for sides, _ in _blocks(part, frame):
        for own in sides:
            rows = np.concatenate([own, domain])
            yield rows[:, :-1], -rows[:, -1]


def output_maps(part: Partition, frame: Frame) -> Floats:
    """[A | b] of the output on each region, in the drawn coordinates: (n, outputs, drawn + 1)."""
    return np.concatenate([maps for _, maps in _blocks(part, frame)])


def _blocks(part: Partition, frame: Frame) -> Iterator[tuple[Floats, Floats]]:
    """For some regions at a time: rows that are <= 0 on them (n, rows, drawn + 1), and their output maps."""
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


def _run(layers: tuple[Layer, ...], start: Floats, bits: NDArray[np.bool_], points: Floats) -> tuple[Floats, Floats]:
    maps = np.broadcast_to(start, (len(bits), *start.shape))
    sides = [np.empty((len(bits), 0, start.shape[1]))]
    used = 0
    with np.errstate(all="ignore"):
        for layer in layers:
            rows = layer.weight @ maps
            rows[:, :, -1] += layer.bias
            rows /= layer.denominator
            on = np.ones(rows.shape[:2], dtype=np.bool_)
            sizes = np.maximum(layer.gates, 1)
            relu = np.repeat(layer.gates == 0, sizes)
            on[:, relu] = (rows[:, relu] * points[:, None, :]).sum(axis=-1) > 0
            counted = int(sizes[layer.units >= 0].sum())
            on[:, :counted] = bits[:, used : used + counted]
            used += counted
            ends = np.cumsum(sizes)
            maps = np.add.reduceat(np.where(on[:, :, None], rows, 0.0), ends - sizes, axis=1)
            signs = np.where(on, -1.0, 1.0)[:, :counted, None]
            single, owner = relu[:counted], np.repeat(np.arange(len(sizes)), sizes)[:counted]
            sides.append((rows[:, :counted] * signs)[:, single])
            if not single.all():  # pieces of a maximum: below the one that is on
                sides.append((rows[:, :counted] - maps[:, owner])[:, ~single])
    return np.concatenate(sides, axis=1), maps
