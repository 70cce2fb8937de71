"""Where in a torch graph an operation stands, and how its operands become exact numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, constant_like

__all__ = ["Place", "exact"]

Floats = NDArray[np.float64]


def exact(value: Any, name: str) -> Floats:
    """The numbers of a torch tensor: float16, bfloat16 and float32 keep their value."""
    return as_finite(value.detach().to("cpu", torch.float64).numpy(), name)


@dataclass(frozen=True, slots=True)
class Place:
    """What an operation needs to know besides its operands.

    Attributes
    ----------
    name : str
        Of the hidden layer, if it makes one: the module's path or the node's name.
    dtype : torch.dtype
        Of the module's numbers, to which torch rounds those that are written in Python.
    """

    name: str
    dtype: Any

    def number(self, value: Any) -> float:
        """A Python number as torch uses it together with the module's tensors."""
        if not isinstance(value, bool | int | float):
            raise InputError(f"a number is needed, not {type(value).__name__}")
        return float(torch.tensor(float(value), dtype=self.dtype))

    def constant(self, value: Any) -> Floats:
        """A constant operand as float64."""
        if isinstance(value, torch.Tensor):
            # Integers, and single numbers of another float type, take the type of what they are combined with.
            keeps = value.is_floating_point() and value.ndim > 0
            return exact(value if keeps else value.to(self.dtype), "a constant")
        return np.asarray(self.number(value), np.float64)

    def operand(self, value: Any) -> Tensor | Floats:
        """An operand, whether it depends on the input or not."""
        return value if isinstance(value, Tensor) else self.constant(value)

    def tensors(self, values: Sequence[Any]) -> list[Tensor]:
        """Operands as tensors of one graph, at least one of which depends on the input."""
        data = next(value for value in values if isinstance(value, Tensor))
        return [v if isinstance(v, Tensor) else constant_like(data, self.constant(v)) for v in values]
