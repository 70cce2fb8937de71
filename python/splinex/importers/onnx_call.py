"""One node of an ONNX graph with the values of its operands, and what operators ask of them."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.importers.onnx_tensors import Array, Value, real

if TYPE_CHECKING:
    from onnx import NodeProto

__all__ = ["Call", "Operator"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A node and its operands. Errors say what is wrong; whoever calls knows the node.

    Attributes
    ----------
    node : NodeProto
    operands : tuple of ndarray, Tensor or None
        None where an optional one is left out.
    options : dict
        Attributes by name.
    dtype : dtype or None
        In which the file computes those that depend on the input.
    opset : int
    column : bool
        Whether the model's input is a column, whose rows may be meant as a batch.
    """

    node: "NodeProto"
    operands: tuple[Value | None, ...]
    options: dict[str, Any]
    dtype: np.dtype[Any] | None
    opset: int
    column: bool = False

    @property
    def name(self) -> str:
        """What a hidden layer made by this node is called."""
        return str(self.node.name)

    @property
    def constant(self) -> bool:
        """Whether nothing here depends on the input."""
        return not any(isinstance(value, Tensor) for value in self.operands)

    def operand(self, place: int) -> Value | None:
        """An operand, None where it is left out."""
        return self.operands[place] if place < len(self.operands) else None

    def data(self, place: int = 0) -> Tensor:
        """An operand that depends on the input."""
        value = self.operand(place)
        if not isinstance(value, Tensor):
            raise InputError("its operand is a constant")
        return value

    def array(self, place: int) -> Array | None:
        """An operand that must not depend on the input."""
        value = self.operand(place)
        if isinstance(value, Tensor):
            raise InputError("only its first operand may depend on the input")
        return value

    def floats(self, place: int) -> Floats | None:
        """A constant operand as float64."""
        value = self.array(place)
        return None if value is None else real(value, self.node.input[place])

    def needed(self, place: int) -> Floats:
        """A constant operand as float64 that must be there."""
        value = self.floats(place)
        if value is None:
            raise InputError(f"its operand {place} is missing")
        return value

    def integers(self, option: str, place: int | None = None) -> list[int] | None:
        """Integers from an attribute, or from a constant operand as newer opsets have them."""
        if option in self.options:
            return [int(value) for value in self.options[option]]
        value = None if place is None else self.array(place)
        return None if value is None else [operator.index(item) for item in value.ravel()]

    def text(self, option: str, default: str) -> str:
        """An attribute that is a word."""
        value = self.options.get(option, default)
        return value.decode(errors="replace") if isinstance(value, bytes) else str(value)

    def terms(self) -> list[Tensor | Floats]:
        """All operands, constants as float64; one at least depends on the input."""
        if self.constant:
            several = len(self.operands) == 2
            raise InputError(
                "both operands are constants; one must depend on the input" if several else "its operand is a constant"
            )
        return [self.data(i) if isinstance(v, Tensor) else self.needed(i) for i, v in enumerate(self.operands)]

    def factors(self) -> tuple[Tensor, Floats, bool]:
        """Of the first two operands the data, the constant, and whether the data comes first."""
        first, second = (self.operand(i) for i in (0, 1))
        if isinstance(first, Tensor) and isinstance(second, Tensor):
            raise InputError("both operands depend on the input; one must be constant")
        if isinstance(first, Tensor):
            return first, self.needed(1), True
        if isinstance(second, Tensor):
            return second, real(first, self.node.input[0]) if first is not None else np.zeros(()), False
        raise InputError("both operands are constants; one must depend on the input")


Operator = Callable[[Call], Value]
"""The first, and only, output of a node."""
