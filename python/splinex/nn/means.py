"""Averages over windows, exactly: the mean of nine entries is a sum over the denominator 9."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups, windows_of
from splinex.graphs.tensor import Tensor
from splinex.graphs.windows import each_axis

__all__ = ["AvgPool1d", "AvgPool2d", "GlobalAvgPool"]


@dataclass(frozen=True)
class _AvgPool:
    kernel: int | Sequence[int]
    stride: int | Sequence[int] | None = None
    padding: int | Sequence[int] = 0
    count_include_pad: bool = True

    def _over(self, x: Tensor, axes: int) -> Tensor:
        kernel = each_axis(self.kernel, axes, "kernel")
        stride = kernel if self.stride is None else each_axis(self.stride, axes, "stride")
        both = [(p, p) for p in each_axis(self.padding, axes, "padding", 0)]
        groups = windows_of(x, kernel, stride, both, (1,) * axes)
        return average_of_groups(x, groups, math.prod(kernel) if self.count_include_pad else None)


class AvgPool1d(_AvgPool):
    """Mean over windows of the last axis.

    Parameters
    ----------
    kernel : int
    stride : int, optional
        The kernel by default.
    padding : int
    count_include_pad : bool
        Whether zeros of the padding are counted in the mean.
    """

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 1)


class AvgPool2d(_AvgPool):
    """Mean over windows of the last two axes. Parameters as for `AvgPool1d`."""

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 2)


@dataclass(frozen=True)
class GlobalAvgPool:
    """Mean over all axes from `start` on, which keep the length 1."""

    start: int = 1

    def __call__(self, x: Tensor) -> Tensor:
        if not 0 <= self.start < x.ndim:
            raise InputError(f"there is no axis {self.start} to average over in a tensor of shape {x.shape}")
        lead = x.shape[: self.start]
        groups = np.arange(x.size).reshape(*lead, *(1,) * (x.ndim - self.start), -1)
        return average_of_groups(x, groups)
