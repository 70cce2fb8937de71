"""Layers whose units are maxima of several pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups, windows_of
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum_of_groups
from splinex.graphs.windows import each_axis

__all__ = ["ArgMax", "ChannelPool", "MaxPool1d", "MaxPool2d", "Maxout"]


@dataclass(frozen=True)
class _MaxPool:
    kernel: int | Sequence[int]
    stride: int | Sequence[int] | None = None
    padding: int | Sequence[int] = 0
    dilation: int | Sequence[int] = 1
    ceil: bool = False
    name: str = ""

    def _over(self, x: Tensor, axes: int) -> Tensor:
        kernel = each_axis(self.kernel, axes, "kernel")
        stride = kernel if self.stride is None else each_axis(self.stride, axes, "stride")
        both = [(p, p) for p in each_axis(self.padding, axes, "padding", 0)]
        dilation = each_axis(self.dilation, axes, "dilation")
        return maximum_of_groups(x, windows_of(x, kernel, stride, both, dilation, ceil=self.ceil), name=self.name)


class MaxPool1d(_MaxPool):
    """Maximum over windows of the last axis; the padding counts as minus infinity.

    Parameters
    ----------
    kernel : int
    stride : int, optional
        The kernel by default.
    padding, dilation : int
    ceil : bool
        Whether a last window may hang over the end.
    """

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 1)


class MaxPool2d(_MaxPool):
    """Maximum over windows of the last two axes; the padding counts as minus infinity. Parameters as for `MaxPool1d`."""

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 2)


@dataclass(frozen=True)
class ChannelPool:
    """Maximum or mean over all channels, or over groups of consecutive ones.

    Parameters
    ----------
    size : int, optional
        Channels in a group; all by default. Groups leave the channel axis, shorter.
    mean : bool
    axis : int
        Of the channels.
    """

    size: int | None = None
    mean: bool = False
    axis: int = 0
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        channels = x.shape[self.axis]
        size = channels if self.size is None else self.size
        if size < 1 or channels % size:
            raise InputError(f"{channels} channels cannot be pooled by {size}")
        places = np.moveaxis(np.arange(x.size).reshape(x.shape), self.axis, -1)
        groups = np.moveaxis(places.reshape(*places.shape[:-1], channels // size, size), -2, self.axis % x.ndim)
        return average_of_groups(x, groups) if self.mean else maximum_of_groups(x, groups, name=self.name)


@dataclass(frozen=True, eq=False)
class Maxout:
    """max_r (W_r x + b_r) for each unit, over the last axis.

    Parameters
    ----------
    weight : array_like of float, (units, rank, in)
    bias : array_like of float, (units, rank), optional
    """

    weight: ArrayLike
    bias: ArrayLike | None = None
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        W = as_finite(self.weight, "weight")
        if W.ndim != 3:
            raise InputError(f"weight has shape {W.shape}; (units, rank, in) is needed")
        b = np.zeros(W.shape[:2]) if self.bias is None else as_finite(self.bias, "bias")
        if b.shape != W.shape[:2]:
            raise InputError(f"bias has shape {b.shape}, but weight is of {W.shape[0]} units of rank {W.shape[1]}")
        pieces = x @ W.reshape(-1, W.shape[2]).T + b.ravel()
        return ChannelPool(W.shape[1], axis=-1, name=self.name)(pieces)


@dataclass(frozen=True)
class ArgMax:
    """One more layer that tells which entry along an axis is largest: its cells are those of decisions.

    The output is the maximum; the piece of a unit is the place of the first largest entry.
    """

    axis: int = -1
    name: str = "argmax"

    def __call__(self, x: Tensor) -> Tensor:
        places = np.moveaxis(np.arange(x.size).reshape(x.shape), self.axis, -1)
        return maximum_of_groups(x, places, name=self.name)
