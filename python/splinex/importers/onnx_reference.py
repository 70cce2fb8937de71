"""The check after an import: the network against the `onnx` package's own evaluation of the file, within rounding errors."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.checking import check_against
from splinex.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["check_against_reference"]

Values = NDArray[np.float64]


def check_against_reference(
    network: Network, model: "ModelProto", name: str, shape: tuple[int, ...], dtype: np.dtype[Any]
) -> None:
    """Compare outputs at a few random points.

    Parameters
    ----------
    name, shape, dtype
        Of the model's input.

    Raises
    ------
    InputError
        When outputs differ by more than both evaluations can have lost in rounding.
    """
    from onnx.reference import ReferenceEvaluator

    evaluator: ReferenceEvaluator | None = None

    def outputs(point: Values) -> Values:
        nonlocal evaluator
        try:
            evaluator = evaluator or ReferenceEvaluator(_inferring(model))
            with np.errstate(all="ignore"):
                results: Any = evaluator.run(None, {name: point.astype(dtype)})
            return np.asarray(results[0], np.float64).ravel()
        except Exception as error:  # The evaluator raises whatever its operators raise.
            reason = str(error).strip().split("\n", 1)[0]
            raise InputError(f"the reference evaluator of the onnx package rejects this model ({reason})") from error

    check_against(network, outputs, shape, float(np.finfo(dtype).eps), "the file's reference evaluation")


def _inferring(model: "ModelProto") -> "ModelProto":
    """Older opsets say by the number of outputs that batch normalisation infers, which that evaluator does not look at."""
    from onnx import ModelProto, helper

    opset = max(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
    if opset >= 14 or all(node.op_type != "BatchNormalization" for node in model.graph.node):
        return model
    result = ModelProto()
    result.CopyFrom(model)
    for node in result.graph.node:
        if node.op_type == "BatchNormalization":
            others = [attribute for attribute in node.attribute if attribute.name != "momentum"]
            del node.attribute[:]
            node.attribute.extend([*others, helper.make_attribute("momentum", 1.0)])
            if opset < 9:
                node.attribute.append(helper.make_attribute("is_test", 1))
    return result
