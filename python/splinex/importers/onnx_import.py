"""Chains of fully-connected layers in ONNX files, read exactly: a float32 keeps its value, affine maps are never multiplied."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from splinex.errors import InputError
from splinex.importers.onnx_affine import AFFINE
from splinex.importers.onnx_chain import Chain
from splinex.importers.onnx_model import check_one_chain, check_valid, input_data, loaded_model
from splinex.importers.onnx_reference import check_against_reference
from splinex.importers.onnx_tensors import RELABELLING, Data, Tensor, cast, constant_value, dense, described, relabelled
from splinex.network import Network

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

__all__ = ["read_onnx"]

_SUPPORTED = sorted({*AFFINE, *RELABELLING, "Cast", "Constant", "Relu"})


def read_onnx(path: Path) -> Network:
    """Read a chain of affine operators and ReLUs from an ONNX file.

    The network is the real-arithmetic function of the stored numbers. Every affine operator becomes a layer of its own; runs
    of them without a ReLU between are composed exactly by `Network`. Inputs and outputs are the entries of the model's input
    and output tensors in row-major order, for a batch of one. Hidden layers are named after the Relu nodes. The forward pass
    is compared with the reference evaluation of the `onnx` package at a few points, within a bound on rounding errors.

    Parameters
    ----------
    path : Path
        Operators: Add, Cast, Constant, Dropout (does nothing), Flatten, Gemm, Identity, MatMul, Relu, Reshape, Squeeze,
        Sub, Transpose, Unsqueeze. One input and one output, float32 or float64.

    Raises
    ------
    InputError
        When the file is not ONNX, or is anything but such a chain: names the node and its operator.
    """
    model = loaded_model(path, _SUPPORTED)
    graph = model.graph
    stored = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in stored]
    check_one_chain(inputs, graph)
    data = input_data(inputs[0])
    check_valid(model)
    constants: dict[str, Tensor] = {tensor.name: dense(tensor) for tensor in graph.initializer}
    chain = Chain(data.order.size)
    result = _run(chain, graph, {**constants, inputs[0].name: data})
    network = chain.network(result)
    check_against_reference(network, model, inputs[0].name, data.shape, data.dtype)
    return network


def _run(chain: Chain, graph: "GraphProto", tensors: dict[str, Tensor]) -> Data:
    """Lower the nodes in their order, which is topological, and return what the output is."""
    uses = Counter([name for node in graph.node for name in node.input] + [graph.output[0].name])
    for node in graph.node:
        operands = [_operand(node, name, tensors) for name in node.input]
        for name, operand in zip(node.input, operands, strict=True):
            if isinstance(operand, Data) and uses[name] > 1:
                raise InputError(f"{described(node)}: {name} is used {uses[name]} times, but only chains can be read")
        try:
            tensors[node.output[0]] = _value(chain, node, operands)
        except InputError as error:
            raise InputError(f"{described(node)}: {error}") from error
    result = tensors.get(graph.output[0].name)
    if not isinstance(result, Data):
        raise InputError(f"the output {graph.output[0].name} does not depend on the input")
    return result


def _operand(node: "NodeProto", name: str, tensors: dict[str, Tensor]) -> Tensor | None:
    if name and name not in tensors:
        raise InputError(f"{described(node)}: {name} is not the first output of a node, which cannot be read")
    return tensors[name] if name else None


def _value(chain: Chain, node: "NodeProto", operands: list[Tensor | None]) -> Tensor:
    """The first output of a node, after its layer was added."""
    if node.op_type in AFFINE:
        return AFFINE[node.op_type](chain, node, operands)
    if node.op_type == "Constant":
        return constant_value(node)
    first, others = operands[0], operands[1:]
    rest = [other for other in others if not isinstance(other, Data)]
    if first is None or len(rest) < len(others):
        raise InputError("only its first operand may depend on the input")
    if node.op_type == "Cast":
        return cast(node, first)
    if node.op_type == "Relu":
        if not isinstance(first, Data):
            raise InputError("its operand is a constant")
        chain.relu(first, node.name)
        return first
    return relabelled(node, first, rest)
