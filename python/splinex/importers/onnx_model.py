"""ONNX files before their numbers are looked at: parsed, checked, refused by name when they hold anything else."""

import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.errors import InputError
from splinex.graphs.graph import Graph
from splinex.graphs.tensor import Tensor
from splinex.importers.onnx_tensors import node_name

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, ValueInfoProto

__all__ = ["check_ends", "check_nodes", "check_valid", "input_tensor", "parsed", "without_last"]

_OLDEST_OPSET = 7
"""Before it, Add broadcast by attributes and Dropout did not know inference."""
_MOST_INPUTS = 2**22
_MONOTONE = ("LogSoftmax", "Sigmoid", "Softmax")


def parsed(path: Path) -> "ModelProto":
    """Parse a file, or refuse one that is not ONNX."""
    try:
        import onnx
    except ImportError as error:
        raise InputError("reading ONNX needs the onnx package: pip install splinex[onnx]") from error
    try:
        return onnx.load(path)
    except (OSError, MemoryError):
        raise
    except onnx.checker.ValidationError as error:
        raise _invalid(error) from error
    except Exception as error:  # The DecodeError of protobuf, a package without types.
        raise InputError("not an ONNX file, or only a part of one") from error


def without_last(model: "ModelProto") -> None:
    """Take Sigmoid, Softmax and LogSoftmax off the very end of a model: linear regions do not depend on them."""
    graph = model.graph
    if len(graph.output) != 1:
        return
    output = graph.output[0]
    makers = {name: node for node in graph.node for name in node.output}
    last = makers.get(output.name)
    while last is not None and last.op_type in _MONOTONE and last.domain in ("", "ai.onnx"):
        before = last.input[0] if last.input else ""
        users = [node for node in graph.node if output.name in node.input]
        if before not in makers or users:
            return
        graph.node.remove(last)
        output.name = before
        last = makers[before]


def check_valid(model: "ModelProto") -> None:
    """Run onnx's own checker, which wants shapes of outputs that are not needed here: it gets some."""
    import onnx

    for output in model.graph.output:
        if not output.type.tensor_type.HasField("shape"):
            output.type.tensor_type.shape.SetInParent()
    try:
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, ValueError) as error:  # ValueError: a text that is not UTF-8.
        raise _invalid(error) from error


def _invalid(error: Exception) -> InputError:
    reason = str(error).strip().split("\n", 1)[0]
    return InputError(f"not a valid ONNX model ({reason})")


def check_nodes(model: "ModelProto", supported: Collection[str]) -> int:
    """The model's opset; an operator that is not among the supported ones is refused by name."""
    if not model.graph.node:
        raise InputError("not an ONNX file, or one without nodes")
    for node in model.graph.node:
        foreign = node.domain not in ("", "ai.onnx")
        if foreign or node.op_type not in supported:
            kind = f"{node.domain}.{node.op_type}" if foreign else node.op_type
            raise InputError(
                f"the node {node_name(node)} is a {kind}, which is not supported: "
                f"only {', '.join(supported)} can be read"
            )
    opset = max((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=None)
    if opset is None:
        raise InputError("not an ONNX file, or only a part of one: it names no opset")
    if opset < _OLDEST_OPSET:
        raise InputError(
            f"opset {opset} is too old; convert the model to {_OLDEST_OPSET} or newer (onnx.version_converter)"
        )
    return int(opset)


def check_ends(inputs: Sequence["ValueInfoProto"], graph: "GraphProto") -> None:
    """One input, one output, nothing sparse."""
    for kind, values in (("inputs", inputs), ("outputs", graph.output)):
        if len(values) != 1:
            names = ", ".join(value.name for value in values)
            raise InputError(f"the model has {len(values)} {kind} ({names}); exactly one is needed")
    if graph.sparse_initializer:
        raise InputError(f"the constant {graph.sparse_initializer[0].values.name} is sparse; store it densely")


def input_tensor(value: "ValueInfoProto") -> tuple[Tensor, np.dtype[Any]]:
    """The model's input, for a batch of one, as the first vector of a graph."""
    from onnx import TensorProto

    kind, name = value.type.tensor_type, f"the input {value.name}"
    dtypes: dict[int, np.dtype[Any]] = {
        TensorProto.FLOAT: np.dtype(np.float32),
        TensorProto.DOUBLE: np.dtype(np.float64),
    }
    if kind.elem_type not in dtypes:
        found = {number: text for text, number in TensorProto.DataType.items()}.get(kind.elem_type, "unknown")
        raise InputError(f"{name} is of type {found}; FLOAT or DOUBLE is needed")
    if not kind.HasField("shape"):
        raise InputError(f"{name} has no shape; export the model with one")
    shape = [dim.dim_value if dim.dim_value > 0 else None for dim in kind.shape.dim]
    text = [size or dim.dim_param or "?" for size, dim in zip(shape, kind.shape.dim, strict=True)]
    sizes = [size or 1 for size in shape]
    if None in shape[1:] or shape == [None]:
        raise InputError(f"{name} has the shape {text}; only a leading batch dimension may be symbolic")
    column = len(sizes) == 2 and sizes[1] == 1
    if len(sizes) > 1 and sizes[0] != 1 and not column:
        raise InputError(f"{name} has the shape {text}, a batch of {sizes[0]}; the batch must be 1 or symbolic")
    count = math.prod(sizes)
    if count > _MOST_INPUTS:
        raise InputError(f"{name} has the shape {text}, which is too large")
    return Tensor(Graph(count), 0, np.arange(count).reshape(sizes)), dtypes[kind.elem_type]
