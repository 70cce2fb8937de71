"""Integers of an ONNX graph that do not depend on the input: shapes, and what exporters compute of them."""

import math
from typing import Any

import numpy as np

from splinex.errors import InputError
from splinex.importers.onnx_call import Call
from splinex.importers.onnx_tensors import Array, constant_value, dense

__all__ = ["INTEGERS", "SOURCES", "folded"]

_MOST_ENTRIES = 2**22
INTEGERS = ("Equal", "Range", "ReduceProd", "Where")
"""Operators for which integers are all that can be read."""


def folded(call: Call) -> Array:
    """The output of a node whose operands are integers, as the `onnx` package computes it."""
    from onnx.reference import ReferenceEvaluator

    feeds: dict[str, Array] = {}
    for name, value in zip(call.node.input, call.operands, strict=True):
        if isinstance(value, np.ndarray):
            if value.dtype.kind not in "iub":
                raise InputError(
                    "both operands are constants; one must depend on the input"
                    if len(call.operands) == 2
                    else "its operand is a constant"
                )
            feeds[name] = value
    evaluator = ReferenceEvaluator(call.node, opsets={"": call.opset})
    try:
        results: Any = evaluator.run(None, feeds)
        return np.asarray(results[0])
    except Exception as error:  # The evaluator raises whatever its operators raise.
        raise InputError(f"it cannot be evaluated ({error})") from error


def _constant(call: Call) -> Array:
    return constant_value(call.node)


def _constant_of_shape(call: Call) -> Array:
    shape = call.integers("shape", 0)
    if shape is None or any(n < 0 for n in shape) or math.prod(shape) > _MOST_ENTRIES:
        raise InputError(f"its shape {shape} is not one, or too large")
    value = dense(call.options["value"]) if "value" in call.options else np.zeros(1, np.float32)
    return np.broadcast_to(value.ravel()[0], shape)


def _shape(call: Call) -> Array:
    return np.array(_shape_of(call)[call.options.get("start", 0) : call.options.get("end")], dtype=np.int64)


def _size(call: Call) -> Array:
    return np.array(np.prod(_shape_of(call), dtype=np.int64))


def _shape_of(call: Call) -> tuple[int, ...]:
    value = call.operand(0)
    if value is None:
        raise InputError("its operand is missing")
    return value.shape


SOURCES = {"Constant": _constant, "ConstantOfShape": _constant_of_shape, "Shape": _shape, "Size": _size}
"""What gives constants, also where an operand depends on the input: its shape does not."""
