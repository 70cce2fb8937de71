"""Inputs of a network, flat or in the shape of its input, and the cells that they lie in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.network import Network

__all__ = ["Cells", "as_inputs", "cells_of", "stored_patterns"]

_BLOCK = 1024


def as_inputs(x: ArrayLike, network: Network, name: str = "x") -> tuple[NDArray[np.float64], bool]:
    """Inputs as (n, n_inputs), and whether a single one was given.

    The flat forms (n_inputs,) and (n, n_inputs) come first; then ``input_shape`` and ``(n, *input_shape)``.
    """
    points = as_finite(x, name)
    D, shape = network.n_inputs, network.input_shape
    if points.shape in ((D,), shape) and points.shape != (1, D):
        return points.reshape(1, D), True
    if points.ndim >= 2 and points.shape[1:] in ((D,), shape):
        return points.reshape(len(points), D), False
    forms = dict.fromkeys(map(str, ((D,), f"(n, {D})", shape, f"(n, {', '.join(map(str, shape))})")))
    raise InputError(f"{name} has shape {points.shape}; {' or '.join(forms)} is needed")


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of some points.

    Attributes
    ----------
    bits : ndarray of uint8, (cells, bits)
        Their patterns, different from each other, as they are stored.
    which : ndarray of int64, (n,)
        The cell of each point.
    sizes : ndarray of int64, (cells,)
        How many points are in each.
    """

    bits: NDArray[np.uint8]
    which: NDArray[np.int64]
    sizes: NDArray[np.int64]


def stored_patterns(network: Network, points: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bits of the patterns at points (n, n_inputs), some points at a time: between them an interrupt is heard."""
    blocks = [network._exact.patterns(points[i : i + _BLOCK]) for i in range(0, max(len(points), 1), _BLOCK)]
    return np.concatenate(blocks)


def cells_of(network: Network, points: NDArray[np.float64]) -> Cells:
    """Group points (n, n_inputs) by their joint code, exactly."""
    patterns = stored_patterns(network, points)
    if not patterns.shape[1]:  # An affine network: one cell, and nothing for numpy to sort by.
        occupied = min(len(points), 1)
        return Cells(patterns[:occupied], np.zeros(len(points), np.int64), np.full(occupied, len(points), np.int64))
    bits, which, sizes = np.unique(patterns, axis=0, return_inverse=True, return_counts=True)
    return Cells(bits, which.ravel().astype(np.int64), sizes.astype(np.int64))
