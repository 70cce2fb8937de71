"""Operators of ONNX over sliding windows: convolutions and poolings."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups, convolution, windows_of
from splinex.graphs.tensor import Tensor
from splinex.importers.onnx_call import Call, Operator
from splinex.importers.onnx_reductions import largest

__all__ = ["WINDOWS"]

_MOST_PLACES = 2**22
"""Their layers could not be stored."""


@dataclass(frozen=True, slots=True)
class _Windows:
    """How windows slide over the last axes."""

    sizes: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    ceil: bool

    @classmethod
    def of(cls, call: Call, kernel: tuple[int, ...] | None) -> "_Windows":
        given = call.integers("kernel_shape")
        kernel = tuple(given or ()) if kernel is None else kernel
        if given is not None and tuple(given) != kernel:
            raise InputError(f"its kernel_shape {given} is not that of its weight")
        x, axes = call.data(), len(kernel)
        if x.ndim != axes + 2 or not axes:
            raise InputError(f"a kernel of shape {kernel} does not fit data of shape {x.shape}")
        stride, dilation = (tuple(call.integers(name) or (1,) * axes) for name in ("strides", "dilations"))
        numbers = (*kernel, *stride, *dilation)
        if len(numbers) != 3 * axes or min(numbers) < 1:
            raise InputError(f"its kernel {kernel}, strides {stride} and dilations {dilation} do not fit together")
        sizes = x.shape[2:]
        padding = _padding(call, sizes, kernel, stride, dilation)
        places = math.prod(kernel) * math.prod(n + sum(p) for n, p in zip(sizes, padding, strict=True))
        if places > _MOST_PLACES:
            raise InputError(f"windows of shape {kernel} over {sizes} with the padding {padding} are too many")
        return cls(sizes, kernel, stride, padding, dilation, bool(call.options.get("ceil_mode", 0)))

    def places(self, x: Tensor) -> NDArray[np.int64]:
        """Entries in each window: (*leading axes, *windows, places)."""
        return windows_of(x, self.kernel, self.stride, self.padding, self.dilation, ceil=self.ceil)

    def padded_counts(self, windows: tuple[int, ...]) -> NDArray[np.int64]:
        """Places of each window that do not hang over the padded axes, which makes a difference for `ceil` alone."""
        counts = np.ones((1,) * len(windows), np.int64)
        for axis, n in enumerate(windows):
            before, after = self.padding[axis]
            along = self.stride[axis] * np.arange(n)[:, None] + self.dilation[axis] * np.arange(self.kernel[axis])
            inside = (along < self.sizes[axis] + before + after).sum(axis=1)
            counts = counts * inside.reshape([-1 if a == axis else 1 for a in range(len(windows))])
        return counts


def _padding(
    call: Call, sizes: tuple[int, ...], kernel: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    """Pads are all those before, then all those after; auto_pad works them out."""
    axes, auto = len(kernel), call.text("auto_pad", "NOTSET")
    if auto == "NOTSET":
        pads = call.integers("pads") or [0] * (2 * axes)
        if len(pads) != 2 * axes or min(pads) < 0:
            raise InputError(f"its pads {pads} are not {2 * axes} numbers >= 0")
        return tuple(zip(pads[:axes], pads[axes:], strict=True))
    if auto == "VALID":
        return ((0, 0),) * axes
    if auto not in ("SAME_UPPER", "SAME_LOWER"):
        raise InputError(f"its auto_pad {auto} is not supported")
    result = []
    for n, k, s, d in zip(sizes, kernel, stride, dilation, strict=True):
        total = max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
        less, more = total // 2, total - total // 2
        result.append((less, more) if auto == "SAME_UPPER" else (more, less))
    return tuple(result)


def _conv(call: Call) -> Tensor:
    weight, bias = call.needed(1), call.floats(2)
    w = _Windows.of(call, weight.shape[2:])
    groups = call.options.get("group", 1)
    return convolution(
        call.data(), weight, bias, stride=w.stride, padding=w.padding, dilation=w.dilation, groups=groups
    )


def _max_pool(call: Call) -> Tensor:
    x = call.data()
    return largest(x, _Windows.of(call, None).places(x), call.name)


def _average_pool(call: Call) -> Tensor:
    x, w = call.data(), _Windows.of(call, None)
    places = w.places(x)
    if not call.options.get("count_include_pad", 0):
        return average_of_groups(x, places)
    counts = w.padded_counts(places.shape[2:-1])
    return average_of_groups(x, places, np.broadcast_to(counts, places.shape[:-1]).ravel())


def _global_average_pool(call: Call) -> Tensor:
    return average_of_groups(call.data(), _whole(call.data()))


def _global_max_pool(call: Call) -> Tensor:
    return largest(call.data(), _whole(call.data()), call.name)


def _whole(x: Tensor) -> NDArray[np.int64]:
    """All entries of each channel in one group."""
    if x.ndim < 3:
        raise InputError(f"data of shape {x.shape} has no axes to pool over")
    lead = x.shape[:2]
    return np.arange(x.size).reshape(*lead, *(1,) * (x.ndim - 2), math.prod(x.shape[2:]))


WINDOWS: dict[str, Operator] = {
    "AveragePool": _average_pool,
    "Conv": _conv,
    "GlobalAveragePool": _global_average_pool,
    "GlobalMaxPool": _global_max_pool,
    "MaxPool": _max_pool,
}
