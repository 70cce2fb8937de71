"""ONNX graphs that are more than one operator: ends that are left out, names, data types, shapes of inputs, older opsets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from onnx import TensorProto
from onnx_models import node, save

W = np.array([[1, -2, 3], [0, 4, -5]], np.float32)
B = np.array([7, -9], np.float32)


@pytest.mark.parametrize("ends", [["Softmax"], ["LogSoftmax"], ["Sigmoid"], ["Sigmoid", "Softmax"]])
def test_what_regions_do_not_depend_on_is_left_out(ends: list[str], tmp_path: Path) -> None:
    names = ["t", *(f"t{i}" for i in range(len(ends) - 1)), "y"]
    nodes = [
        node("Gemm", ["x", "W", "b"], ["t"], transB=1),
        *(node(end, [a], [b]) for end, a, b in zip(ends, names[:-1], names[1:], strict=True)),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": W, "b": B}, [1, 3]))
    assert net == sx.Network.from_layers([(W, B)])


def test_hidden_layers_are_named_after_the_nodes_of_their_units(tmp_path: Path) -> None:
    nodes = [
        node("Relu", ["x"], ["a"], name="relu"),
        node("LeakyRelu", ["x"], ["b"], name="leaky"),
        node("Max", ["a", "b"], ["c"]),
        node("ReduceMin", ["c"], ["y"], axes=[1], name="smallest"),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {}, [1, 3]))
    assert net.names == ("relu", "leaky", "layer 2", "smallest")


@pytest.mark.parametrize(
    ("shape", "expected"), [(["N", 2, 3], (2, 3)), ([1, 3], (3,)), ([3], (3,)), ([3, 1], (3, 1)), ([1, 1, 3], (1, 3))]
)
def test_shape_of_the_input(shape: list[int | str], expected: tuple[int, ...], tmp_path: Path) -> None:
    assert sx.load(save(tmp_path / "net.onnx", [node("Abs", ["x"], ["y"])], {}, shape)).input_shape == expected


@pytest.mark.parametrize("opset", [7, 8, 9, 13])
def test_batch_normalisation_of_older_opsets(opset: int, tmp_path: Path) -> None:
    """Their models infer without saying so; the reference evaluator would take the statistics of a batch."""
    nodes = [node("BatchNormalization", ["x", "g", "b", "m", "v"], ["y"], epsilon=0.0)]
    constants = {"g": [1, -2, 0], "b": [1, 2, 3], "m": [0, 1, -1], "v": [1, 4, 0.25]}
    net = sx.load(save(tmp_path / "net.onnx", nodes, constants, [1, 3], opset=opset))
    assert net([3.0, 5.0, 7.0]).tolist() == [4.0, -2.0, 3.0]


@pytest.mark.parametrize("divisor", [3.0, 0.1, -7e-5, 1.5e30])
def test_division_is_exact(divisor: float, tmp_path: Path) -> None:
    file = save(tmp_path / "net.onnx", [node("Div", ["x", "d"], ["y"])], {"d": divisor}, [1, 2])
    A, b = sx.enumerate_regions(sx.load(file))[0].affine_map().exact()
    each = 1 / Fraction(float(np.float32(divisor)))
    assert not any(b)
    assert (A[0], A[1]) == ([each, Fraction(0)], [Fraction(0), each])


def test_means_are_exact(tmp_path: Path) -> None:
    file = save(tmp_path / "net.onnx", [node("ReduceMean", ["x"], ["y"], axes=[1])], {}, [1, 3])
    assert sx.enumerate_regions(sx.load(file))[0].affine_map().exact()[0] == [[Fraction(1, 3)] * 3]


def test_a_maximum_of_several_is_one_unit(tmp_path: Path) -> None:
    nodes = [node("Neg", ["x"], ["a"]), node("Max", ["x", "c", "a"], ["y"])]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"c": [1]}, [1, 1]))
    assert net.widths == (1,)
    assert sorted(sx.enumerate_regions(net).patterns.ravel()) == [0, 1, 2]


def test_a_maximum_with_zero_is_a_relu(tmp_path: Path) -> None:
    nodes = [node("Gemm", ["x", "W", "b"], ["t"], transB=1), node("Max", ["zero", "t"], ["y"])]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": W, "b": B, "zero": 0}, [1, 3]))
    assert net == sx.Network.from_layers([(W, B)], relu_last=True)


@pytest.mark.parametrize(("low", "high"), [(-np.inf, 3.0), (float(np.finfo(np.float32).min), 3.0)])
def test_bounds_out_of_reach_are_none(low: float, high: float, tmp_path: Path) -> None:
    net = sx.load(
        save(tmp_path / "net.onnx", [node("Clip", ["x", "low", "high"], ["y"])], {"low": low, "high": high}, [1, 1])
    )
    assert sx.count_regions(net).total == 2


def test_data_may_become_double_and_stay_so(tmp_path: Path) -> None:
    nodes = [
        node("Relu", ["x"], ["a"]),
        node("Cast", ["a"], ["b"], to=TensorProto.DOUBLE),
        node("Add", ["b", "c"], ["d"]),
        node("Cast", ["d"], ["y"], to=TensorProto.FLOAT, name="k"),
    ]
    file = save(tmp_path / "net.onnx", nodes, {"c": np.array([0.1])}, [1, 2])
    with pytest.raises(sx.InputError, match=r"k \(Cast\): casting the data from float64 to float32 rounds"):
        sx.load(file)


def test_rows_of_an_unbatched_matrix_are_not_a_batch(tmp_path: Path) -> None:
    """Time steps, say: (1, 6) -> (3, 2), and a product for each row."""
    nodes = [node("Reshape", ["x", "s"], ["t"]), node("MatMul", ["t", "M"], ["y"])]
    M = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"s": np.array([3, 2]), "M": M}, [1, 6]))
    x = np.arange(6.0)
    assert np.array_equal(net(x), (x.reshape(3, 2) @ M).ravel())


def test_a_residual_block_is_its_split_form(tmp_path: Path) -> None:
    """x + W2 [W1 x]_+ as a graph, and with x carried through two more ReLUs."""
    first, second = np.array([[1, -2], [3, 1]], np.float32), np.array([[2, -1], [1, 1]], np.float32)
    nodes = [
        node("MatMul", ["x", "F"], ["a"]),
        node("Relu", ["a"], ["b"]),
        node("MatMul", ["b", "S"], ["c"]),
        node("Add", ["c", "x"], ["d"]),
        node("Relu", ["d"], ["y"]),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"F": first, "S": second}, [1, 2]))
    eye = np.eye(2)
    split = sx.Network.from_layers(
        [
            (np.vstack([first.T, eye, -eye]), np.zeros(6)),
            (np.hstack([second.T, eye, -eye]), np.zeros(2)),
        ],
        relu_last=True,
    )
    x = np.random.default_rng(1).normal(size=(50, 2))
    for mine, theirs in zip(net.affine_map(x), split.affine_map(x), strict=True):
        assert np.array_equal(mine, theirs)
    assert net.widths == (2, 2)


def test_a_convolutional_graph_is_the_network_of_its_layers(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    filters, biases = rng.normal(size=(2, 1, 3, 3)).astype(np.float32), rng.normal(size=2).astype(np.float32)
    weights = rng.normal(size=(3, 8)).astype(np.float32)
    nodes = [
        node("Conv", ["x", "F", "f"], ["a"], pads=[1, 1, 1, 1]),
        node("BatchNormalization", ["a", "g", "b", "m", "v"], ["n"]),
        node("LeakyRelu", ["n"], ["c"], alpha=0.1, name="leaky"),
        node("MaxPool", ["c"], ["d"], kernel_shape=[2, 2], strides=[2, 2], name="largest"),
        node("AveragePool", ["d"], ["e"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        node("Flatten", ["e"], ["h"]),
        node("Gemm", ["h", "W"], ["y"], transB=1),
    ]
    of_channels = {"g": [1, -2], "b": [0.5, 0], "m": [0.1, 1], "v": [1, 3]}
    constants = {"F": filters, "f": biases, "W": weights, **of_channels}
    net = sx.load(save(tmp_path / "net.onnx", nodes, constants, ["N", 1, 4, 4]))
    gamma, beta, mean, variance = (np.array(of_channels[name], np.float32) for name in "gbmv")
    layers: list[Callable[[sx.nn.Tensor], sx.nn.Tensor]] = [
        sx.nn.Conv2d(filters, biases, padding=1),
        sx.nn.BatchNorm(mean, variance, gamma, beta, float(np.float32(1e-5))),
        sx.nn.LeakyReLU(float(np.float32(0.1)), "leaky"),
        sx.nn.MaxPool2d(2, name="largest"),
        sx.nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False),
        sx.nn.Flatten(),
        sx.nn.Linear(weights),
    ]
    twin = sx.Network.sequential(layers, (1, 4, 4))
    assert net == twin
    assert (net.names, net.input_shape) == (twin.names, twin.input_shape)


def test_huge_tensors_are_refused(tmp_path: Path) -> None:
    nodes = [node("Expand", ["x", "s"], ["y"], name="e")]
    file = save(tmp_path / "net.onnx", nodes, {"s": np.array([2**40, 3])}, [1, 3])
    with pytest.raises(sx.InputError, match=r"e \(Expand\): .* entries are too many"):
        sx.load(file)
