"""Affine operators over windows: convolutions and averages, as exact sparse matrices."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, eye_array, kron

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.graphs.windows import window_indices

__all__ = ["average_of_groups", "convolution", "scale_shift", "windows_of"]

Integers = NDArray[np.int64]
Pairs = Sequence[tuple[int, int]]


def convolution(
    x: Tensor,
    weight: ArrayLike,
    bias: ArrayLike | None,
    *,
    stride: Sequence[int],
    padding: Pairs,
    dilation: Sequence[int],
    groups: int = 1,
) -> Tensor:
    """Cross-correlation, as in torch and ONNX, with zero padding.

    Parameters
    ----------
    x : Tensor, (..., channels, *sizes)
    weight : array_like of float, (out_channels, channels / groups, *kernel)
    bias : array_like of float, (out_channels,), optional
    padding : sequence of (int, int)
        Before and after each axis.
    """
    W = as_finite(weight, "weight")
    axes = W.ndim - 2
    if axes < 1 or x.ndim < axes + 1:
        raise InputError(f"a weight of shape {W.shape} does not fit a tensor of shape {x.shape}")
    channels, sizes = x.shape[-axes - 1], x.shape[-axes:]
    out, per_group = W.shape[:2]
    if groups < 1 or per_group * groups != channels or out % groups:
        raise InputError(f"a weight of shape {W.shape} in {groups} groups does not fit {channels} channels")
    b = np.zeros(out) if bias is None else as_finite(bias, "bias")
    if b.shape != (out,):
        raise InputError(f"bias has shape {b.shape}, but there are {out} output channels")
    places = window_indices(sizes, W.shape[2:], stride, padding, dilation)
    spots = places.shape[:axes]
    n = math.prod(spots)
    flat = places.reshape(n, -1)  # (windows, kernel places)
    # One entry for each output channel, window, input channel of its group and kernel place.
    first = np.arange(out) // (out // groups) * per_group
    column = (first[:, None] + np.arange(per_group))[:, None, :, None] * math.prod(sizes) + flat[None, :, None, :]
    value = np.broadcast_to(W.reshape(out, 1, per_group, -1), column.shape)
    row = np.broadcast_to(np.arange(out * n).reshape(out, n, 1, 1), column.shape)
    used = np.broadcast_to(flat[None, :, None, :] >= 0, column.shape) & (value != 0)
    matrix = csr_array((value[used], (row[used], column[used])), (out * n, channels * math.prod(sizes)))
    batch = x.shape[: -axes - 1]
    every = math.prod(batch)
    if every > 1:
        matrix = csr_array(kron(eye_array(every), matrix))
    return x.affine(matrix, np.tile(np.repeat(b, n), every), (*batch, out, *spots))


def average_of_groups(x: Tensor, groups: Integers, divisor: int | Integers | None = None) -> Tensor:
    """The mean of each group of entries, exactly.

    Parameters
    ----------
    groups : ndarray of int64, (*shape, k)
        Row-major positions of entries; -1 for no entry.
    divisor : int or ndarray of int64, (groups,), optional
        By default each group is divided by its number of entries.
    """
    shape, members = groups.shape[:-1], groups.reshape(-1, groups.shape[-1])
    present = members >= 0
    counts = present.sum(axis=1) if divisor is None else np.full(len(members), divisor)
    if (counts < 1).any():
        raise InputError("a window lies in the padding alone")
    common = math.lcm(*map(int, np.unique(counts)))
    row, place = np.nonzero(present)
    matrix = csr_array(((common // counts)[row].astype(np.float64), (row, members[row, place])), (len(members), x.size))
    return x.affine(matrix, 0.0, shape, denominator=common)


def scale_shift(x: Tensor, axis: int, centre: ArrayLike, scale: ArrayLike, shift: ArrayLike) -> Tensor:
    """(x - centre) * scale + shift for each place along an axis: batch normalisation in evaluation mode."""
    shape = [1] * x.ndim
    shape[axis] = -1
    middle, factor, offset = (as_finite(v, "batch normalisation").reshape(shape) for v in (centre, scale, shift))
    centred = x - middle if middle.any() else x
    scaled = centred * factor
    return scaled + offset if offset.any() else scaled


def windows_of(
    x: Tensor,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Pairs,
    dilation: Sequence[int],
    *,
    ceil: bool = False,
) -> Integers:
    """Positions of the entries in each window over the last axes: (*leading axes, *windows, places), -1 in the padding."""
    axes = len(kernel)
    if x.ndim < axes:
        raise InputError(f"windows over {axes} axes do not fit a tensor of shape {x.shape}")
    sizes, lead = x.shape[-axes:], x.shape[:-axes]
    places = window_indices(sizes, kernel, stride, padding, dilation, ceil=ceil)
    flat = places.reshape(*places.shape[:axes], -1)
    starts = (np.arange(math.prod(lead)) * math.prod(sizes)).reshape(*lead, *(1,) * (axes + 1))
    return np.where(flat < 0, -1, flat + starts)
