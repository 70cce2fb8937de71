"""Every ONNX operator that can be read, against the reference evaluation of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import splinex as sx
from onnx import NodeProto, TensorProto
from onnx.reference import ReferenceEvaluator
from onnx_models import node, save

RNG = np.random.default_rng(5)


def ints(*values: int) -> np.ndarray[Any, Any]:
    return np.array(values, np.int64)


def reals(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.integers(-4, 5, shape).astype(np.float64)


IMAGE = (1, 2, 5, 6)
LINE = (1, 2, 7)
ROW = (1, 6)
K2: dict[str, Any] = {"kernel_shape": [2, 3]}
CONSTANTS: dict[str, Any] = {
    "c": reals(6),
    "column": reals(3, 1),
    "two": np.array(2.0),
    "third": np.array([3.0]),
    "divisors": np.array([3.0, -0.75, 4.0, 0.1, 7.0, -5.0]),
    "W": reals(4, 2, 3, 2),
    "depthwise": reals(4, 1, 3, 2),
    "w": reals(3, 2, 3),
    "w2": reals(3, 2, 3),
    "batch": ints(5, 2, 6),
    "b4": reals(4),
    "b3": reals(3),
    "positive": np.array([0.5, 2.0]),
    "per channel": reals(2),
    "negative scale": np.array([-1.5, 0.25]),
    "slopes": np.array([[[0.25]], [[-0.5]]]),
    "low": np.array(-2.0),
    "high": np.array(3.0),
    "ends": ints(5),
    "one": ints(1),
    "axes23": ints(2, 3),
    "axis1": ints(1),
    "starts": ints(1, 5),
    "stops": ints(4, -100),
    "steps": ints(2, -1),
    "axes": ints(2, 3),
    "sizes": ints(1, 5),
    "indices": ints(3, -1, 0),
    "places": np.array([[0, 5, -2]], np.int64),
    "pairs": np.array([[0, 1], [0, 4]], np.int64),
    "pads": ints(0, 0, 1, 0, 0, 0, 2, 1),
    "four": np.array(4.0),
    "wide": ints(3, 6),
    "repeats": ints(1, 2),
    "square": ints(1, 2, 3),
    "minus one": ints(-1),
    "zero": ints(0),
    "blocks": ints(1, 4, 3, 5),
    "halves": ints(1, 1, 4, 6),
    "matrix": reals(6, 3),
}
CASES: dict[str, tuple[list[NodeProto], tuple[int, ...], int]] = {
    "Add of branches": ([node("Relu", ["x"], ["a"]), node("Add", ["x", "a"], ["y"])], ROW, 13),
    "Add of the same": ([node("Add", ["x", "x"], ["y"])], ROW, 13),
    "Add, wider constant": ([node("Add", ["x", "column"], ["y"])], ROW, 13),
    "Sub of branches": ([node("Relu", ["x"], ["a"]), node("Sub", ["x", "a"], ["y"])], ROW, 13),
    "Sub from a constant": ([node("Sub", ["c", "x"], ["y"])], ROW, 13),
    "Mul": ([node("Mul", ["c", "x"], ["y"])], ROW, 13),
    "Div": ([node("Div", ["x", "divisors"], ["y"])], ROW, 13),
    "Div by one number": ([node("Div", ["x", "third"], ["y"])], ROW, 13),
    "Neg": ([node("Neg", ["x"], ["y"])], ROW, 13),
    "Sum": ([node("Neg", ["x"], ["a"]), node("Sum", ["x", "c", "a", "x"], ["y"])], ROW, 13),
    "Mean": ([node("Mean", ["x", "c", "x"], ["y"])], ROW, 13),
    "Gemm, C from the data": (
        [node("MatMul", ["x", "matrix"], ["a"]), node("Gemm", ["x", "matrix", "a"], ["y"], beta=0.5)],
        ROW,
        13,
    ),
    "Conv": ([node("Conv", ["x", "W", "b4"], ["y"])], IMAGE, 13),
    "Conv, all options": (
        [node("Conv", ["x", "W"], ["y"], strides=[2, 1], pads=[1, 2, 0, 1], dilations=[1, 2], kernel_shape=[3, 2])],
        IMAGE,
        13,
    ),
    "Conv in groups": ([node("Conv", ["x", "depthwise", "b4"], ["y"], group=2)], IMAGE, 13),
    "Conv, upper": ([node("Conv", ["x", "W"], ["y"], auto_pad="SAME_UPPER", strides=[2, 2])], IMAGE, 13),
    "Conv, lower": ([node("Conv", ["x", "W"], ["y"], auto_pad="SAME_LOWER")], IMAGE, 13),
    "Conv, valid": ([node("Conv", ["x", "W"], ["y"], auto_pad="VALID")], IMAGE, 13),
    "Conv of a batch": (
        [node("Reshape", ["x", "batch"], ["a"]), node("Conv", ["a", "w2", "b3"], ["y"], pads=[0, 1])],
        IMAGE,
        13,
    ),
    "Conv of a line": ([node("Conv", ["x", "w", "b3"], ["y"], pads=[1, 1])], LINE, 13),
    "MaxPool": ([node("MaxPool", ["x"], ["y"], **K2)], IMAGE, 13),
    "MaxPool, padded": ([node("MaxPool", ["x"], ["y"], **K2, strides=[2, 2], pads=[1, 1, 0, 1])], IMAGE, 13),
    "MaxPool, ceil": ([node("MaxPool", ["x"], ["y"], **K2, strides=[2, 2], ceil_mode=1)], IMAGE, 13),
    "MaxPool, dilated": ([node("MaxPool", ["x"], ["y"], **K2, dilations=[2, 2])], IMAGE, 13),
    "MaxPool, upper": ([node("MaxPool", ["x"], ["y"], **K2, strides=[2, 2], auto_pad="SAME_UPPER")], IMAGE, 13),
    "MaxPool of a line": ([node("MaxPool", ["x"], ["y"], kernel_shape=[3], strides=[2])], LINE, 13),
    "AveragePool": ([node("AveragePool", ["x"], ["y"], **K2, pads=[1, 1, 0, 1])], IMAGE, 13),
    "AveragePool, pad counted": (
        [node("AveragePool", ["x"], ["y"], **K2, strides=[2, 2], pads=[1, 1, 0, 1], count_include_pad=1)],
        IMAGE,
        13,
    ),
    "AveragePool, ceil": ([node("AveragePool", ["x"], ["y"], **K2, strides=[2, 2], ceil_mode=1)], IMAGE, 19),
    "AveragePool, ceil and pad": (
        [node("AveragePool", ["x"], ["y"], **K2, strides=[2, 2], pads=[0, 1, 0, 1], ceil_mode=1, count_include_pad=1)],
        IMAGE,
        19,
    ),
    "AveragePool, dilated": ([node("AveragePool", ["x"], ["y"], **K2, dilations=[2, 1])], IMAGE, 19),
    "AveragePool, lower": ([node("AveragePool", ["x"], ["y"], **K2, auto_pad="SAME_LOWER")], IMAGE, 13),
    "GlobalAveragePool": ([node("GlobalAveragePool", ["x"], ["y"])], IMAGE, 13),
    "GlobalMaxPool": ([node("GlobalMaxPool", ["x"], ["y"])], IMAGE, 13),
    "BatchNormalization": (
        [node("BatchNormalization", ["x", "negative scale", "per channel", "per channel", "positive"], ["y"])],
        IMAGE,
        15,
    ),
    "Relu": ([node("Relu", ["x"], ["y"])], IMAGE, 13),
    "LeakyRelu": ([node("LeakyRelu", ["x"], ["y"])], ROW, 13),
    "LeakyRelu, alpha": ([node("LeakyRelu", ["x"], ["y"], alpha=-0.7)], ROW, 13),
    "PRelu": ([node("PRelu", ["x", "slopes"], ["y"])], IMAGE, 13),
    "Abs": ([node("Abs", ["x"], ["y"])], ROW, 13),
    "Clip": ([node("Clip", ["x", "low", "high"], ["y"])], ROW, 13),
    "Clip from below": ([node("Clip", ["x", "low"], ["y"])], ROW, 13),
    "Clip from above": ([node("Clip", ["x", "", "high"], ["y"])], ROW, 13),
    "Clip by nothing": ([node("Clip", ["x"], ["y"])], ROW, 13),
    "Clip by attributes": ([node("Clip", ["x"], ["y"], min=-1.5, max=2.0)], ROW, 10),
    "HardSigmoid": ([node("HardSigmoid", ["x"], ["y"])], ROW, 13),
    "HardSigmoid, alpha and beta": ([node("HardSigmoid", ["x"], ["y"], alpha=1 / 6, beta=0.25)], ROW, 13),
    "Max with a constant": ([node("Max", ["x", "c"], ["y"])], ROW, 13),
    "Max of one": ([node("Max", ["x"], ["y"])], ROW, 13),
    "Max of three": ([node("Neg", ["x"], ["a"]), node("Max", ["x", "c", "a"], ["y"])], ROW, 13),
    "Min with constants": ([node("Min", ["c", "x", "two"], ["y"])], ROW, 13),
    "Min of branches": ([node("Add", ["x", "column"], ["a"]), node("Min", ["x", "a", "low"], ["y"])], ROW, 13),
    "ReduceMax": ([node("ReduceMax", ["x"], ["y"], axes=[1, -1])], IMAGE, 13),
    "ReduceMax, all": ([node("ReduceMax", ["x"], ["y"], keepdims=0)], ROW, 13),
    "ReduceMax, axes of one": ([node("ReduceMax", ["x"], ["y"], axes=[0])], ROW, 13),
    "ReduceMax, newer": ([node("ReduceMax", ["x", "axes23"], ["y"], keepdims=0)], IMAGE, 18),
    "ReduceMin": ([node("ReduceMin", ["x"], ["y"], axes=[2], keepdims=0)], IMAGE, 13),
    "ReduceMean": ([node("ReduceMean", ["x"], ["y"], axes=[2])], IMAGE, 13),
    "ReduceSum": ([node("ReduceSum", ["x", "axis1"], ["y"])], IMAGE, 13),
    "ReduceSum of nothing": ([node("ReduceSum", ["x"], ["y"], noop_with_empty_axes=1)], IMAGE, 13),
    "ReduceSum, older": ([node("ReduceSum", ["x"], ["y"], axes=[-1], keepdims=0)], IMAGE, 11),
    "Concat": (
        [
            node("Relu", ["x"], ["a"]),
            node("Expand", ["c", "wide"], ["d"]),
            node("Expand", ["x", "wide"], ["e"]),
            node("Concat", ["x", "d", "a", "e"], ["y"], axis=-2),
        ],
        ROW,
        13,
    ),
    "Slice": ([node("Slice", ["x", "starts", "stops", "axes", "steps"], ["y"])], IMAGE, 13),
    "Slice by attributes": ([node("Slice", ["x"], ["y"], starts=[1], ends=[-1], axes=[3])], IMAGE, 9),
    "Split": (
        [node("Split", ["x", "sizes"], ["a", "b"], axis=1), node("Add", ["b", "a"], ["y"])],
        ROW,
        13,
    ),
    "Split in halves": ([node("Split", ["x"], ["a", "b"], axis=1), node("Sub", ["b", "a"], ["y"])], ROW, 13),
    "Split in three": (
        [node("Split", ["x"], ["a", "b", "d"], axis=2, num_outputs=3), node("Concat", ["d", "a"], ["y"], axis=2)],
        LINE,
        18,
    ),
    "Gather": ([node("Gather", ["x", "indices"], ["y"], axis=3)], IMAGE, 13),
    "Gather of one": ([node("Gather", ["x", "zero index"], ["y"], axis=1)], IMAGE, 13),
    "GatherElements": ([node("GatherElements", ["x", "places"], ["y"], axis=1)], ROW, 13),
    "GatherND": ([node("GatherND", ["x", "pairs"], ["y"])], ROW, 13),
    "Pad": ([node("Pad", ["x", "pads", "four"], ["y"])], IMAGE, 13),
    "Pad by attributes": ([node("Pad", ["x"], ["y"], pads=[0, 1, 0, 2])], ROW, 10),
    "Pad, reflected": ([node("Pad", ["x", "reflected"], ["y"], mode="reflect")], ROW, 13),
    "Pad, axes": ([node("Pad", ["x", "sizes", "", "axis1"], ["y"])], ROW, 18),
    "Expand": ([node("Expand", ["x", "wide"], ["a"]), node("Relu", ["a"], ["y"])], ROW, 13),
    "Tile": ([node("Tile", ["x", "repeats"], ["y"])], ROW, 13),
    "DepthToSpace": (
        [node("Reshape", ["x", "blocks"], ["a"]), node("DepthToSpace", ["a"], ["y"], blocksize=2)],
        IMAGE,
        13,
    ),
    "DepthToSpace, CRD": (
        [node("Reshape", ["x", "blocks"], ["a"]), node("DepthToSpace", ["a"], ["y"], blocksize=2, mode="CRD")],
        IMAGE,
        13,
    ),
    "SpaceToDepth": (
        [
            node("Split", ["x"], ["a", "b"], axis=1),
            node("Slice", ["a", "zero", "stop4", "axis2"], ["d"]),
            node("SpaceToDepth", ["d"], ["y"], blocksize=2),
        ],
        IMAGE,
        13,
    ),
    "Shape to Reshape": (
        [
            node("Relu", ["x"], ["a"]),
            node("Shape", ["a"], ["s"]),
            node("Gather", ["s", "zero"], ["n"]),
            node("Concat", ["n", "minus one"], ["t"], axis=0),
            node("Reshape", ["a", "t"], ["y"]),
        ],
        IMAGE,
        13,
    ),
    "shapes are computed with": (
        [
            node("Shape", ["x"], ["s"], start=1),
            node("Mul", ["s", "one"], ["t"]),
            node("ReduceProd", ["t"], ["u"]),
            node("Div", ["u", "one"], ["v"]),
            node("Concat", ["one", "v"], ["z"], axis=0),
            node("Reshape", ["x", "z"], ["y"]),
        ],
        IMAGE,
        15,
    ),
    "ConstantOfShape": (
        [
            node("Shape", ["x"], ["s"]),
            node("ConstantOfShape", ["s"], ["o"], value=onnx.numpy_helper.from_array(np.array([2.0]))),
            node("Mul", ["x", "o"], ["a"]),
            node("Sub", ["a", "o"], ["y"]),
        ],
        ROW,
        13,
    ),
    "Expand as torch exports it": (
        [
            node("Shape", ["wide"], ["r"]),
            node("ConstantOfShape", ["r"], ["o"], value=onnx.numpy_helper.from_array(ints(1))),
            node("Mul", ["o", "minus one"], ["m"]),
            node("Equal", ["wide", "m"], ["q"]),
            node("Where", ["q", "o", "wide"], ["s"]),
            node("Expand", ["x", "s"], ["y"]),
        ],
        ROW,
        13,
    ),
}
CONSTANTS |= {
    "reflected": ints(0, 2, 0, 3),
    "zero index": np.array(1, np.int64),
    "stop4": ints(4),
    "axis2": ints(2),
}


@pytest.mark.parametrize("case", CASES)
def test_operator(case: str, tmp_path: Path) -> None:
    nodes, shape, opset = CASES[case]
    used = {name for item in nodes for name in item.input}
    constants = {name: value for name, value in CONSTANTS.items() if name in used}
    file = save(tmp_path / "net.onnx", nodes, constants, shape, opset=opset, dtype=TensorProto.DOUBLE)
    net = sx.load(file)
    model = onnx.load(file)
    for item in model.graph.node:
        if item.op_type == "BatchNormalization":
            item.attribute.append(onnx.helper.make_attribute("training_mode", 0))
    evaluator = ReferenceEvaluator(model)
    for scale in (1, 4):
        points = np.rint(np.random.default_rng(7).normal(scale=4, size=(20, *shape))) / scale
        results: list[Any] = [evaluator.run(None, {"x": x}) for x in points]
        expected = [np.ravel(result[0]) for result in results]
        values = points.reshape(len(points), -1)
        np.testing.assert_allclose(net(values), expected, rtol=1e-12, atol=1e-12)
        A, b = net.affine_map(values)
        np.testing.assert_allclose(np.einsum("nij,nj->ni", A, values) + b, expected, rtol=1e-12, atol=1e-12)
