"""Layers of Keras 3, by class. Tensors have no batch axis, so that axis 1 of Keras is axis 0 here."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups, convolution, windows_of
from splinex.graphs.tensor import Tensor, concatenate, pad
from splinex.graphs.units import maximum, maximum_of_groups, piecewise_linear
from splinex.importers.axes import groups_over
from splinex.importers.keras_activations import activated, ending_of, leaky
from splinex.importers.keras_numbers import as_numpy, number
from splinex.nn.activations import PReLU
from splinex.nn.linear import BatchNorm, Linear

__all__ = ["LAYERS", "activated", "ending_of"]

Floats = NDArray[np.float64]


def _values(weight: Any) -> Floats:
    return as_finite(as_numpy(weight), "weight")


def _dense(layer: Any, x: Tensor) -> Tensor:
    return Linear(_values(layer.kernel).T, _values(layer.bias) if layer.use_bias else None)(x)


def _conv(layer: Any, x: Tensor) -> Tensor:
    kernel = _values(layer.kernel)
    W = kernel.transpose(kernel.ndim - 1, kernel.ndim - 2, *range(kernel.ndim - 2))
    data = _channels_first(layer, x)
    size, stride, dilation = W.shape[2:], tuple(layer.strides), tuple(layer.dilation_rate)
    if layer.padding == "causal":
        both = [(d * (k - 1), 0) for k, d in zip(size, dilation, strict=True)]
    else:
        both = _padding(layer, data.shape[1:], size, stride, dilation)
    bias = _values(layer.bias) if layer.use_bias else None
    result = convolution(data, W, bias, stride=stride, padding=both, dilation=dilation, groups=layer.groups)
    return _channels_back(layer, result)


def _normalised(layer: Any, x: Tensor) -> Tensor:
    axis = layer.axis - 1 if layer.axis > 0 else layer.axis
    gamma = _values(layer.gamma) if layer.scale else None
    beta = _values(layer.beta) if layer.center else None
    mean, variance = _values(layer.moving_mean), _values(layer.moving_variance)
    return BatchNorm(mean, variance, gamma, beta, layer.epsilon, axis)(x)


def _pooled(layer: Any, x: Tensor, mean: bool) -> Tensor:
    data = _channels_first(layer, x)
    size, stride = tuple(layer.pool_size), tuple(layer.strides)
    both = _padding(layer, data.shape[1:], size, stride, (1,) * len(size))
    if mean and any(before != after for before, after in both):
        raise InputError(
            "padding='same' that is not even on both sides is not supported: Keras's backends disagree on it"
        )
    groups = windows_of(data, size, stride, both, (1,) * len(size))
    result = average_of_groups(data, groups) if mean else maximum_of_groups(data, groups, name=layer.name)
    return _channels_back(layer, result)


def _pooled_globally(layer: Any, x: Tensor, mean: bool) -> Tensor:
    axes = range(1, x.ndim) if layer.data_format == "channels_first" else range(x.ndim - 1)
    groups = groups_over(x, axes, layer.keepdims)
    return average_of_groups(x, groups) if mean else maximum_of_groups(x, groups, name=layer.name)


def _padding(
    layer: Any, sizes: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> list[tuple[int, int]]:
    """Before and after each axis; "same" is as many windows as strides begin, the odd zero at the end."""
    if layer.padding == "valid":
        return [(0, 0)] * len(sizes)
    if layer.padding != "same":
        raise InputError(f"padding={layer.padding!r} is not supported")
    total = [
        max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
        for n, k, s, d in zip(sizes, kernel, stride, dilation, strict=True)
    ]
    return [(n // 2, n - n // 2) for n in total]


def _channels_first(layer: Any, x: Tensor) -> Tensor:
    return x if layer.data_format == "channels_first" else x.transpose(x.ndim - 1, *range(x.ndim - 1))


def _channels_back(layer: Any, x: Tensor) -> Tensor:
    return x if layer.data_format == "channels_first" else x.transpose(*range(1, x.ndim), 0)


def _flattened(layer: Any, x: Tensor) -> Tensor:
    moved = x.ndim > 1 and getattr(layer, "data_format", None) == "channels_first"
    return (x.transpose(*range(1, x.ndim), 0) if moved else x).flatten()


def _zero_padded(layer: Any, x: Tensor) -> Tensor:
    return pad(x, _each_side(layer, x, layer.padding))


def _cropped(layer: Any, x: Tensor) -> Tensor:
    return pad(x, [(-before, -after) for before, after in _each_side(layer, x, layer.cropping)])


def _each_side(layer: Any, x: Tensor, widths: Any) -> list[tuple[int, int]]:
    pairs = [tuple(pair) for pair in widths] if isinstance(widths[0], tuple | list) else [tuple(widths)]
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    return [(0, 0), *pairs] if first else [*pairs, (0, 0)]


def _relu(layer: Any, x: Tensor) -> Tensor:
    if layer.threshold != 0:
        raise InputError(f"threshold={layer.threshold} is not supported: the function is not continuous")
    slope = number(layer, layer.negative_slope)
    if layer.max_value is None:
        return leaky(x, slope, layer.name)
    top = number(layer, layer.max_value)
    knots, slopes = ([0.0, top], [slope, 1.0, 0.0]) if top > 0 else ([0.0], [slope, 0.0])
    return piecewise_linear(x, knots, slopes, name=layer.name)


def _prelu(layer: Any, x: Tensor) -> Tensor:
    slopes = np.broadcast_to(_values(layer.alpha), x.shape)
    return PReLU(slopes.ravel(), 0, layer.name)(x.flatten()).reshape(*x.shape)


def _added(layer: Any, operands: Sequence[Tensor]) -> Tensor:
    result = operands[0]
    for operand in operands[1:]:
        result = result + operand
    return result


def _joined(layer: Any, operands: Sequence[Tensor]) -> Tensor:
    return concatenate(operands, layer.axis - 1 if layer.axis > 0 else layer.axis)


def _permuted(layer: Any, x: Tensor) -> Tensor:
    return x.transpose(*(axis - 1 for axis in layer.dims))


def _reshaped(layer: Any, x: Tensor) -> Tensor:
    return x.reshape(*layer.target_shape)


def _repeated(layer: Any, x: Tensor) -> Tensor:
    return x.relabelled(np.tile(x.order, (layer.n, 1)))


def _upsampled(layer: Any, x: Tensor) -> Tensor:
    return x.relabelled(np.repeat(x.order, layer.size, axis=0))


def _same(layer: Any, x: Tensor) -> Tensor:
    return x


LAYERS: dict[str, Callable[[Any, Any], Tensor]] = {
    "Activation": _same,
    "Add": _added,
    "AlphaDropout": _same,
    "Average": lambda layer, operands: _added(layer, operands) / len(operands),
    "AveragePooling1D": lambda layer, x: _pooled(layer, x, True),
    "AveragePooling2D": lambda layer, x: _pooled(layer, x, True),
    "BatchNormalization": _normalised,
    "Concatenate": _joined,
    "Conv1D": _conv,
    "Conv2D": _conv,
    "Cropping1D": _cropped,
    "Cropping2D": _cropped,
    "Dense": _dense,
    "Dropout": _same,
    "Flatten": _flattened,
    "GaussianDropout": _same,
    "GaussianNoise": _same,
    "GlobalAveragePooling1D": lambda layer, x: _pooled_globally(layer, x, True),
    "GlobalAveragePooling2D": lambda layer, x: _pooled_globally(layer, x, True),
    "GlobalMaxPooling1D": lambda layer, x: _pooled_globally(layer, x, False),
    "GlobalMaxPooling2D": lambda layer, x: _pooled_globally(layer, x, False),
    "Identity": _same,
    "LeakyReLU": lambda layer, x: leaky(x, number(layer, layer.negative_slope), layer.name),
    "MaxPooling1D": lambda layer, x: _pooled(layer, x, False),
    "MaxPooling2D": lambda layer, x: _pooled(layer, x, False),
    "Maximum": lambda layer, operands: maximum(operands, name=layer.name),
    "Minimum": lambda layer, operands: maximum(operands, smallest=True, name=layer.name),
    "PReLU": _prelu,
    "Permute": _permuted,
    "ReLU": _relu,
    "RepeatVector": _repeated,
    "Reshape": _reshaped,
    "SpatialDropout1D": _same,
    "SpatialDropout2D": _same,
    "Subtract": lambda layer, operands: operands[0] - operands[1],
    "UpSampling1D": _upsampled,
    "ZeroPadding1D": _zero_padded,
    "ZeroPadding2D": _zero_padded,
}
"""What each layer does before its activation."""
