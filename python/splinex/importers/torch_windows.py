"""Torch's convolutions and poolings."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups, convolution, windows_of
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum_of_groups
from splinex.graphs.windows import each_axis
from splinex.importers.torch_place import Place, exact

__all__ = ["adaptive", "average_pool", "convolved", "max_pool"]


def convolved(
    axes: int,
    x: Tensor,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """`conv1d` and `conv2d`."""
    W = exact(weight, "weight")
    steps, spread = each_axis(stride, axes, "stride"), each_axis(dilation, axes, "dilation")
    if padding == "same":
        total = [d * (k - 1) for d, k in zip(spread, W.shape[2:], strict=True)]
        both = [(n // 2, n - n // 2) for n in total]
    else:
        both = [(p, p) for p in each_axis(0 if padding == "valid" else padding, axes, "padding", 0)]
    b = None if bias is None else exact(bias, "bias")
    return convolution(x, W, b, stride=steps, padding=both, dilation=spread, groups=groups)


def max_pool(
    axes: int,
    place: Place,
    x: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """`max_pool1d` and `max_pool2d`."""
    if return_indices:
        raise InputError("return_indices=True is not supported: indices are not piecewise linear")
    kernel, steps, both = _window(axes, kernel_size, stride, padding)
    groups = windows_of(x, kernel, steps, both, each_axis(dilation, axes, "dilation"), ceil=ceil_mode)
    return maximum_of_groups(x, groups, name=place.name)


def average_pool(
    axes: int,
    x: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """`avg_pool1d` and `avg_pool2d`."""
    kernel, steps, both = _window(axes, kernel_size, stride, padding)
    divisor = math.prod(kernel) if count_include_pad else None
    if ceil_mode and count_include_pad:
        if any(before for before, _ in both) and divisor_override is None:
            raise InputError(
                "ceil_mode=True with padding that is counted is not supported; set count_include_pad=False"
            )
        divisor = None  # What hangs over the end is not counted.
    if divisor_override is not None:
        divisor = int(divisor_override)
        if divisor < 1:
            raise InputError(f"divisor_override is {divisor}; it must be positive")
    return average_of_groups(x, windows_of(x, kernel, steps, both, (1,) * axes, ceil=ceil_mode), divisor)


def adaptive(axes: int, x: Tensor, output_size: Any) -> NDArray[np.int64]:
    """The groups (*leading axes, *outputs, places) of adaptive pooling.

    Window i of m over n entries goes from the floor of i n / m to the ceiling of (i + 1) n / m.
    """
    wanted = (output_size,) * axes if isinstance(output_size, int) or output_size is None else tuple(output_size)
    lead, sizes = x.shape[:-axes], x.shape[-axes:]
    places = np.arange(x.size).reshape(x.shape)
    for axis, (m, n) in enumerate(zip(wanted, sizes, strict=True)):
        m = n if m is None else int(m)
        windows = [range(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]
        width = max(map(len, windows))
        index = np.array([[*w, *[-1] * (width - len(w))] for w in windows])
        # The axis becomes its windows, and their places go to the end.
        taken = np.take(places, np.maximum(index, 0), axis=len(lead) + axis)
        missing = (
            index.reshape((1,) * (len(lead) + axis) + index.shape + (1,) * (taken.ndim - len(lead) - axis - 2)) < 0
        )
        places = np.moveaxis(np.where(missing, -1, taken), len(lead) + axis + 1, -1)
    return places.reshape(*places.shape[: len(lead) + axes], -1)


def _window(
    axes: int, kernel_size: Any, stride: Any, padding: Any
) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    kernel = each_axis(_plain(kernel_size), axes, "kernel_size")
    steps = kernel if stride is None or stride == [] else each_axis(_plain(stride), axes, "stride")
    return kernel, steps, [(p, p) for p in each_axis(_plain(padding), axes, "padding", 0)]


def _plain(value: Any) -> Any:
    """A sequence of one stands for all axes in torch."""
    return value[0] if isinstance(value, tuple | list) and len(value) == 1 else value
