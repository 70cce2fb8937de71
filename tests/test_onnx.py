"""ONNX files of fully-connected layers: exactly the stored numbers, every affine operator a layer of its own."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import splinex as sx
from onnx import TensorProto
from onnx_models import node, save
from splinex.importers.onnx_reference import check_against_reference

NETS = Path(__file__).parents[2] / "shared" / "nets"
W = np.array([[1, -2, 3], [0, 4, -5]], np.float32)
"""3 inputs, 2 outputs; integers, so that forward passes round nothing."""
B = np.array([7, -9], np.float32)
X = np.random.default_rng(0).integers(-9, 10, (40, 3)).astype(np.float64)


def ints(*values: int) -> np.ndarray[Any, Any]:
    return np.array(values, np.int64)


HALF = np.array(0.5, np.float32)
ONE_AFFINE_MAP: dict[str, tuple[list[Any], dict[str, Any], list[int | str], Any]] = {
    "Gemm": ([node("Gemm", ["x", "W", "b"], ["y"])], {"W": W.T, "b": B}, [1, 3], X @ W.T + B),
    "Gemm, symbolic batch": ([node("Gemm", ["x", "W", "b"], ["y"], transB=1)], {"W": W, "b": B}, ["N", 3], X @ W.T + B),
    "Gemm without C": ([node("Gemm", ["x", "W"], ["y"], transB=1)], {"W": W}, [1, 3], X @ W.T),
    "Gemm, scalar C": ([node("Gemm", ["x", "W", "b"], ["y"], transB=1)], {"W": W, "b": 3}, [1, 3], X @ W.T + 3),
    "Gemm, A constant": (
        [node("Gemm", ["W", "x", "b"], ["y"], transB=1)],
        {"W": W, "b": B[:, None]},
        [1, 3],
        X @ W.T + B,
    ),
    "Gemm, A constant and transposed": ([node("Gemm", ["W", "x"], ["y"], transA=1)], {"W": W.T}, [3, 1], X @ W.T),
    "Gemm, data transposed": ([node("Gemm", ["x", "W"], ["y"], transA=1)], {"W": W.T}, [3, 1], X @ W.T),
    "Gemm, alpha and beta": (
        [node("Gemm", ["x", "W", "b"], ["y"], transB=1, alpha=0.5, beta=-2.0)],
        {"W": W, "b": B},
        [1, 3],
        0.5 * (X @ W.T) - 2 * B,
    ),
    "X @ W": ([node("MatMul", ["x", "W"], ["y"])], {"W": W.T}, ["N", 3], X @ W.T),
    "W @ X": ([node("MatMul", ["W", "x"], ["y"])], {"W": W}, [3], X @ W.T),
    "W @ column": ([node("MatMul", ["W", "x"], ["y"])], {"W": W}, [3, 1], X @ W.T),
    "X @ vector": ([node("MatMul", ["x", "w"], ["y"])], {"w": W[0]}, [1, 3], X @ W[:1].T),
    "vector @ X": ([node("MatMul", ["w", "x"], ["y"])], {"w": W[0]}, [3], X @ W[:1].T),
    "MatMul, several rows": (
        [node("MatMul", ["x", "W"], ["y"])],
        {"W": [[1, 2]]},
        [1, 3, 1],
        (X[:, :, None] @ [[1, 2]]).reshape(-1, 6),
    ),
    "W @ several columns": (
        [node("Reshape", ["x", "s"], ["t"]), node("MatMul", ["W", "t"], ["y"])],
        {"s": ints(1, 3), "W": [[2], [3]]},
        [1, 3],
        np.hstack([2 * X, 3 * X]),
    ),
    "MatMul and Add": (
        [node("MatMul", ["x", "W"], ["t"]), node("Add", ["b", "t"], ["y"])],
        {"W": W.T, "b": B},
        [1, 3],
        X @ W.T + B,
    ),
    "MatMul and Sub, transposed between": (
        [node("MatMul", ["x", "W"], ["t"]), node("Transpose", ["t"], ["u"]), node("Sub", ["u", "b"], ["y"])],
        {"W": W.T, "b": B[:, None]},
        [1, 3],
        X @ W.T - B,
    ),
    "Sub of a mean": ([node("Sub", ["x", "m"], ["y"])], {"m": [1, 2, 3]}, ["N", 3], X - [1, 2, 3]),
    "Sub from a constant": ([node("Sub", ["m", "x"], ["y"])], {"m": [1, 2, 3]}, [1, 3], [1, 2, 3] - X),
    "Add of a scalar": ([node("Add", ["x", "m"], ["y"])], {"m": 4}, [1, 1, 3], X + 4),
    "relabelling only": ([node("Identity", ["x"], ["y"])], {}, [1, 3], X),
    "Transpose": (
        [
            node("Reshape", ["x", "s"], ["t"]),
            node("Transpose", ["t"], ["u"], perm=[0, 2, 1]),
            node("Flatten", ["u"], ["v"]),
            node("MatMul", ["v", "M"], ["y"]),
        ],
        {"s": ints(0, 3, -1), "M": np.array([[1, 0], [0, 1], [1, 1], [2, 0], [0, 3], [5, 5]], np.float32)},
        [1, 6],
        None,
    ),
}


@pytest.mark.parametrize("case", [name for name, given in ONE_AFFINE_MAP.items() if given[3] is not None])
def test_one_affine_operator(case: str, tmp_path: Path) -> None:
    nodes, constants, shape, expected = ONE_AFFINE_MAP[case]
    net = sx.load(save(tmp_path / "net.onnx", nodes, constants, shape))
    assert len(net.layers) == 1
    assert np.array_equal(net(X), expected)


def test_transposition_reorders_columns(tmp_path: Path) -> None:
    nodes, constants, shape, _ = ONE_AFFINE_MAP["Transpose"]
    net = sx.load(save(tmp_path / "net.onnx", nodes, constants, shape))
    x = np.arange(1.0, 7.0)
    assert np.array_equal(net(x), x.reshape(3, 2).T.ravel() @ constants["M"])


def test_transposed_output(tmp_path: Path) -> None:
    nodes = [
        node("MatMul", ["x", "W"], ["t"]),
        node("Relu", ["t"], ["u"]),
        node("Reshape", ["u", "s"], ["v"]),
        node("Transpose", ["v"], ["y"]),
    ]
    M = np.arange(-9, 9).reshape(3, 6).astype(np.float32)
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": M, "s": ints(2, 3)}, [1, 3]))
    assert np.array_equal(net(X), np.maximum(X @ M, 0).reshape(-1, 2, 3).transpose(0, 2, 1).reshape(-1, 6))


MOVES: dict[str, tuple[list[Any], list[int | str]]] = {
    "Flatten": ([node("Flatten", ["x"], ["t"])], [1, 1, 1, 3]),
    "Flatten, axis": ([node("Flatten", ["x"], ["t"], axis=-1)], [1, 1, 1, 3]),
    "Reshape": ([node("Reshape", ["x", "s"], ["t"])], ["N", 3, 1, 1]),
    "Reshape to a Constant": (
        [node("Constant", [], ["c"], value_ints=[1, -1]), node("Reshape", ["x", "c"], ["t"])],
        [3],
    ),
    "Squeeze": ([node("Squeeze", ["x", "axes"], ["t"])], [1, 1, 1, 3]),
    "Unsqueeze": ([node("Unsqueeze", ["x", "first"], ["t"])], [3]),
    "Dropout": ([node("Dropout", ["x", "half"], ["t", "mask"])], ["N", 3]),
    "Identity and Cast": ([node("Identity", ["x"], ["v"]), node("Cast", ["v"], ["t"], to=TensorProto.FLOAT)], [1, 3]),
}


@pytest.mark.parametrize("case", MOVES)
def test_operators_that_move_nothing(case: str, tmp_path: Path) -> None:
    first, shape = MOVES[case]
    nodes = [*first, node("Gemm", ["t", "W", "b"], ["u"], transB=1), node("Relu", ["u"], ["y"])]
    constants = {"W": W, "b": B, "s": ints(-1, 3), "axes": ints(1, 2), "first": ints(0), "half": HALF}
    net = sx.load(save(tmp_path / "net.onnx", nodes, constants, shape))
    assert net == sx.Network.from_layers([(W, B)], relu_last=True)


def test_older_opsets_keep_axes_and_ratio_in_attributes(tmp_path: Path) -> None:
    nodes = [
        node("Squeeze", ["x"], ["t"], axes=[0, 1]),
        node("Dropout", ["t"], ["u"], ratio=0.25),
        node("Unsqueeze", ["W"], ["V"], axes=[0]),
        node("Squeeze", ["V"], ["U"], axes=[0]),
        node("Gemm", ["u", "U", "b"], ["y"], transB=1),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": W, "b": B}, [1, 1, 1, 3], opset=8))
    assert net == sx.Network.from_layers([(W, B)])


def test_constants_are_moved_and_cast_too(tmp_path: Path) -> None:
    nodes = [
        node("Constant", [], ["c"], value=onnx.numpy_helper.from_array(W.astype(np.float64))),
        node("Transpose", ["c"], ["d"]),
        node("Cast", ["d"], ["e"], to=TensorProto.FLOAT),
        node("Constant", [], ["f"], value_floats=[7.0, -9.0]),
        node("MatMul", ["x", "e"], ["t"]),
        node("Add", ["t", "f"], ["y"]),
    ]
    assert sx.load(save(tmp_path / "net.onnx", nodes, {}, [1, 3])) == sx.Network.from_layers([(W, B)])


def test_float32_keeps_its_value_and_double_its_own(tmp_path: Path) -> None:
    nodes = [node("Gemm", ["x", "W", "b"], ["y"], transB=1)]
    for dtype, kind in ((np.float32, TensorProto.FLOAT), (np.float64, TensorProto.DOUBLE)):
        weights, biases = np.array([[0.1, -0.7, 1e-30]], dtype), np.array([0.3], dtype)
        net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": weights, "b": biases}, [1, 3], dtype=kind))
        assert np.array_equal(net.layers[0].weight, weights.astype(np.float64))
        assert np.array_equal(net.layers[0].bias, biases.astype(np.float64))


def test_runs_of_affine_operators_are_composed_exactly(tmp_path: Path) -> None:
    """Float products of these maps would round; the exact ones have kinks that a fold would move or merge."""
    mean, first, second = (
        np.array(v, np.float32) for v in ([0.1, 0.3], [[0.1, 0.7], [0.2, 0.3]], [[0.7, 0.1], [0.9, 0.3]])
    )
    nodes = [
        node("Sub", ["x", "m"], ["a"]),
        node("MatMul", ["a", "F"], ["b"]),
        node("Add", ["b", "m"], ["c"]),
        node("Add", ["c", "m"], ["d"]),
        node("MatMul", ["d", "S"], ["e"]),
        node("Relu", ["e"], ["y"], name="last"),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"m": mean, "F": first, "S": second}, [1, 2]))
    assert [layer.relu for layer in net.layers] == [False, False, False, True]
    assert net.names == ("last",)
    m, F, S = (np.vectorize(Fraction, otypes=[object])(array.astype(np.float64)) for array in (mean, first, second))
    assert np.array_equal(net.layers[1].bias, mean)
    part = sx.enumerate_regions(net)
    region = next(region for region in part if region.pattern.all())
    A, b = region.affine_map().exact()
    assert (F @ S).T.tolist() == A
    assert b == ((2 * m - m @ F) @ S).tolist()


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 1.0), (1.0, 0.3), (-0.7, 0.0), (2.0**-100, 2.0**100)])
@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_scaled_gemm_is_exact(alpha: float, beta: float, scale: float, tmp_path: Path) -> None:
    weights, biases = W * np.float64(scale), B * np.float64(scale) / 3
    nodes = [node("Gemm", ["x", "W", "b"], ["y"], transB=1, alpha=alpha, beta=beta)]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": weights, "b": biases}, [1, 3], dtype=TensorProto.DOUBLE))
    exact = sx.enumerate_regions(net)[0].affine_map().exact()
    a, c = (Fraction(float(np.float32(factor))) for factor in (alpha, beta))
    assert exact[0] == [[a * Fraction(value) for value in row] for row in weights.tolist()]
    assert exact[1] == [c * Fraction(value) for value in biases.tolist()]


def test_relu_on_input_and_output_and_twice(tmp_path: Path) -> None:
    nodes = [
        node("Relu", ["x"], ["a"], name="first"),
        node("Gemm", ["a", "W"], ["b"], transB=1),
        node("Relu", ["b"], ["c"]),
        node("Relu", ["c"], ["y"]),
    ]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": W}, [1, 3]))
    assert net == sx.Network.from_layers([(np.eye(3), np.zeros(3)), (W, np.zeros(2))], relu_last=True)
    assert net.names == ("first", "layer 1")


def test_data_may_be_cast_to_double(tmp_path: Path) -> None:
    nodes = [node("Cast", ["x"], ["t"], to=TensorProto.DOUBLE), node("MatMul", ["t", "W"], ["y"])]
    net = sx.load(save(tmp_path / "net.onnx", nodes, {"W": W.T.astype(np.float64) / 3}, [1, 3]))
    assert np.array_equal(net.layers[0].weight, W.astype(np.float64) / 3)


def test_initializers_may_be_listed_as_inputs(tmp_path: Path) -> None:
    file = save(tmp_path / "net.onnx", [node("Gemm", ["x", "W"], ["y"], transB=1)], {"W": W}, [1, 3])
    model = onnx.load(file)
    model.graph.input.insert(0, onnx.helper.make_tensor_value_info("W", TensorProto.FLOAT, [2, 3]))
    onnx.save(model, file)
    assert sx.load(file).n_inputs == 3


def test_the_check_notices_another_network(tmp_path: Path) -> None:
    file = save(tmp_path / "net.onnx", [node("Gemm", ["x", "W", "b"], ["y"], transB=1)], {"W": W, "b": B}, [1, 3])
    wrong = W.copy()
    wrong[0, 1] += 1e-4
    with pytest.raises(sx.InputError, match=r"disagrees .* report this model"):
        check_against_reference(
            sx.Network.from_layers([(wrong, B)]), onnx.load(file), "x", (1, 3), np.dtype(np.float32)
        )


def _json(name: str) -> Any:
    return json.loads((NETS / name).read_text()) if NETS.is_dir() else {}


SHARED = pytest.mark.skipif(not NETS.is_dir(), reason=f"the folder of trained networks {NETS} is absent")
EXACT = [
    (file, box, known["regions"])
    for file, boxes in _json("exact.json").items()
    if file.endswith(".onnx")
    for box, known in boxes.items()
]


@SHARED
@pytest.mark.parametrize(("file", "box", "regions"), EXACT)
def test_published_exact_counts(file: str, box: str, regions: int) -> None:
    sides = _json("domains.json")[file][box]
    assert sx.count_regions(NETS / file, sx.Box(sides["low"], sides["high"])).total == regions


@SHARED
@pytest.mark.parametrize(
    ("file", "text"),
    [
        *((f"ACASXU_experimental_v2a_{k}", f"5 -> 5 -> {'50 relu -> ' * 6}5") for k in ("1_1", "1_9", "3_3", "4_5")),
        ("mnist2x10", "784 -> 10 relu -> 10 relu -> 10"),
        ("KJ_TinyTaxiNet", "128 -> 16 relu -> 8 relu -> 8 relu -> 2"),
        ("linear2-3_bn1-linear3-1", "2 -> 3 -> 3 -> 1"),
        ("mnist5x20_leaky_relu", f"784 -> {'20 piecewise linear -> 20 -> ' * 6}10"),
        ("fc_2-2-3", "2 -> 2 relu -> 3"),
        ("test_small_vnncomp", "1 -> 2 relu -> 2 relu -> 1"),
    ],
)
def test_shared_networks_load(file: str, text: str) -> None:
    assert repr(sx.load(NETS / "marabou" / f"{file}.onnx")) == f"Network({text})"
