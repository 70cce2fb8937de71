"""ONNX graphs of piecewise-linear operators, read exactly: a float32 keeps its value, affine maps are never multiplied."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.errors import InputError
from splinex.graphs.lowering import lowered
from splinex.graphs.tensor import Tensor
from splinex.importers.onnx_affine import AFFINE
from splinex.importers.onnx_call import Call, Operator
from splinex.importers.onnx_integers import INTEGERS, SOURCES, folded
from splinex.importers.onnx_model import check_ends, check_nodes, check_valid, input_tensor, parsed, without_last
from splinex.importers.onnx_moves import MOVES, parts_of_split
from splinex.importers.onnx_own import own_network
from splinex.importers.onnx_reductions import REDUCTIONS
from splinex.importers.onnx_reference import check_against_reference
from splinex.importers.onnx_tensors import Value, attributes, converted, dense, described
from splinex.importers.onnx_units import ELEMENTWISE
from splinex.importers.onnx_windows import WINDOWS
from splinex.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

__all__ = ["read_onnx"]

_COMPUTING: dict[str, Operator] = {**AFFINE, **ELEMENTWISE, **REDUCTIONS, **WINDOWS}
_SUPPORTED = sorted({*_COMPUTING, *MOVES, *SOURCES, *INTEGERS, "Cast", "Split"})


def read_onnx(path: Path) -> Network:
    """Read a graph of piecewise-linear operators from an ONNX file.

    The network is the real-arithmetic function of the stored numbers; affine operators are composed exactly by `Network`.
    Inputs and outputs are the entries of the model's input and output tensors in row-major order, for a batch of one. Hidden
    layers are named after the nodes that make their units. The forward pass is compared with the reference evaluation of the
    `onnx` package at a few points, within a bound on rounding errors.

    Parameters
    ----------
    path : Path
        One input and one output, float32 or float64. `splinex.load` lists the operators. Sigmoid, Softmax or LogSoftmax at
        the very end is left out: regions do not depend on it.

    Raises
    ------
    InputError
        When the file is not ONNX, or is anything but such a graph: names the node and its operator.
    """
    model = parsed(path)
    own = own_network(model)
    if own is not None:
        check_against_reference(own, model, "x", (1, *own.input_shape), np.dtype(np.float64))
        return own
    without_last(model)
    opset = check_nodes(model, _SUPPORTED)
    graph = model.graph
    stored = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in stored]
    check_ends(inputs, graph)
    data, dtype = input_tensor(inputs[0])
    check_valid(model)
    values: dict[str, Value] = {tensor.name: dense(tensor) for tensor in graph.initializer}
    column = data.ndim == 2 and data.shape[1] == 1
    run = _Run(opset, column, {**values, inputs[0].name: data}, {inputs[0].name: dtype})
    network = lowered(run.output(model), data.shape[1:] if data.ndim > 1 and len(data) == 1 else data.shape)
    check_against_reference(network, model, inputs[0].name, data.shape, dtype)
    return network


@dataclass(slots=True)
class _Run:
    """Values of the tensors so far.

    Attributes
    ----------
    column : bool
        Whether the model's input is a column.
    dtypes : dict
        In which the file computes what depends on the input.
    """

    opset: int
    column: bool
    values: dict[str, Value]
    dtypes: dict[str, np.dtype[Any]] = field(default_factory=dict)

    def output(self, model: "ModelProto") -> Tensor:
        """Follow the nodes in their order, which is topological, to the model's output."""
        for node in model.graph.node:
            try:
                self._follow(node)
            except InputError as error:
                raise InputError(f"{described(node)}: {error}") from error
            except (ValueError, TypeError, IndexError, KeyError, OverflowError, MemoryError) as error:
                raise InputError(f"{described(node)}: its operands and attributes do not fit ({error})") from error
        name = model.graph.output[0].name
        result = self.values.get(name)
        if not isinstance(result, Tensor):
            raise InputError(f"the output {name} does not depend on the input")
        return result

    def _follow(self, node: "NodeProto") -> None:
        operands = tuple(self._operand(name) for name in node.input)
        dtypes = [self.dtypes[name] for name in node.input if name in self.dtypes]
        dtype = dtypes[0] if dtypes else None
        call = Call(node, operands, attributes(node), dtype, self.opset, self.column)
        if node.op_type == "Cast":
            value, dtype = converted(_present(call.operand(0)), dtype, call.options["to"])
            results = [value]
        else:
            results = parts_of_split(call) if node.op_type == "Split" else [_value(call)]
        for name, result in zip(node.output, results, strict=False):
            self.values[name] = result
            if isinstance(result, Tensor) and dtype is not None:
                self.dtypes[name] = dtype

    def _operand(self, name: str) -> Value | None:
        if name and name not in self.values:
            raise InputError(f"{name} is not the first output of a node, which cannot be read")
        return self.values[name] if name else None


def _value(call: Call) -> Value:
    kind = call.node.op_type
    if kind in SOURCES:
        return SOURCES[kind](call)
    if kind in MOVES:
        return MOVES[kind](call)
    if call.constant:
        return folded(call)
    if kind in INTEGERS:
        raise InputError("its operands depend on the input; only constant integers can be read here")
    return _COMPUTING[kind](call)


def _present(value: Value | None) -> Value:
    if value is None:
        raise InputError("its operand is missing")
    return value
