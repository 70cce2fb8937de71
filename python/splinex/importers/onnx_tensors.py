"""Tensors of an ONNX graph: constants as arrays, and those that depend on the input as symbolic ones."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.tensor import Tensor

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

__all__ = ["Array", "Value", "attributes", "constant_value", "converted", "dense", "described", "node_name", "real"]

Array = NDArray[Any]
Value = Array | Tensor
"""A constant, or what depends on the input."""


def node_name(node: "NodeProto") -> str:
    """The name of a node; nodes without one are called by their output."""
    return node.name or next(iter(node.output), "?")


def described(node: "NodeProto") -> str:
    """A node in a sentence."""
    return f"the node {node_name(node)} ({node.op_type})"


def attributes(node: "NodeProto") -> dict[str, Any]:
    """The attributes of a node as Python values; tensors stay as they are stored."""
    from onnx.helper import get_attribute_value

    return {attribute.name: get_attribute_value(attribute) for attribute in node.attribute}


def real(constant: Array, name: str) -> NDArray[np.float64]:
    """A constant as finite float64, exactly."""
    return as_finite(constant, f"the constant {name}")


def dense(tensor: "TensorProto") -> Array:
    """A stored tensor as an array."""
    from onnx.numpy_helper import to_array

    try:
        return to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"the constant {tensor.name} is damaged ({error})") from error


def constant_value(node: "NodeProto") -> Array:
    """What a Constant node holds."""
    form, value = next(iter(attributes(node).items()), ("value", None))
    if form == "value" and value is not None:
        return dense(value)
    if form in ("value_float", "value_floats"):
        return np.array(value, dtype=np.float32)
    if form in ("value_int", "value_ints"):
        return np.array(value, dtype=np.int64)
    raise InputError(f"its {form} is not supported; a dense tensor of numbers is needed")


def converted(value: Value, dtype: np.dtype[Any] | None, to: int) -> tuple[Value, np.dtype[Any]]:
    """Constants become what the file says; data of that dtype may only keep it or become wider, which rounds nothing."""
    from onnx.helper import tensor_dtype_to_np_dtype

    try:
        target = tensor_dtype_to_np_dtype(to)
        if not isinstance(value, Tensor):
            with np.errstate(all="ignore"):
                return value.astype(target), target
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(f"this cast is not possible ({error})") from error
    if target not in (dtype, np.dtype(np.float64)):
        raise InputError(f"casting the data from {dtype} to {target} rounds it, which is no linear operation")
    return value, target
