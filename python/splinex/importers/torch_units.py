"""Torch's piecewise-linear functions of one entry, and maxima and minima of several."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum, maximum_of_groups, piecewise_linear
from splinex.graphs.units import relu as positive
from splinex.importers.torch_arithmetic import over
from splinex.importers.torch_place import Place, exact
from splinex.nn.activations import Abs, Clip, HardSigmoid, LeakyReLU, PReLU

__all__ = ["UNITS", "Extremum"]


class Extremum(NamedTuple):
    """What `torch.max` over one axis returns."""

    values: Tensor
    indices: None = None


def relu(place: Place, x: Tensor, inplace: bool = False) -> Tensor:
    """`torch.relu`."""
    return positive(x, place.name)


def relu6(place: Place, x: Tensor, inplace: bool = False) -> Tensor:
    """`torch.nn.functional.relu6`."""
    return Clip(0.0, 6.0, place.name)(x)


def leaky_relu(place: Place, x: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """`torch.nn.functional.leaky_relu`, with the slope in the module's float type."""
    return LeakyReLU(place.number(negative_slope), place.name)(x)


def prelu(place: Place, x: Tensor, weight: Any) -> Tensor:
    """`torch.prelu`."""
    return PReLU(exact(weight, "weight"), 1 if x.ndim > 1 else 0, place.name)(x)


def absolute(place: Place, x: Tensor) -> Tensor:
    """`torch.abs`."""
    return Abs(place.name)(x)


def hardtanh(place: Place, x: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """`torch.nn.functional.hardtanh`."""
    return Clip(place.number(min_val), place.number(max_val), place.name)(x)


def hardsigmoid(place: Place, x: Tensor, inplace: bool = False) -> Tensor:
    """`torch.nn.functional.hardsigmoid`."""
    return HardSigmoid(place.name)(x)


def softshrink(place: Place, x: Tensor, lambd: float = 0.5) -> Tensor:
    """`torch.nn.functional.softshrink`."""
    bound = place.number(lambd)
    if bound == 0:
        return x
    return piecewise_linear(x, [-bound, bound], [1.0, 0.0, 1.0], name=place.name)


def threshold(place: Place, x: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """`torch.nn.functional.threshold`, which is continuous if its value is the threshold."""
    if threshold != value:
        raise InputError(f"threshold {threshold} with value {value} is not continuous")
    return Clip(low=place.number(threshold), name=place.name)(x)


def clamp(place: Place, x: Any, min: Any = None, max: Any = None) -> Tensor:
    """`torch.clamp`, whose bounds are numbers or tensors."""
    if all(bound is None or isinstance(bound, int | float) for bound in (min, max)):
        low, high = -np.inf if min is None else place.number(min), np.inf if max is None else place.number(max)
        return Clip(low, high, place.name)(x) if low <= high else x * 0.0 + high
    data = x
    if min is not None:
        data = maximum([data, place.operand(min)], name=place.name)
    if max is not None:
        data = maximum([data, place.operand(max)], smallest=True, name=place.name)
    result: Tensor = data
    return result


def clamp_min(place: Place, x: Any, min: Any) -> Tensor:
    """`torch.clamp_min`."""
    return clamp(place, x, min)


def clamp_max(place: Place, x: Any, max: Any) -> Tensor:
    """`torch.clamp_max`."""
    return clamp(place, x, None, max)


def _pairwise(smallest: bool) -> Callable[..., Tensor]:
    def function(place: Place, x: Any, other: Any) -> Tensor:
        return maximum([place.operand(x), place.operand(other)], smallest=smallest, name=place.name)

    return function


def _over_axes(smallest: bool) -> Callable[..., Tensor]:
    def function(place: Place, x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        return maximum_of_groups(x, over(x, dim, keepdim), smallest=smallest, name=place.name)

    return function


def _either(smallest: bool) -> Callable[..., Tensor | Extremum]:
    """`torch.max`: of all entries, over one axis, or of two tensors."""

    def function(place: Place, x: Any, *args: Any, **kwargs: Any) -> Tensor | Extremum:
        other = args[0] if args else kwargs.get("other", kwargs.get("dim"))
        if other is None:
            return _over_axes(smallest)(place, x)
        if isinstance(other, int):
            return Extremum(_over_axes(smallest)(place, x, *args, **kwargs))
        return _pairwise(smallest)(place, x, *args, **kwargs)

    return function


UNITS: dict[str, Callable[..., Any]] = {
    "_threshold": threshold,
    "abs": absolute,
    "absolute": absolute,
    "amax": _over_axes(False),
    "amin": _over_axes(True),
    "clamp": clamp,
    "clamp_max": clamp_max,
    "clamp_min": clamp_min,
    "clip": clamp,
    "fmax": _pairwise(False),
    "fmin": _pairwise(True),
    "hardsigmoid": hardsigmoid,
    "hardtanh": hardtanh,
    "leaky_relu": leaky_relu,
    "max": _either(False),
    "maximum": _pairwise(False),
    "min": _either(True),
    "minimum": _pairwise(True),
    "prelu": prelu,
    "relu": relu,
    "relu6": relu6,
    "softshrink": softshrink,
    "threshold": threshold,
}
"""By the name of the function or method; each takes its place first."""
