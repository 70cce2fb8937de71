"""Activations of Keras 3: those that are piecewise linear, and those that may only come last."""

from collections.abc import Callable
from typing import Any

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import piecewise_linear
from splinex.importers.endings import ENDINGS
from splinex.importers.keras_numbers import number
from splinex.nn.activations import Clip, HardSigmoid, LeakyReLU, ReLU

__all__ = ["activated", "ending_of", "leaky"]


def activated(layer: Any, x: Tensor) -> Tensor:
    """A layer's activation, under the layer's name."""
    name = _name(layer.activation)
    if name not in _ACTIVATIONS:
        raise InputError(f"the activation {name!r} is not supported")
    return _ACTIVATIONS[name](layer, x)


def ending_of(layer: Any) -> str | None:
    """Which ignored last function a layer is, or has for its activation."""
    if type(layer).__name__ == "Softmax":
        return "softmax"
    name = _name(getattr(layer, "activation", None))
    return name if name in ENDINGS else None


def leaky(x: Tensor, slope: float, name: str) -> Tensor:
    """A leaky ReLU, or with slope 0 a ReLU."""
    return LeakyReLU(slope, name)(x) if slope else ReLU(name)(x)


def _name(activation: Any) -> str:
    """The name of one of Keras's own functions; of anything else a description that is none of theirs."""
    if activation is None:
        return "linear"
    module, name = getattr(activation, "__module__", "") or "", getattr(activation, "__name__", "")
    return name if module.startswith("keras.") and name else f"{module}.{name or type(activation).__name__}"


def _shrunk(layer: Any, x: Tensor) -> Tensor:
    return piecewise_linear(x, [-0.5, 0.5], [1.0, 0.0, 1.0], name=layer.name)


_ACTIVATIONS: dict[str, Callable[[Any, Tensor], Tensor]] = {
    "hard_sigmoid": lambda layer, x: HardSigmoid(layer.name)(x),
    "hard_tanh": lambda layer, x: Clip(-1.0, 1.0, layer.name)(x),
    "leaky_relu": lambda layer, x: LeakyReLU(number(layer, 0.2), layer.name)(x),
    "linear": lambda layer, x: x,
    "relu": lambda layer, x: ReLU(layer.name)(x),
    "relu6": lambda layer, x: Clip(0.0, 6.0, layer.name)(x),
    "soft_shrink": _shrunk,
}
