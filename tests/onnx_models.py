"""ONNX files made for tests: a list of nodes with their constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

node = helper.make_node


def save(
    file: Path,
    nodes: Sequence[NodeProto],
    constants: Mapping[str, Any],
    shape: Sequence[int | str] | None,
    *,
    outputs: Sequence[str] = ("y",),
    opset: int = 13,
    dtype: int = TensorProto.FLOAT,
    inputs: Sequence[str] = ("x",),
) -> Path:
    """A model from x to y; constants that are not arrays become float32."""
    arrays = {
        name: value if isinstance(value, np.ndarray) else np.array(value, np.float32)
        for name, value in constants.items()
    }
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info(name, dtype, shape) for name in inputs],
        [helper.make_tensor_value_info(name, dtype, None) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    onnx.save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", opset)]), file)
    return file
