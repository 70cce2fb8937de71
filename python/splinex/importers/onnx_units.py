"""The elementwise piecewise-linear operators of ONNX, each a module of units."""

import numpy as np

from splinex.errors import InputError
from splinex.graphs.graph import UnitsNode
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import piecewise_linear, relu
from splinex.importers.onnx_call import Call, Operator
from splinex.nn import Clip

__all__ = ["ELEMENTWISE"]


def _relu(call: Call) -> Tensor:
    x = call.data()
    return x if _nonnegative(x) else relu(x, call.name)


def _nonnegative(x: Tensor) -> bool:
    """Whether the entries are sums of ReLUs, which another ReLU does not change."""
    node = x.graph.nodes[x.vector - 1] if x.vector else None
    return (
        isinstance(node, UnitsNode)
        and not node.gates.any()
        and bool((node.readout.data >= 0).all())
        and bool((node.offset >= 0).all())
    )


def _leaky_relu(call: Call) -> Tensor:
    slope = call.options.get("alpha", float(np.float32(0.01)))
    return piecewise_linear(call.data(), [0.0], [slope, 1.0], name=call.name)


def _prelu(call: Call) -> Tensor:
    x, slopes = call.data(), call.needed(1)
    try:
        wide = np.broadcast_to(slopes, x.shape)
    except ValueError:
        raise InputError(f"slopes of shape {slopes.shape} do not fit data of shape {x.shape}") from None
    return piecewise_linear(x, [0.0], np.stack([wide, np.ones(x.shape)], axis=-1), name=call.name)


def _abs(call: Call) -> Tensor:
    return piecewise_linear(call.data(), [0.0], [-1.0, 1.0], name=call.name)


def _clip(call: Call) -> Tensor:
    """Bounds that the file's numbers cannot reach are none."""
    low, high = _bound(call, "min", 1, -np.inf), _bound(call, "max", 2, np.inf)
    most = float(np.finfo(call.dtype or np.float64).max)
    low, high = -np.inf if low <= -most else low, np.inf if high >= most else high
    if low >= high:
        raise InputError(f"the bounds {low} and {high} leave nothing of the data")
    return Clip(low, high, call.name)(call.data())


def _bound(call: Call, option: str, place: int, default: float) -> float:
    if option in call.options:
        return float(call.options[option])
    value = call.array(place)
    if value is None:
        return default
    if value.size != 1:
        raise InputError(f"its {option} has shape {value.shape}; a single number is needed")
    return float(value.item())


def _hard_sigmoid(call: Call) -> Tensor:
    """max(0, min(1, alpha * x + beta)) for the stored numbers, which are float32."""
    alpha, beta = (call.options.get(*pair) for pair in (("alpha", float(np.float32(0.2))), ("beta", 0.5)))
    return Clip(0.0, 1.0, call.name)(call.data() * alpha + beta)


ELEMENTWISE: dict[str, Operator] = {
    "Abs": _abs,
    "Clip": _clip,
    "HardSigmoid": _hard_sigmoid,
    "LeakyRelu": _leaky_relu,
    "PRelu": _prelu,
    "Relu": _relu,
}
