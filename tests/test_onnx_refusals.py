"""ONNX files that are not chains, or not ONNX: one sentence that names the node."""

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
    "operator": ([node("Sigmoid", ["x"], ["y"], name="s")], r"the node s is a Sigmoid, which is not supported: only"),
    "operator without a name": ([node("Tanh", ["x"], ["y"])], r"the node y is a Tanh"),
    "foreign domain": ([node("Relu", ["x"], ["y"], name="r", domain="com.me")], r"r is a com\.me\.Relu"),
    "branch": (
        [node("Relu", ["x"], ["a"], name="r"), node("Add", ["a", "c"], ["b"]), node("MatMul", ["a", "W"], ["y"])],
        r"a is used 2 times, but only chains",
    ),
    "skip": (
        [node("Relu", ["x"], ["a"]), node("Add", ["x", "a"], ["y"], name="s")],
        r"x is used 2 times, but only chains",
    ),
    "data twice": ([node("Add", ["x", "x"], ["y"], name="s")], r"s \(Add\): x is used 2 times"),
    "constants only": ([node("Add", ["c", "c"], ["t"], name="s"), GEMM], r"s \(Add\): both operands are constants"),
    "output from constants": ([node("Identity", ["c"], ["y"])], r"output y does not depend on the input"),
    "ReLU of a constant": ([node("Relu", ["c"], ["y"], name="r")], r"r \(Relu\): its operand is a constant"),
    "shapes": ([node("MatMul", ["x", "V"], ["y"], name="m")], r"m \(MatMul\): shapes \(1, 3\) and \(2, 3\)"),
    "wide constant": (
        [node("Add", ["x", "W"], ["y"], name="s")],
        r"s \(Add\): .*\(3, 3\) does not fit data .*\(1, 3\)",
    ),
    "bias of another length": (
        [node("Gemm", ["x", "W", "two"], ["y"], name="g")],
        r"g \(Gemm\): .*\(2,\) does not fit data",
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
}


def refused(file: Path, message: str) -> None:
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", NODES)
def test_nodes(case: str, tmp_path: Path) -> None:
    nodes, message = NODES[case]
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
