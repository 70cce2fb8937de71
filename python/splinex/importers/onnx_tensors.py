"""Tensors of an ONNX graph that is a chain: constants, and the one that depends on the input, kept as a relabelled vector."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

__all__ = [
    "RELABELLING",
    "Array",
    "Data",
    "Tensor",
    "attributes",
    "cast",
    "constant_value",
    "dense",
    "described",
    "node_name",
    "real",
    "relabelled",
]

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The tensor that depends on the input.

    Attributes
    ----------
    order : ndarray of int64, of the tensor's shape
        Which entry of the vector behind the last layer each entry of the tensor is. Reshapes and transpositions change
        this array alone.
    dtype : dtype
        float32 or float64, as the file computes.
    """

    order: NDArray[np.int64]
    dtype: np.dtype[Any]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.order.shape


Tensor = Array | Data
"""A constant, or the data."""


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


def cast(node: "NodeProto", tensor: Tensor) -> Tensor:
    """Constants become what the file says; the data may only keep its type or become wider, which rounds nothing."""
    from onnx.helper import tensor_dtype_to_np_dtype

    try:
        target = tensor_dtype_to_np_dtype(attributes(node)["to"])
        if not isinstance(tensor, Data):
            with np.errstate(all="ignore"):
                return tensor.astype(target)
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(f"this cast is not possible ({error})") from error
    if target not in (tensor.dtype, np.dtype(np.float64)):
        raise InputError(f"casting the data from {tensor.dtype} to {target} rounds it, which is no linear operation")
    return Data(tensor.order, target)


def relabelled(node: "NodeProto", tensor: Tensor, operands: list[Array | None]) -> Tensor:
    """Apply an operator of `RELABELLING`, which moves entries and computes nothing.

    Parameters
    ----------
    operands : list of ndarray or None
        The inputs after the first.
    """
    if node.op_type == "Dropout" and any(mode is not None and mode.any() for mode in operands[1:]):
        raise InputError("training mode; export the model for inference")
    array = tensor.order if isinstance(tensor, Data) else tensor
    try:
        moved = RELABELLING[node.op_type](array, attributes(node), operands[0] if operands else None)
    except (ValueError, TypeError, IndexError) as error:
        raise InputError(f"a tensor of shape {array.shape} does not fit ({error})") from error
    return Data(moved, tensor.dtype) if isinstance(tensor, Data) else moved


def _flatten(array: Array, options: dict[str, Any], _: Array | None) -> Array:
    axis = options.get("axis", 1)
    if not -array.ndim <= axis <= array.ndim:
        raise ValueError(f"axis {axis}")
    return array.reshape(int(np.prod(array.shape[:axis])), -1)


def _reshape(array: Array, options: dict[str, Any], operand: Array | None) -> Array:
    shape = _integers(operand)
    if not options.get("allowzero", 0):
        shape = [array.shape[axis] if size == 0 else size for axis, size in enumerate(shape)]
    return array.reshape(shape)


def _squeeze(array: Array, options: dict[str, Any], operand: Array | None) -> Array:
    axes = options["axes"] if "axes" in options else None if operand is None else _integers(operand)
    return np.squeeze(array, axis=None if axes is None else tuple(axes))


def _unsqueeze(array: Array, options: dict[str, Any], operand: Array | None) -> Array:
    axes = options["axes"] if "axes" in options else _integers(operand)
    return np.expand_dims(array, tuple(axes))


def _transpose(array: Array, options: dict[str, Any], _: Array | None) -> Array:
    return np.transpose(array, options.get("perm"))


def _unchanged(array: Array, options: dict[str, Any], _: Array | None) -> Array:
    return array


def _integers(operand: Array | None) -> list[int]:
    if operand is None:
        raise ValueError("its second input is missing")
    return [operator.index(value) for value in operand.ravel()]


RELABELLING: dict[str, Callable[[Array, dict[str, Any], Array | None], Array]] = {
    "Dropout": _unchanged,
    "Flatten": _flatten,
    "Identity": _unchanged,
    "Reshape": _reshape,
    "Squeeze": _squeeze,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
"""What moves entries of a tensor, or nothing, the same way for constants and for `Data.order`."""
