"""The check after an import: the network against the `onnx` package's own evaluation of the file, within rounding errors."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["check_against_reference"]

Values = NDArray[np.float64]
_SCALES = (0.125, 1.0, 1.0, 8.0)


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

    rng = np.random.default_rng(20261123)
    with np.errstate(all="ignore"):
        try:
            evaluator = ReferenceEvaluator(_inferring(model))
            points = [(scale * rng.normal(size=shape)).astype(dtype) for scale in _SCALES]
            outputs = [_output(evaluator.run(None, {name: point})) for point in points]
        except Exception as error:  # The evaluator raises whatever its operators raise.
            reason = str(error).strip().split("\n", 1)[0]
            raise InputError(f"the reference evaluator of the onnx package rejects this model ({reason})") from error
        for point, output in zip(points, outputs, strict=True):
            value, error_bound = evaluated(network, point.astype(np.float64).ravel(), float(np.finfo(dtype).eps))
            # An overflow of the file's arithmetic says nothing.
            wrong = np.isfinite(output) & (np.abs(output - value) > error_bound) if output.size == value.size else True
            if np.any(wrong):
                raise InputError(
                    f"the imported network disagrees with the file's reference evaluation at {point.ravel()[:5].tolist()}"
                    f"{' ...' if point.size > 5 else ''}; please report this model"
                )


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


def _output(results: Any) -> Values:
    """The first, and only, output as a vector."""
    return np.asarray(results[0], np.float64).ravel()


def evaluated(network: Network, x: Values, eps: float) -> tuple[Values, Values]:
    """The forward pass in float64, and how far another one in arithmetic of that `eps` (>= that of float64) can be off.

    A dot product of n terms and a bias, evaluated in any order, errs by at most (n + 1) eps / 2 of the sum of its absolute
    terms, up to terms of order eps^2 (Higham, Accuracy and Stability of Numerical Algorithms, 3.1). Counting eps for eps / 2
    pays for the float64 pass, n + 4 for scaled weights and a division; the smallest numbers pay for underflow. A maximum errs
    by no more than the worst of its rows.
    """
    error = np.zeros_like(x)
    for layer in network.layers:
        terms = layer.weight.shape[1] + 4
        absolute = np.abs(layer.weight)
        size = absolute @ (np.abs(x) + error) + np.abs(layer.bias)
        error = (absolute @ error + terms * (eps * size + np.finfo(np.float32).tiny)) / layer.denominator
        x = (layer.weight @ x + layer.bias) / layer.denominator
        sizes = np.maximum(layer.gates, 1)
        starts = np.cumsum(sizes) - sizes
        x, error = np.maximum.reduceat(x, starts), np.maximum.reduceat(error, starts)
        rectified = layer.gates == 0
        error[rectified & (x + error < 0)] = 0.0  # Off in both.
        x = np.where(rectified, np.maximum(x, 0.0), x)
    return x, error
