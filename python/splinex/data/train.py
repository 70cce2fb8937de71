"""``python -m splinex.data.train [FOLDER]``: train the shipped networks anew. Needs ``pip install splinex[onnx,sklearn]``.

| network | inputs | from | fitted |
|---|---|---|---|
| iris 4-16-16-3 | all 4 measurements | the iris data of scikit-learn, 150 flowers of 3 species | 150 of 150 |
| wine 13-12-10-3 | all 13 measurements | the wine data of scikit-learn, 178 wines of 3 growers | 178 of 178 |
| moons 2-16-16-1 | the plane | 400 points of scikit-learn's make_moons, in 2 classes | 393 of 400 |

Outputs are those before the softmax or logistic function. iris and wine begin with the standardisation of their inputs:
subtract the mean, multiply by 1 / scale. The stored float64 numbers are the fitted ones. Training repeats on one machine; a
different library of linear algebra may lead to other numbers: the committed files are the networks of the documentation.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.importers.sklearn_import import from_sklearn
from splinex.layer import Layer
from splinex.network import Network
from splinex.replacing import replacing

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

__all__ = ["main", "write_onnx"]

Array = NDArray[np.float64]


def main(folder: Path = Path(__file__).parent) -> None:
    """Write every network as ``.npz`` and ``.onnx``, and the boxes of their data as ``domains.json``."""
    from sklearn.datasets import load_iris, load_wine, make_moons

    domains: dict[str, dict[str, list[float]]] = {}
    for name, hidden, solver, (points, classes) in (
        ("iris", (16, 16), "lbfgs", load_iris(return_X_y=True)),
        ("wine", (12, 10), "lbfgs", load_wine(return_X_y=True)),
        ("moons", (16, 16), "adam", make_moons(400, noise=0.15, random_state=0)),
    ):
        network, fitted = _trained(points, classes, hidden, solver, standardise=name != "moons")
        network.to_npz(folder / f"{name}.npz")
        write_onnx(network, folder / f"{name}.onnx")
        low, high = points.min(axis=0), points.max(axis=0)
        if name == "moons":  # A round frame for the picture.
            low, high = np.floor(2 * low) / 2, np.ceil(2 * high) / 2
        domains[name] = {"low": low.tolist(), "high": high.tolist()}
        print(f"{name}: {network}, {fitted} of {len(points)} fitted")
    with replacing(folder / "domains.json") as stream:
        stream.write((json.dumps(domains, indent=1) + "\n").encode())


def write_onnx(network: Network, path: Path) -> None:
    """Write a network as an ONNX chain of Sub, MatMul, Gemm and Relu in float64, which `load` reads back layer by layer."""
    from onnx import TensorProto, helper

    nodes: list[NodeProto] = []
    constants: list[TensorProto] = []
    last = "x"
    for i, layer in enumerate(network.layers):
        node, numbers = _affine_node(i, layer, last)
        nodes.append(node)
        constants += numbers
        last = node.output[0]
        if layer.relu:
            last = f"relu{sum(before.relu for before in network.layers[:i])}"
            nodes.append(helper.make_node("Relu", list(node.output), [last], name=last))
    nodes.append(helper.make_node("Identity", [last], ["y"], name="y"))
    ends = [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["batch", size])
        for name, size in (("x", network.n_inputs), ("y", network.n_outputs))
    ]
    graph = helper.make_graph(nodes, path.stem, ends[:1], ends[1:], constants)
    model = helper.make_model(graph, producer_name="splinex", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    with replacing(path) as stream:
        stream.write(model.SerializeToString(deterministic=True))


def _trained(
    points: Array, classes: Array, hidden: tuple[int, ...], solver: str, *, standardise: bool
) -> tuple[Network, int]:
    """A fitted classifier as a network, and how many points it classifies right."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    perceptron = MLPClassifier(hidden, solver=solver, alpha=0.01, max_iter=2000, random_state=0)
    steps: list[Any] = [StandardScaler(), perceptron] if standardise else [perceptron]
    model = make_pipeline(*steps).fit(points, classes)
    return from_sklearn(model), int((model.predict(points) == classes).sum())


def _affine_node(i: int, layer: Layer, data: str) -> "tuple[NodeProto, list[TensorProto]]":
    """A shift of the inputs as Sub, a layer without biases as MatMul, any other as Gemm."""
    from onnx import helper, numpy_helper

    def constant(name: str, value: Array) -> "TensorProto":
        return numpy_helper.from_array(np.ascontiguousarray(value), name)

    size = len(layer.bias)
    if np.array_equal(layer.weight, np.eye(size)) and not layer.relu:
        return helper.make_node("Sub", [data, f"m{i}"], [f"sub{i}"], name=f"sub{i}"), [constant(f"m{i}", -layer.bias)]
    if not layer.bias.any() and not layer.relu:
        node = helper.make_node("MatMul", [data, f"W{i}"], [f"matmul{i}"], name=f"matmul{i}")
        return node, [constant(f"W{i}", layer.weight.T)]
    node = helper.make_node("Gemm", [data, f"W{i}", f"b{i}"], [f"gemm{i}"], name=f"gemm{i}", transB=1)
    return node, [constant(f"W{i}", layer.weight), constant(f"b{i}", layer.bias)]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
