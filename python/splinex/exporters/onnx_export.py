"""Networks as ONNX models in float64: one Gemm for each layer, then what is made of its rows."""

from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.exporters.onnx_notes import KEY, noted
from splinex.layer import Layer
from splinex.network import Network
from splinex.replacing import replacing

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

__all__ = ["onnx_model", "write_onnx"]

_OPSET = 13
_IR_VERSION = 8
_MOST_BYTES = 2**31 - 2**20
"""Protocol buffers end at 2 GB."""


def write_onnx(network: Network, path: str | PathLike[str]) -> None:
    """Write a model, or nothing at all; see `Network.to_onnx`."""
    file = Path(path)
    if file.suffix.lower() != ".onnx":
        raise InputError(f"{file}: the extension must be .onnx")
    if sum(layer.weight.nbytes + layer.bias.nbytes for layer in network.layers) > _MOST_BYTES:
        raise InputError("the weights of this network do not fit an ONNX file, which holds 2 GB; use to_npz")
    content = onnx_model(network).SerializeToString(deterministic=True)
    with replacing(file) as stream:
        stream.write(content)


def onnx_model(network: Network) -> "ModelProto":
    """The model: input x (N, *input_shape) and output y (N, n_outputs), both float64.

    Layer i is y = Gemm(x, Wi, bi), divided by its denominator if that is not 1; then Relu, ReduceMax over groups of rows, or
    neither, for each kind of output. Nodes are called after the hidden layers. What a graph of plain operators cannot say,
    which outputs make one unit above all, is noted in the metadata of the model.
    """
    try:
        from onnx import TensorProto, helper
    except ImportError as error:
        raise InputError("writing ONNX needs the onnx package: pip install splinex[onnx]") from error
    draft = _Draft()
    value = "x"
    if len(network.input_shape) > 1:
        value = draft.add("Flatten", ["x"], "flat")
    names = iter(network.names)
    for i, layer in enumerate(network.layers):
        value = _layer(draft, layer, str(i), value, "" if layer.affine else next(names))
    draft.nodes[-1].output[0] = "y"
    graph = helper.make_graph(
        draft.nodes,
        "splinex",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", *network.input_shape])],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["N", network.n_outputs])],
        draft.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET)]
    model = helper.make_model(graph, ir_version=_IR_VERSION, opset_imports=opsets, producer_name="splinex")
    helper.set_model_props(model, {KEY: noted(network)})
    return model


@dataclass(slots=True)
class _Draft:
    """Nodes and constants of a graph."""

    nodes: "list[NodeProto]" = field(default_factory=list)
    constants: "list[TensorProto]" = field(default_factory=list)

    def add(self, kind: str, inputs: list[str], output: str, name: str = "", **options: Any) -> str:
        """Append a node; returns its output."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=name or output, **options))
        return output

    def keep(self, name: str, value: NDArray[Any]) -> str:
        """Store a constant; returns its name."""
        from onnx.numpy_helper import from_array

        self.constants.append(from_array(value, name))
        return name


def _layer(draft: _Draft, layer: Layer, i: str, value: str, name: str) -> str:
    weight, bias = draft.keep(f"W{i}", layer.weight), draft.keep(f"b{i}", layer.bias)
    rows = draft.add("Gemm", [value, weight, bias], f"rows{i}", transB=1)
    if layer.denominator != 1:
        below = draft.keep(f"d{i}", np.array(float(layer.denominator)))
        rows = draft.add("Div", [rows, below], f"divided{i}")
    sizes = np.maximum(layer.gates, 1)
    starts = np.cumsum(sizes) - sizes
    parts, places = [], []
    for gate in map(int, np.unique(layer.gates)):
        mine = np.flatnonzero(layer.gates == gate)
        members = (starts[mine, None] + np.arange(max(gate, 1))).ravel()
        parts.append(_gated(draft, gate, members, len(layer.bias), rows, f"{i}_{gate}", name))
        places.append(mine)
    if len(parts) == 1:
        return parts[0]
    joined = draft.add("Concat", parts, f"joined{i}", axis=1)
    order = np.argsort(np.concatenate(places))
    if (order == np.arange(len(order))).all():
        return joined
    return draft.add("Gather", [joined, draft.keep(f"order{i}", order)], f"outputs{i}", axis=1)


def _gated(draft: _Draft, gate: int, members: NDArray[np.int64], rows: int, value: str, i: str, name: str) -> str:
    """Outputs of one kind, made of the given rows."""
    if len(members) < rows:
        value = draft.add("Gather", [value, draft.keep(f"members{i}", members)], f"taken{i}", axis=1)
    if gate == 0:
        return draft.add("Relu", [value], f"relu{i}", name)
    if gate == 1:
        return value
    shape = draft.keep(f"groups{i}", np.array([0, -1, gate], dtype=np.int64))
    groups = draft.add("Reshape", [value, shape], f"grouped{i}")
    return draft.add("ReduceMax", [groups], f"max{i}", name, axes=[2], keepdims=0)
