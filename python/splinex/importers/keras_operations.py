"""Operations on symbolic tensors of Keras 3, which functional models may hold besides layers: x + y, keras.ops.relu(x)."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum
from splinex.importers.keras_numbers import as_numpy
from splinex.nn.activations import Abs, Clip, HardSigmoid, ReLU

__all__ = ["OPERATIONS", "operated"]

Operand = Tensor | NDArray[np.float64]


def operated(operation: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Tensor:
    """The value of an operation that is no layer, on tensors without a batch axis."""
    function = OPERATIONS.get(type(operation).__name__)
    if function is None or kwargs:
        raise InputError("is not supported")
    depth = max((value.ndim for value in args if isinstance(value, Tensor)), default=0)
    return function(operation, *(_operand(value, depth) for value in args))


def _operand(value: Any, depth: int) -> Operand:
    """A tensor, or a constant in the type that Keras gives to what is written in Python."""
    if isinstance(value, Tensor):
        return value
    import keras

    plain = isinstance(value, int | float)
    numbers = np.asarray(value, np.float64) if plain else as_numpy(value)
    if plain and keras.config.floatx() != "float64":
        numbers = numbers.astype(np.float32).astype(np.float64)
    if numbers.ndim > depth:
        if numbers.shape[0] != 1 or numbers.ndim > depth + 1:
            raise InputError(f"a constant of shape {numbers.shape} has a batch axis of its own")
        numbers = numbers[0]
    return numbers


def _sum(operation: Any, x: Any, y: Any) -> Tensor:
    result: Tensor = x + y
    return result


def _difference(operation: Any, x: Any, y: Any) -> Tensor:
    result: Tensor = x - y
    return result


def _product(operation: Any, x: Any, y: Any) -> Tensor:
    result: Tensor = x * y
    return result


def _negative(operation: Any, x: Any) -> Tensor:
    result: Tensor = -x
    return result


OPERATIONS: dict[str, Callable[..., Tensor]] = {
    "Abs": lambda operation, x: Abs(operation.name)(x),
    "Absolute": lambda operation, x: Abs(operation.name)(x),
    "Add": _sum,
    "HardSigmoid": lambda operation, x: HardSigmoid(operation.name)(x),
    "Maximum": lambda operation, *x: maximum(x, name=operation.name),
    "Minimum": lambda operation, *x: maximum(x, smallest=True, name=operation.name),
    "Multiply": _product,
    "Negative": _negative,
    "Relu": lambda operation, x: ReLU(operation.name)(x),
    "Relu6": lambda operation, x: Clip(0.0, 6.0, operation.name)(x),
    "Subtract": _difference,
}
"""By class."""
