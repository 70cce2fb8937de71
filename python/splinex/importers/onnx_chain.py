"""The layers of an ONNX chain: every affine operator becomes one of its own, so that no two are ever multiplied in floats."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.onnx_tensors import Data
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["Chain"]

Matrix = NDArray[np.float64]
_MOST_ENTRIES = 2**27
"""1 GB of float64."""


@dataclass(slots=True)
class _Draft:
    weight: Matrix
    bias: Matrix
    relu: bool = False
    name: str = ""


@dataclass(slots=True)
class Chain:
    """Layers so far, and what adds to them. The data is a relabelled vector behind the last one.

    Shapes that do not fit are an `InputError`; whoever calls adds the name of the node.

    Attributes
    ----------
    size : int
        Number of inputs.
    """

    size: int
    _drafts: list[_Draft] = field(default_factory=list)

    def multiply_right(self, data: Data, matrix: Matrix) -> Data:
        """Data @ matrix, for a matrix of one or two dimensions, with numpy's rules for shapes."""
        shape = data.shape
        _check_product(shape, matrix.shape, shape[-1:], matrix.shape[:1])
        if len(shape) == 2 and shape[0] > 1:
            raise InputError(
                f"the data of shape {shape} is a batch of {shape[0]} rows; the batch must be 1 or symbolic"
            )
        block = matrix.reshape(len(matrix), -1).T
        weight = _kronecker(data.order.size // len(matrix), block, 1)
        return self._append(data, weight, (*shape[:-1], *matrix.shape[1:]))

    def multiply_left(self, matrix: Matrix, data: Data) -> Data:
        """Matrix @ data, likewise."""
        shape = data.shape
        _check_product(matrix.shape, shape, matrix.shape[-1:], shape[-2:][:1])
        outer, columns = (shape[:-2], shape[-1:]) if len(shape) > 1 else ((), ())
        inner = matrix.shape[-1]
        weight = _kronecker(int(np.prod(outer)), matrix.reshape(-1, inner), int(np.prod(columns)))
        return self._append(data, weight, (*outer, *matrix.shape[:-1], *columns))

    def add(self, data: Data, constant: Matrix, *, sign: int = 1) -> Data:
        """Sign * data + constant. A layer without a bias takes the constant as its own: nothing is rounded."""
        offsets = _spread(constant, data.shape)
        if sign == 1 and self._drafts and not self._drafts[-1].relu and not self._drafts[-1].bias.any():
            self._drafts[-1].bias = unpicked(offsets.ravel(), data.order)
            return Data(data.order.reshape(offsets.shape), data.dtype)
        return self._append(data, sign * _identity(offsets.size), offsets.shape, offsets.ravel())

    def combine(self, data: Data, scale: float, constant: Matrix, factor: float) -> Data:
        """Scale * data + factor * constant, whose products float64 may not hold: the constant goes through a layer too.

        Only for data straight from `multiply_right` or `multiply_left`.
        """
        last, size = self._drafts[-1], data.order.size
        last.weight = np.vstack([last.weight, np.zeros_like(last.weight)])
        last.bias = np.concatenate([np.zeros(size), _spread(constant, data.shape).ravel()])
        self._drafts.append(_Draft(np.hstack([scale * _identity(size), factor * _identity(size)]), np.zeros(size)))
        return data

    def relu(self, data: Data, name: str) -> None:
        """A ReLU on every entry; on the input it needs a layer of its own, behind another ReLU it changes nothing."""
        if not self._drafts:
            self._drafts.append(_Draft(_identity(self.size), np.zeros(self.size)))
        if not self._drafts[-1].relu:
            self._drafts[-1].relu = True
            self._drafts[-1].name = name

    def network(self, data: Data) -> Network:
        """The network whose outputs are the entries of the data, in its order."""
        if not self._drafts:
            self._drafts.append(_Draft(_identity(self.size), np.zeros(self.size)))
        last, order = self._drafts[-1], data.order.ravel()
        last.weight, last.bias = last.weight[order], last.bias[order]
        names = [draft.name or f"layer {i}" for i, draft in enumerate(d for d in self._drafts if d.relu)]
        return Network(tuple(Layer(draft.weight, draft.bias, draft.relu) for draft in self._drafts), tuple(names))

    def _append(self, data: Data, weight: Matrix, shape: tuple[int, ...], bias: Matrix | None = None) -> Data:
        """A layer whose weight takes the entries of the data in their order."""
        rows = len(weight)
        self._drafts.append(_Draft(unpicked(weight, data.order), np.zeros(rows) if bias is None else bias))
        return Data(np.arange(rows).reshape(shape), data.dtype)


def unpicked(columns: Matrix, order: NDArray[np.int64]) -> Matrix:
    """From the columns for a tensor's entries to those for the vector behind it."""
    result = np.empty_like(columns)
    result[..., order.ravel()] = columns
    return result


def _spread(constant: Matrix, shape: tuple[int, ...]) -> Matrix:
    """The constant for every entry of data of that shape, which may only gain dimensions of 1."""
    try:
        wide = np.broadcast_shapes(shape, constant.shape)
    except ValueError:
        wide = (0,)
    if np.prod(wide) != np.prod(shape):
        raise InputError(f"a constant of shape {constant.shape} does not fit data of shape {shape}")
    return np.broadcast_to(constant, wide)


def _check_product(
    left: tuple[int, ...], right: tuple[int, ...], inner_left: tuple[int, ...], inner_right: tuple[int, ...]
) -> None:
    if () in (left, right) or inner_left != inner_right:
        raise InputError(f"shapes {left} and {right} cannot be multiplied")


def _kronecker(before: int, block: Matrix, after: int) -> Matrix:
    """The block for each of `before` rows and `after` columns of data; products with 0 and 1 round nothing."""
    _check_size(before * block.shape[0] * after, before * block.shape[1] * after)
    wide = block if after == 1 else np.asarray(np.kron(block, np.eye(after)), np.float64)
    return wide if before == 1 else np.asarray(np.kron(np.eye(before), wide), np.float64)


def _identity(size: int) -> Matrix:
    _check_size(size, size)
    return np.eye(size)


def _check_size(rows: int, columns: int) -> None:
    if rows * columns > _MOST_ENTRIES:
        raise InputError(f"its dense matrix of {rows} x {columns} is too large")
