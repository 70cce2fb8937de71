"""ONNX files that are not piecewise linear, or not ONNX: one sentence that names the node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import splinex as sx
from onnx import TensorProto
from onnx_models import node, save

EYE = np.eye(3, dtype=np.float32)
GEMM = node("Gemm", ["x", "W"], ["y"], name="g")
ONES = [1, 1, 1]

NODES: dict[str, tuple[list[Any], str]] = {
    "operator": ([node("HardSwish", ["x"], ["y"], name="s")], r"node s is a HardSwish, which is not supported: only"),
    "operator without a name": ([node("Tanh", ["x"], ["y"])], r"the node y is a Tanh"),
    "foreign domain": ([node("Relu", ["x"], ["y"], name="r", domain="com.me")], r"r is a com\.me\.Relu"),
    "constants only": ([node("Add", ["c", "c"], ["t"], name="s"), GEMM], r"s \(Add\): both operands are constants"),
    "output from constants": ([node("Identity", ["c"], ["y"])], r"output y does not depend on the input"),
    "ReLU of a constant": ([node("Relu", ["c"], ["y"], name="r")], r"r \(Relu\): its operand is a constant"),
    "shapes": ([node("MatMul", ["x", "V"], ["y"], name="m")], r"m \(MatMul\): shapes \(1, 3\) and \(2, 3\)"),
    "bias of another length": (
        [node("Gemm", ["x", "W", "two"], ["y"], name="g")],
        r"g \(Gemm\): shapes \(1, 3\) and \(2,\) do not broadcast",
    ),
    "reshape": (
        [node("Reshape", ["x", "s"], ["y"], name="r")],
        r"r \(Reshape\): a tensor of shape \(1, 3\) does not fit",
    ),
    "reshape by the data": ([node("Reshape", ["W", "x"], ["y"], name="r")], r"r \(Reshape\): only its first operand"),
    "nan": ([node("MatMul", ["x", "N"], ["y"], name="m")], r"m \(MatMul\): the constant N\[1, 0\] is nan"),
    "rounding cast": (
        [node("Cast", ["x"], ["t"], to=TensorProto.FLOAT16, name="k"), node("Relu", ["t"], ["y"])],
        r"k \(Cast\): casting the data from float32 to float16 rounds",
    ),
    "integer cast": ([node("Cast", ["x"], ["y"], to=TensorProto.INT64, name="k")], r"k \(Cast\): .* to int64 rounds"),
    "training": (
        [node("Dropout", ["x", "half", "true"], ["y"], name="d")],
        r"d \(Dropout\): training mode; export the model for inference",
    ),
    "mask": (
        [node("Dropout", ["x"], ["t", "mask"]), node("Relu", ["mask"], ["y"], name="r")],
        r"r \(Relu\): mask is not",
    ),
    "batched factor": ([node("MatMul", ["x", "cube"], ["y"], name="m")], r"m \(MatMul\): .*\(1, 3, 3\); a matrix"),
    "softmax before the end": (
        [node("Softmax", ["x"], ["a"], name="s"), node("Relu", ["a"], ["y"])],
        r"the node s is a Softmax, which is not supported",
    ),
    "sigmoid of the input": ([node("Sigmoid", ["x"], ["y"], name="s")], r"the node s is a Sigmoid, which is not"),
    "product": ([node("Mul", ["x", "x"], ["y"], name="p")], r"p \(Mul\): both operands depend on the input"),
    "quotient": ([node("Div", ["c", "x"], ["y"], name="p")], r"p \(Div\): the divisor depends on the input"),
    "division by zero": ([node("Div", ["x", "zeros"], ["y"], name="p")], r"p \(Div\): division by zero"),
    "many divisors": ([node("Div", ["x", "odds"], ["y"], name="p")], r"p \(Div\): 40 divisors are too many"),
    "matrices from the data": ([node("Gemm", ["x", "x"], ["y"], name="g")], r"g \(Gemm\): both operands depend"),
    "indices of maxima": (
        [node("MaxPool", ["image"], ["a", "i"], kernel_shape=[1, 2]), node("Relu", ["i"], ["y"], name="r")],
        r"r \(Relu\): i is not the first output",
    ),
    "kernel": (
        [node("MaxPool", ["x"], ["y"], kernel_shape=[2], name="m")],
        r"m \(MaxPool\): a kernel of shape \(2,\) does not fit data of shape \(1, 3\)",
    ),
    "window in the padding": (
        [node("MaxPool", ["image"], ["y"], kernel_shape=[1, 1], pads=[1, 1, 1, 1], name="m")],
        r"m \(MaxPool\): a window lies in the padding alone",
    ),
    "pads": (
        [node("MaxPool", ["image"], ["y"], kernel_shape=[1, 1], pads=[1, 1], name="m")],
        r"m \(MaxPool\): its pads \[1, 1\] are not 4 numbers >= 0",
    ),
    "wrong kernel_shape": (
        [node("Conv", ["image", "filters"], ["y"], kernel_shape=[3, 2], name="k")],
        r"k \(Conv\): its kernel_shape \[3, 2\] is not that of its weight",
    ),
    "channels": (
        [node("Conv", ["image", "filters"], ["y"], group=2, name="k")],
        r"k \(Conv\): a weight of shape \(2, 1, 2, 2\) in 2 groups does not fit 1 channels",
    ),
    "filters from the data": (
        [node("Conv", ["cube4", "image"], ["y"], name="k")],
        r"k \(Conv\): only its first operand may depend on the input",
    ),
    "batch norm of other channels": (
        [node("BatchNormalization", ["x", *["two"] * 4], ["y"], name="n")],
        r"n \(BatchNormalization\): .*\(2,\) channels does not fit a tensor of shape \(1, 3\)",
    ),
    "no bounds left": (
        [node("Clip", ["x", "half", "half"], ["y"], name="k")],
        r"k \(Clip\): the bounds 0\.5 and 0\.5 leave nothing",
    ),
    "bounds from the data": ([node("Clip", ["x", "x"], ["y"], name="k")], r"k \(Clip\): only its first operand"),
    "slopes": (
        [node("PRelu", ["x", "two"], ["y"], name="p")],
        r"p \(PRelu\): slopes of shape \(2,\) do not fit data of shape \(1, 3\)",
    ),
    "slice by the data": ([node("Slice", ["x", "x", "s"], ["y"], name="l")], r"l \(Slice\): only its first operand"),
    "gather by the data": ([node("Gather", ["c", "x"], ["y"], name="l")], r"l \(Gather\): only its first operand"),
    "gather outside": (
        [node("Gather", ["x", "odd"], ["y"], axis=1, name="l")],
        r"l \(Gather\): a tensor of shape \(1, 3\) does not fit \(index 9",
    ),
    "split": (
        [node("Split", ["x", "s"], ["y", "z"], axis=1, name="t")],
        r"t \(Split\): an axis of 3 cannot be split into \[2, 2\] for 2 outputs",
    ),
    "axes": (
        [node("ReduceMax", ["x"], ["y"], axes=[5], name="m")],
        r"m \(ReduceMax\): its axes \[5\] are not those of data of shape \(1, 3\)",
    ),
    "concatenation": (
        [node("Concat", ["x", "V"], ["y"], axis=1, name="k")],
        r"k \(Concat\): tensors of shapes \(1, 3\), \(2, 3\) cannot be concatenated along axis 1",
    ),
    "condition from the data": (
        [node("Equal", ["x", "c"], ["q"], name="e"), node("Where", ["q", "x", "c"], ["y"])],
        r"e \(Equal\): its operands depend on the input",
    ),
    "padding a constant": (
        [node("Pad", ["V", "pads"], ["p"], name="p"), node("Add", ["x", "p"], ["y"])],
        r"p \(Pad\): padding of the mode constant is supported for data only",
    ),
    "Gemm of a vector": ([node("Gemm", ["x", "c"], ["y"], name="g")], r"g \(Gemm\): the shapes \(1, 3\) and \(3,\)"),
}
CONSTANTS = {
    "W": EYE,
    "V": EYE[:2],
    "c": ONES,
    "two": [1, 1],
    "s": np.array([2, 2]),
    "N": [[0], [np.nan], [0]],
    "half": 0.5,
    "true": np.array(True),
    "cube": EYE[None],
    "cube4": EYE[None, None],
    "zeros": [0],
    "odds": np.arange(1, 80, 2, dtype=np.float32)[:, None],
    "odd": np.array([9]),
    "filters": np.ones((2, 1, 2, 2), np.float32),
    "pads": np.array([0, 0, 1, 1]),
    "grid": np.array([1, 1, 1, 3]),
}
TO_IMAGE = node("Reshape", ["x", "grid"], ["image"])


def refused(file: Path, message: str) -> None:
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", NODES)
def test_nodes(case: str, tmp_path: Path) -> None:
    nodes, message = NODES[case]
    nodes = [TO_IMAGE, *nodes] if any("image" in item.input for item in nodes) else nodes
    refused(save(tmp_path / "net.onnx", nodes, CONSTANTS, [1, 3]), message)


INPUTS: dict[str, tuple[dict[str, Any], str]] = {
    "batch": ({"shape": [2, 3]}, r"input x has the shape \[2, 3\], a batch of 2"),
    "two symbols": ({"shape": ["N", "M"]}, r"\['N', 'M'\]; only a leading batch dimension may be symbolic"),
    "symbol alone": ({"shape": ["N"]}, r"\['N'\]; only a leading batch"),
    "no shape": ({"shape": None}, r"input x has no shape"),
    "integers": ({"shape": [1, 3], "dtype": TensorProto.INT64}, r"input x is of type INT64; FLOAT or DOUBLE"),
    "two inputs": ({"shape": [1, 3], "inputs": ["x", "z"]}, r"2 inputs \(x, z\); exactly one"),
    "two outputs": ({"shape": [1, 3], "outputs": ["y", "x"]}, r"2 outputs \(y, x\); exactly one"),
    "old opset": ({"shape": [1, 3], "opset": 6}, r"opset 6 is too old"),
}


@pytest.mark.parametrize("case", INPUTS)
def test_inputs(case: str, tmp_path: Path) -> None:
    options, message = INPUTS[case]
    nodes = [node("MatMul", ["x", "W"], ["y"], name="m")]
    refused(save(tmp_path / "net.onnx", nodes, {"W": EYE}, options.pop("shape"), **options), message)


def test_batch_in_a_column(tmp_path: Path) -> None:
    nodes = [node("MatMul", ["x", "W"], ["y"], name="m")]
    refused(save(tmp_path / "net.onnx", nodes, {"W": [[1, 2]]}, [4, 1]), r"m \(MatMul\): .* is a batch of 4 rows")


def test_batch_normalisation_in_training(tmp_path: Path) -> None:
    nodes = [node("BatchNormalization", ["x", *"cccc"], ["y", "m", "v"], training_mode=1, name="n")]
    file = save(tmp_path / "net.onnx", nodes, {"c": ONES}, [1, 3], opset=15)
    refused(file, r"n \(BatchNormalization\): training mode; export the model for inference")


def test_narrowing_double_data(tmp_path: Path) -> None:
    nodes = [node("Cast", ["x"], ["y"], to=TensorProto.FLOAT, name="k")]
    file = save(tmp_path / "net.onnx", nodes, {}, [1, 3], dtype=TensorProto.DOUBLE)
    refused(file, r"k \(Cast\): casting the data from float64 to float32 rounds")


def test_every_prefix_of_a_file(tmp_path: Path) -> None:
    whole = save(tmp_path / "whole.onnx", [GEMM], {"W": EYE}, [1, 3]).read_bytes()
    cut = tmp_path / "cut.onnx"
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        refused(cut, r"cut\.onnx: not a")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"2,1,1,2,\n1,2,1,\n", bytes(100)])
def test_other_content(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "net.onnx"
    file.write_bytes(content)
    refused(file, r"net\.onnx: not a")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "missing.onnx", r"missing\.onnx: no such file")
    (tmp_path / "folder.onnx").mkdir()
    refused(tmp_path / "folder.onnx", r"folder\.onnx: cannot be read")


def test_missing_external_numbers(tmp_path: Path) -> None:
    file = save(tmp_path / "net.onnx", [GEMM], {"W": EYE}, [1, 3])
    onnx.save(onnx.load(file), file, save_as_external_data=True, location="numbers", size_threshold=0)
    assert sx.load(file).n_inputs == 3
    (tmp_path / "numbers").unlink()
    refused(file, r"not a valid ONNX model .*numbers")
