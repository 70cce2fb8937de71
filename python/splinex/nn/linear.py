"""Affine layers: fully connected, convolutions, batch normalisation, and those that only move entries."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.affine import convolution, scale_shift
from splinex.graphs.tensor import Tensor
from splinex.graphs.windows import each_axis

__all__ = ["BatchNorm", "Conv1d", "Conv2d", "Dropout", "Flatten", "Linear"]


@dataclass(frozen=True, eq=False)
class Linear:
    """x -> W x + b over the last axis.

    Parameters
    ----------
    weight : array_like of float, (out, in)
    bias : array_like of float, (out,), optional
    """

    weight: ArrayLike
    bias: ArrayLike | None = None

    def __call__(self, x: Tensor) -> Tensor:
        W = as_finite(self.weight, "weight")
        if W.ndim != 2:
            raise InputError(f"weight has shape {W.shape}; (out, in) is needed")
        if x.ndim == 0 or x.shape[-1] != W.shape[1]:
            raise InputError(f"a weight of shape {W.shape} does not fit a tensor of shape {x.shape}")
        product = x @ W.T
        return product if self.bias is None else product + as_finite(self.bias, "bias")


@dataclass(frozen=True, eq=False)
class _Conv:
    weight: ArrayLike
    bias: ArrayLike | None = None
    stride: int | Sequence[int] = 1
    padding: int | Sequence[int] = 0
    dilation: int | Sequence[int] = 1
    groups: int = 1

    def _over(self, x: Tensor, axes: int) -> Tensor:
        W = as_finite(self.weight, "weight")
        if W.ndim != axes + 2:
            raise InputError(f"weight has shape {W.shape}; {axes + 2} axes are needed")
        both = [(p, p) for p in each_axis(self.padding, axes, "padding", 0)]
        stride, dilation = each_axis(self.stride, axes, "stride"), each_axis(self.dilation, axes, "dilation")
        return convolution(x, W, self.bias, stride=stride, padding=both, dilation=dilation, groups=self.groups)


class Conv1d(_Conv):
    """Convolution of (channels, length), without flipping the kernel, zero-padded.

    Parameters
    ----------
    weight : array_like of float, (out_channels, channels / groups, kernel)
    bias : array_like of float, (out_channels,), optional
    stride, padding, dilation, groups : int
    """

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 1)


class Conv2d(_Conv):
    """Convolution of (channels, height, width), without flipping the kernel, zero-padded.

    Parameters
    ----------
    weight : array_like of float, (out_channels, channels / groups, height, width)
    bias : array_like of float, (out_channels,), optional
    stride, padding, dilation : int or (int, int)
    groups : int
    """

    def __call__(self, x: Tensor) -> Tensor:
        return self._over(x, 2)


@dataclass(frozen=True, eq=False)
class BatchNorm:
    """Batch normalisation in evaluation mode: (x - mean) * scale + shift for each channel.

    The scale gamma / sqrt(variance + eps) is irrational in general: the float64 that numpy computes for it is the
    definition.

    Parameters
    ----------
    mean, variance : array_like of float, (channels,)
    gamma, beta : array_like of float, (channels,), optional
        1 and 0 by default.
    eps : float
    axis : int
        Of the channels.
    """

    mean: ArrayLike
    variance: ArrayLike
    gamma: ArrayLike | None = None
    beta: ArrayLike | None = None
    eps: float = 1e-5
    axis: int = 0

    def __call__(self, x: Tensor) -> Tensor:
        mean, variance = as_finite(self.mean, "mean"), as_finite(self.variance, "variance")
        gamma = np.ones_like(mean) if self.gamma is None else as_finite(self.gamma, "gamma")
        beta = np.zeros_like(mean) if self.beta is None else as_finite(self.beta, "beta")
        channels = x.shape[self.axis] if -x.ndim <= self.axis < x.ndim else None
        if not mean.shape == variance.shape == gamma.shape == beta.shape == (channels,):
            raise InputError(f"batch normalisation of {mean.shape} channels does not fit a tensor of shape {x.shape}")
        if (variance + self.eps <= 0).any():
            raise InputError("the variance plus eps of batch normalisation must be positive")
        return scale_shift(x, self.axis, mean, gamma / np.sqrt(variance + self.eps), beta)


@dataclass(frozen=True)
class Flatten:
    """All axes from `start` on become one, row-major."""

    start: int = 0

    def __call__(self, x: Tensor) -> Tensor:
        return x.flatten(self.start)


@dataclass(frozen=True)
class Dropout:
    """In evaluation: nothing."""

    def __call__(self, x: Tensor) -> Tensor:
        return x
