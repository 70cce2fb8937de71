"""Elementwise piecewise-linear nonlinearities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import piecewise_linear, relu

__all__ = ["Abs", "Clip", "HardSigmoid", "HardTanh", "LeakyReLU", "PReLU", "PiecewiseLinear", "ReLU", "ReLU6"]


@dataclass(frozen=True)
class ReLU:
    """max(u, 0)."""

    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return relu(x, self.name)


@dataclass(frozen=True)
class LeakyReLU:
    """u where u > 0, slope * u elsewhere. A MASO for slope <= 1 only: beyond it is concave."""

    slope: float = 0.01
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return piecewise_linear(x, [0.0], [self.slope, 1.0], name=self.name)


@dataclass(frozen=True, eq=False)
class PReLU:
    """A leaky ReLU with a slope for each channel.

    Parameters
    ----------
    slopes : array_like of float, (channels,) or ()
    axis : int
        Of the channels.
    """

    slopes: ArrayLike
    axis: int = 0
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        slopes = as_finite(self.slopes, "slopes")
        if slopes.size > 1:
            shape = [1] * x.ndim
            shape[self.axis] = -1
            slopes = slopes.reshape(shape)
        else:
            slopes = slopes.reshape(())
        try:
            wide = np.broadcast_to(slopes, x.shape)
        except ValueError:
            raise InputError(f"{slopes.size} slopes do not fit a tensor of shape {x.shape}") from None
        return piecewise_linear(x, [0.0], np.stack([wide, np.ones(x.shape)], axis=-1), name=self.name)


@dataclass(frozen=True)
class Abs:
    """max(-u, u)."""

    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return piecewise_linear(x, [0.0], [-1.0, 1.0], name=self.name)


@dataclass(frozen=True)
class Clip:
    """min(max(u, low), high); either bound may be infinite."""

    low: float = -np.inf
    high: float = np.inf
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        if np.isnan(self.low) or np.isnan(self.high) or self.low > self.high:
            raise InputError(f"the bounds {self.low} and {self.high} are not in order")
        if self.low == self.high:
            return x * 0.0 + self.low
        knots = [bound for bound in (self.low, self.high) if np.isfinite(bound)]
        if not knots:
            return x
        slopes = [1.0] if self.low == -np.inf else [0.0, 1.0]
        slopes += [] if self.high == np.inf else [0.0]
        return piecewise_linear(x, knots, slopes, knots[0], name=self.name)


@dataclass(frozen=True)
class ReLU6:
    """min(max(u, 0), 6)."""

    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return Clip(0.0, 6.0, self.name)(x)


@dataclass(frozen=True)
class HardTanh:
    """min(max(u, -1), 1), or between other bounds."""

    low: float = -1.0
    high: float = 1.0
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return Clip(self.low, self.high, self.name)(x)


@dataclass(frozen=True)
class HardSigmoid:
    """min(max(u + 3, 0), 6) / 6, exactly: sixths are not floats."""

    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return piecewise_linear(x, [-3.0, 3.0], [0.0, 1.0, 0.0], denominator=6, name=self.name)


@dataclass(frozen=True, eq=False)
class PiecewiseLinear:
    """Any continuous piecewise-linear function, the same for every entry.

    Parameters
    ----------
    breakpoints : array_like of float, (m,)
        Increasing.
    slopes : array_like of float, (m + 1,)
    value : float
        At the first breakpoint.
    """

    breakpoints: ArrayLike
    slopes: ArrayLike
    value: float = 0.0
    name: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        return piecewise_linear(x, self.breakpoints, self.slopes, self.value, name=self.name)
