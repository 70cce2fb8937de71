"""Torch's affine operations outside windows: sums, products with constants, means."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups
from splinex.graphs.tensor import Tensor
from splinex.importers.axes import groups_over
from splinex.importers.torch_place import Place, exact
from splinex.nn.linear import BatchNorm

__all__ = [
    "add",
    "batch_norm",
    "divide",
    "linear",
    "matmul",
    "mean",
    "multiply",
    "negative",
    "over",
    "subtract",
    "total",
]


def add(place: Place, x: Any, other: Any, *, alpha: Any = 1, sign: float = 1.0) -> Any:
    """X + alpha * other."""
    factor = sign * place.number(alpha)
    if factor in (1.0, -1.0):
        first, second = place.operand(x), place.operand(other)
    else:
        first, second = place.tensors([x, other])
        second = second * factor
        factor = 1.0
    return first + second if factor == 1.0 else first - second


def subtract(place: Place, x: Any, other: Any, *, alpha: Any = 1) -> Any:
    """X - alpha * other."""
    return add(place, x, other, alpha=alpha, sign=-1.0)


def multiply(place: Place, x: Any, other: Any) -> Any:
    """X * other, one of which is constant."""
    first: Any = place.operand(x)
    return first * place.operand(other)


def negative(place: Place, x: Tensor) -> Tensor:
    """-x."""
    return -x


def divide(place: Place, x: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """X / other: exactly by one number; by several, each reciprocal is the nearest float64."""
    divisors = place.operand(other)
    if rounding_mode is not None or isinstance(divisors, Tensor):
        raise InputError("a quotient is piecewise linear only when it is not rounded and its divisor is constant")
    if (divisors == 0).any():
        raise InputError("division by zero")
    if np.unique(divisors).size > 1:
        product: Tensor = x * (1.0 / divisors)
        return product
    # p / q = p * 2^-e / m with an odd integer m.
    mantissa, exponent = math.frexp(float(divisors.flat[0]))
    whole = int(mantissa * 2**53)
    twos = (whole & -whole).bit_length() - 1
    wide = x.relabelled(np.broadcast_to(x.order, np.broadcast_shapes(x.shape, divisors.shape)))
    shift = math.ldexp(1.0, 53 - twos - exponent)
    scaled = wide if shift == 1.0 else wide * shift
    result: Tensor = scaled / float(whole >> twos)
    return result


def matmul(place: Place, x: Any, other: Any) -> Any:
    """X @ other, one of which is constant."""
    first: Any = place.operand(x)
    return first @ place.operand(other)


def linear(x: Tensor, weight: Any, bias: Any = None) -> Tensor:
    """`torch.nn.functional.linear`."""
    product = x @ exact(weight, "weight").T
    return product if bias is None else product + exact(bias, "bias")


def batch_norm(
    x: Tensor,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """`torch.nn.functional.batch_norm` with stored statistics."""
    if training or running_mean is None or running_var is None:
        raise InputError(
            "batch normalisation by the statistics of a batch (track_running_stats=False) is not supported"
        )
    mean, variance = exact(running_mean, "running_mean"), exact(running_var, "running_var")
    gamma = None if weight is None else exact(weight, "weight")
    beta = None if bias is None else exact(bias, "bias")
    return BatchNorm(mean, variance, gamma, beta, eps, axis=1)(x)


def over(x: Tensor, dim: Any, keepdim: bool) -> NDArray[np.int64]:
    """The groups that torch reduces over `dim`, by default all axes."""
    axes = range(x.ndim) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    return groups_over(x, axes or range(x.ndim), keepdim)


def mean(x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """`torch.mean`."""
    return average_of_groups(x, over(x, dim, keepdim))


def total(x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """`torch.sum`."""
    return average_of_groups(x, over(x, dim, keepdim), 1)
