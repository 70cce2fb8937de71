"""Sliding windows over the last axes of a tensor: what convolutions and poolings have in common."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError

__all__ = ["each_axis", "window_indices"]


def each_axis(value: int | Sequence[int], axes: int, name: str, least: int = 1) -> tuple[int, ...]:
    """One integer for each axis; a single one stands for all."""
    numbers = (value,) * axes if isinstance(value, int | np.integer) else tuple(value)
    if len(numbers) != axes or any(not isinstance(n, int | np.integer) or n < least for n in numbers):
        raise InputError(f"{name} must be an integer >= {least}, or {axes} of them, not {value!r}")
    return tuple(map(int, numbers))


def window_indices(
    sizes: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[tuple[int, int]],
    dilation: Sequence[int],
    *,
    ceil: bool = False,
) -> NDArray[np.int64]:
    """For each window and each of its places, the row-major position in a grid of the given sizes, or -1 in the padding.

    Returns
    -------
    ndarray of int64, (*windows, *kernel)
        With `ceil` a last window may hang over the end, as long as it starts before the padding after it.
    """
    axes = len(sizes)
    positions, outside = np.zeros((1,) * (2 * axes), np.int64), np.zeros((1,) * (2 * axes), np.bool_)
    for a, (n, k, s, (before, after), d) in enumerate(zip(sizes, kernel, stride, padding, dilation, strict=True)):
        room = n + before + after - d * (k - 1) - 1
        if room < 0:
            raise InputError(
                f"a window of {d * (k - 1) + 1} does not fit an axis of {n} with padding {before} + {after}"
            )
        count = (math.ceil(room / s) if ceil else room // s) + 1
        if ceil and (count - 1) * s >= n + before:
            count -= 1
        along = s * np.arange(count)[:, None] + d * np.arange(k) - before
        shape = tuple(count if i == a else k if i == axes + a else 1 for i in range(2 * axes))
        outside = outside | ((along < 0) | (along >= n)).reshape(shape)
        positions = positions * n + along.reshape(shape)
    return np.where(outside, -1, positions)
