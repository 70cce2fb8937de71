"""Symbolic tensors: what a function sees when it is traced."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, hstack

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.graph import AffineNode, Graph

__all__ = ["Tensor", "concatenate", "constant_like", "pad", "selection", "stack"]

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tensor:
    """A tensor that depends on the input of a network: entries of one vector of a graph, in any shape and order.

    Reshaping, transposing and indexing work as in numpy and cost nothing. Sums, differences, products with constants and
    ``@`` with constant matrices are exact affine maps; they broadcast as in numpy.

    Attributes
    ----------
    graph : Graph
    vector : int
    order : ndarray of int64, of the tensor's shape
        Which entry of the vector each entry is.
    """

    graph: Graph
    vector: int
    order: Integers

    __array_ufunc__ = None  # numpy arrays leave their operators to this class

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return self.order.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.order.ndim

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.order.size

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, index: Any) -> "Tensor":
        return self.relabelled(self.order[index])

    def relabelled(self, order: NDArray[Any]) -> "Tensor":
        """The same vector's entries in another order or shape; entries may be missing, or occur more than once."""
        return Tensor(self.graph, self.vector, np.asarray(order, dtype=np.int64))

    def reshape(self, *shape: int | Sequence[int]) -> "Tensor":
        """The same entries, row-major, in another shape."""
        sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], Sequence) else shape
        wanted: tuple[int, ...] = tuple(sizes)  # type: ignore[arg-type]
        try:
            return self.relabelled(self.order.reshape(wanted))
        except ValueError:
            raise InputError(f"a tensor of shape {self.shape} cannot have the shape {wanted}") from None

    def flatten(self, start: int = 0) -> "Tensor":
        """All axes from `start` on become one."""
        return self.reshape(*self.shape[:start], -1)

    def transpose(self, *axes: int) -> "Tensor":
        """Axes in the given order, by default reversed."""
        return self.relabelled(self.order.transpose(axes or None))

    @property
    def T(self) -> "Tensor":
        """Axes reversed."""
        return self.transpose()

    def affine(
        self, matrix: csr_array | NDArray[np.float64], bias: ArrayLike, shape: Sequence[int], *, denominator: int = 1
    ) -> "Tensor":
        """(matrix @ entries + bias) / denominator, exactly.

        Parameters
        ----------
        matrix : csr_array or ndarray of float64, (m, size)
            Acts on the entries in row-major order.
        bias : array_like of float, (m,) or ()
        shape : sequence of int
            Of the result, with m entries.
        denominator : int
        """
        rows = csr_array(matrix)
        offsets = np.broadcast_to(as_finite(bias, "bias"), rows.shape[:1])
        # The columns of one vector may occur more than once: such entries must not be added up in floats.
        if len(np.unique(self.order)) == self.size:
            wide = _spread(rows, self.order.ravel(), self.graph.size(self.vector))
            node = AffineNode((self.vector,), wide, offsets, denominator)
            return self._new(node, shape)
        copied = self.graph.add(AffineNode((self.vector,), selection(self), np.zeros(self.size)))
        return self._new(AffineNode((copied,), rows, offsets, denominator), shape)

    def __neg__(self) -> "Tensor":
        return self._scaled(np.full(self.shape, -1.0))

    def __add__(self, other: "Tensor | ArrayLike") -> "Tensor":
        return self._sum(other, 1.0)

    __radd__ = __add__

    def __sub__(self, other: "Tensor | ArrayLike") -> "Tensor":
        return self._sum(other, -1.0)

    def __rsub__(self, other: ArrayLike) -> "Tensor":
        return (-self)._sum(other, 1.0)

    def __mul__(self, factor: ArrayLike) -> "Tensor":
        return self._scaled(_constant(factor, "product"))

    __rmul__ = __mul__

    def __truediv__(self, divisor: ArrayLike) -> "Tensor":
        """Exact for integers up to 2^53; other divisors must be powers of two, whose reciprocals are floats."""
        values = _constant(divisor, "quotient")
        if (values == 0).any():
            raise InputError("division by zero")
        whole = values == np.rint(values)
        if values.size and whole.all() and np.unique(np.abs(values)).size == 1 and abs(values.flat[0]) < 2**53:
            signs = np.broadcast_to(np.sign(values), np.broadcast_shapes(self.shape, values.shape))
            return self._scaled(signs, int(abs(values.flat[0])))
        if (np.abs(np.frexp(values)[0]) != 0.5).any():
            raise InputError(
                "division by anything but one integer or powers of two is not exact; multiply by the reciprocal"
            )
        return self._scaled(1.0 / values)

    def __matmul__(self, matrix: ArrayLike) -> "Tensor":
        """Tensor @ matrix, for a constant matrix (n, m) or vector (n,), over the last axis."""
        values = _constant(matrix, "product")
        if self.ndim == 0 or values.ndim not in (1, 2) or len(values) != self.shape[-1]:
            raise InputError(f"shapes {self.shape} and {values.shape} cannot be multiplied")
        return self._over_last_axis(values.reshape(len(values), -1), values.shape[1:])

    def __rmatmul__(self, matrix: ArrayLike) -> "Tensor":
        """Matrix @ tensor, for a constant matrix (m, n) or vector (n,), over the last axis but one."""
        values = _constant(matrix, "product")
        axis = max(self.ndim - 2, 0)
        if self.ndim == 0 or values.ndim not in (1, 2) or values.shape[-1] != self.shape[axis]:
            raise InputError(f"shapes {values.shape} and {self.shape} cannot be multiplied")
        moved = self.relabelled(np.moveaxis(self.order, axis, -1))
        result = moved._over_last_axis(values.reshape(-1, values.shape[-1]).T, values.shape[:-1])
        return result.relabelled(np.moveaxis(result.order, -1, axis)) if values.ndim == 2 else result

    def __repr__(self) -> str:
        return f"Tensor{self.shape}"

    def _over_last_axis(self, matrix: NDArray[np.float64], last: tuple[int, ...]) -> "Tensor":
        from scipy.sparse import eye_array, kron

        rows = csr_array(kron(eye_array(math.prod(self.shape[:-1])), csr_array(matrix.T)))
        return self.affine(rows, 0.0, (*self.shape[:-1], *last))

    def _scaled(self, factors: NDArray[np.float64], denominator: int = 1) -> "Tensor":
        data, wide = _broadcast(self, factors)
        diagonal = csr_array((wide.ravel(), np.arange(data.size), np.arange(data.size + 1)), (data.size, data.size))
        return data.affine(diagonal, 0.0, data.shape, denominator=denominator)

    def _sum(self, other: "Tensor | ArrayLike", sign: float) -> "Tensor":
        if not isinstance(other, Tensor):
            data, offsets = _broadcast(self, sign * _constant(other, "sum"))
            return data.affine(_identity(data.size), offsets.ravel(), data.shape)
        shape = _broadcast_shape(self.shape, other.shape)
        mine, theirs = (t.relabelled(np.broadcast_to(t.order, shape)) for t in (self, other))
        if self.graph is not other.graph:
            raise InputError("tensors of two different networks cannot be put together")
        first, second = selection(mine), sign * selection(theirs)
        if self.vector == other.vector:  # 1 + 1 and 1 - 1 round nothing
            return self._new(AffineNode((self.vector,), csr_array(first + second), np.zeros(mine.size)), shape)
        node = AffineNode((self.vector, other.vector), csr_array(hstack([first, second])), np.zeros(mine.size))
        return self._new(node, shape)

    def _new(self, node: AffineNode, shape: Sequence[int]) -> "Tensor":
        return Tensor(self.graph, self.graph.add(node), np.arange(node.size).reshape(tuple(shape)))


def selection(tensor: Tensor) -> csr_array:
    """The 0-1 matrix that takes the tensor's entries out of its vector."""
    return _spread(_identity(tensor.size), tensor.order.ravel(), tensor.graph.size(tensor.vector))


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Tensors one after the other along an axis, as in numpy."""
    if not tensors:
        raise InputError("there is nothing to concatenate")
    graph = tensors[0].graph
    if any(t.graph is not graph for t in tensors):
        raise InputError("tensors of two different networks cannot be put together")
    vectors = list(dict.fromkeys(t.vector for t in tensors))
    if len(vectors) > 1:
        ends = np.cumsum([0, *(t.size for t in tensors)])
        columns = np.cumsum([0, *(graph.size(v) for v in vectors)])
        order = np.concatenate([t.order.ravel() + columns[vectors.index(t.vector)] for t in tensors])
        node = AffineNode(tuple(vectors), _spread(_identity(len(order)), order, int(columns[-1])), np.zeros(len(order)))
        vector = graph.add(node)
        orders = [(start + np.arange(t.size)).reshape(t.shape) for start, t in zip(ends[:-1], tensors, strict=True)]
    else:
        vector, orders = vectors[0], [t.order for t in tensors]
    try:
        return Tensor(graph, vector, np.concatenate(orders, axis=axis))
    except (ValueError, IndexError):
        shapes = ", ".join(str(t.shape) for t in tensors)
        raise InputError(f"tensors of shapes {shapes} cannot be concatenated along axis {axis}") from None


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Tensors of one shape along a new axis, as in numpy."""
    return concatenate([t.relabelled(np.expand_dims(t.order, axis)) for t in tensors], axis)


def constant_like(tensor: Tensor, values: ArrayLike) -> Tensor:
    """A tensor that does not depend on the input."""
    numbers = _constant(values, "constant")
    node = AffineNode((tensor.vector,), csr_array((numbers.size, tensor.graph.size(tensor.vector))), numbers.ravel())
    return tensor._new(node, numbers.shape)


def pad(tensor: Tensor, widths: Sequence[tuple[int, int]], value: float = 0.0) -> Tensor:
    """Constant entries before and after each axis; negative widths cut off, as in torch and ONNX."""
    if len(widths) != tensor.ndim:
        raise InputError(f"{len(widths)} pairs of widths are given for a tensor of shape {tensor.shape}")
    cut = tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(tensor.shape, widths, strict=True))
    places = np.pad(tensor.order[cut], [(max(a, 0), max(b, 0)) for a, b in widths], constant_values=-1)
    if (places >= 0).all():
        return tensor.relabelled(places)
    kept = np.flatnonzero(places.ravel() >= 0)
    rows = csr_array(
        (np.ones(len(kept)), (kept, places.ravel()[kept])), (places.size, tensor.graph.size(tensor.vector))
    )
    offsets = np.where(places.ravel() < 0, float(value), 0.0)
    return tensor._new(AffineNode((tensor.vector,), rows, as_finite(offsets, "padding")), places.shape)


def _identity(size: int) -> csr_array:
    return csr_array((np.ones(size), np.arange(size), np.arange(size + 1)), (size, size))


def _spread(rows: csr_array, places: Integers, width: int) -> csr_array:
    """Columns moved to the given distinct-or-not places of a wider matrix; a row of a selection keeps its one entry."""
    return csr_array((rows.data, places[rows.indices], rows.indptr), (rows.shape[0], width))


def _constant(value: "Tensor | ArrayLike", what: str) -> NDArray[np.float64]:
    if isinstance(value, Tensor):
        raise InputError(f"a {what} of two tensors that depend on the input is not piecewise linear")
    return as_finite(value, f"a constant of a {what}")


def _broadcast(data: Tensor, constant: NDArray[np.float64]) -> tuple[Tensor, NDArray[np.float64]]:
    shape = _broadcast_shape(data.shape, constant.shape)
    return data.relabelled(np.broadcast_to(data.order, shape)), np.broadcast_to(constant, shape)


def _broadcast_shape(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(first, second)
    except ValueError:
        raise InputError(f"shapes {first} and {second} do not broadcast") from None
