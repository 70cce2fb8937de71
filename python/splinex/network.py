"""Fully-connected ReLU networks, kept as the exact real functions of their stored floats."""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex import _core
from splinex.arrays import as_finite, as_points
from splinex.errors import InputError
from splinex.exact import AffineMap, RationalRow, rational_rows
from splinex.layer import Layer

__all__ = ["Network", "arrangement"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Network:
    """A fully-connected ReLU network: affine maps in order, a ReLU after each whose flag is set.

    The network is the real-arithmetic function of its float64 weights. Maps without a ReLU between them are composed
    exactly. Networks are immutable, can be pickled, and compare by their weights and flags; names do not count.

    Parameters
    ----------
    layers : sequence of Layer
        `from_layers` is usually handier.
    names : sequence of str, optional
        One for each hidden layer, by default "layer 0", "layer 1", ...

    Raises
    ------
    InputError
        When there is no layer, when shapes do not chain, or when `names` is not as long as `widths`.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    >>> net
    Network(1 -> 2 relu -> 1)
    >>> net([-2.5])
    array([2.5])
    >>> net.pattern([-2.5])
    array([0, 1], dtype=uint8)
    """

    layers: tuple[Layer, ...]
    names: tuple[str, ...] = ()
    _exact: _core.Network = field(init=False)

    def __post_init__(self) -> None:
        layers = tuple(self.layers)
        if not layers:
            raise InputError("a network needs at least one layer")
        for i, (before, layer) in enumerate(pairwise(layers), start=1):
            if layer.weight.shape[1] != len(before.bias):
                raise InputError(
                    f"W{i} has {layer.weight.shape[1]} columns, but the layer before it has {len(before.bias)} units"
                )
        core = _core.Network([m.weight for m in layers], [m.bias for m in layers], [m.relu for m in layers])
        names = tuple(self.names) or tuple(f"layer {i}" for i in range(len(core.widths)))
        if len(names) != len(core.widths):
            raise InputError(f"names has {len(names)} entries, but the network has {len(core.widths)} hidden layers")
        object.__setattr__(self, "layers", layers)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "_exact", core)

    @classmethod
    def from_layers(
        cls,
        layers: Iterable[tuple[ArrayLike, ArrayLike]],
        *,
        relu_last: bool = False,
        names: Sequence[str] | None = None,
    ) -> "Network":
        """Build from pairs (W, b) with a ReLU after each but the last.

        Parameters
        ----------
        layers : iterable of (W, b)
            W of shape (units, inputs), b of shape (units,). float32 keeps its exact value.
        relu_last : bool
            Put a ReLU after the last pair too.
        names : sequence of str, optional
            One for each hidden layer.

        Raises
        ------
        InputError
            For numbers that are not finite or that float64 cannot hold, and for shapes that do not chain.
        """
        pairs = list(layers)
        for i, pair in enumerate(pairs):
            if not isinstance(pair, Sequence) or len(pair) != 2:
                raise InputError(f"layers[{i}] is not a pair (W, b)")
        made = [
            Layer(W, b, relu_last or i + 1 < len(pairs), names=(f"W{i}", f"b{i}")) for i, (W, b) in enumerate(pairs)
        ]
        return cls(tuple(made), tuple(names or ()))

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return int(self.layers[0].weight.shape[1])

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return len(self.layers[-1].bias)

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of each hidden layer, that is of each layer with a ReLU."""
        return tuple(len(layer.bias) for layer in self.layers if layer.relu)

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """Run the network forward in plain float64 arithmetic, with its rounding.

        Parameters
        ----------
        x : array_like of float, (n_inputs,) or (n, n_inputs)

        Returns
        -------
        ndarray of float64, (n_outputs,) or (n, n_outputs)
        """
        values, single = as_points(x, self.n_inputs)
        with np.errstate(over="ignore", invalid="ignore"):
            for layer in self.layers:
                values = values @ layer.weight.T + layer.bias
                if layer.relu:
                    values = np.maximum(values, 0.0)
        return values[0] if single else values

    def pattern(self, x: ArrayLike) -> NDArray[np.uint8]:
        """The piece of every unit at the given points: 1 where its exact pre-activation is positive.

        Parameters
        ----------
        x : array_like of float, (n_inputs,) or (n, n_inputs)

        Returns
        -------
        ndarray of uint8, (units,) or (n, units)
            Layer by layer.
        """
        points, single = as_points(x, self.n_inputs)
        patterns = self._exact.patterns(points)
        return patterns[0] if single else patterns

    def affine_map(self, x: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The affine map of the output that `pattern` selects at the given points.

        Parameters
        ----------
        x : array_like of float, (n_inputs,) or (n, n_inputs)

        Returns
        -------
        A : ndarray of float64, (n_outputs, n_inputs) or (n, n_outputs, n_inputs)
            Correctly rounded from the exact map.
        b : ndarray of float64, (n_outputs,) or (n, n_outputs)
            Likewise.
        """
        points, single = as_points(x, self.n_inputs)
        patterns, which = np.unique(self._exact.patterns(points), axis=0, return_inverse=True)
        maps = [AffineMap.of(self._affine_rows(pattern, None), self.n_inputs) for pattern in patterns]
        A = np.array([m.A for m in maps], dtype=np.float64).reshape(-1, self.n_outputs, self.n_inputs)[which.ravel()]
        b = np.array([m.b for m in maps], dtype=np.float64).reshape(-1, self.n_outputs)[which.ravel()]
        return (A[0], b[0]) if single else (A, b)

    def to_npz(self, path: str | PathLike[str]) -> None:
        """Write the form that `load` reads; the round trip is exact. Names are not kept.

        Parameters
        ----------
        path : str or path
            Ends in ".npz".
        """
        from splinex.formats import write_npz

        write_npz(self, path)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return len(self.layers) == len(other.layers) and all(
            mine.relu == theirs.relu
            and np.array_equal(mine.weight, theirs.weight)
            and np.array_equal(mine.bias, theirs.bias)
            for mine, theirs in zip(self.layers, other.layers, strict=True)
        )

    def __hash__(self) -> int:
        return hash(tuple((m.relu, m.weight.shape, float(m.weight.flat[0]), float(m.bias[0])) for m in self.layers))

    def __repr__(self) -> str:
        steps = [f"{len(layer.bias)}{' relu' if layer.relu else ''}" for layer in self.layers]
        return f"Network({' -> '.join([str(self.n_inputs), *steps])})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, ([(m.weight, m.bias, m.relu) for m in self.layers], self.names)

    def _hidden(self, layer: int) -> int:
        """The index of a hidden layer, checked."""
        number = len(self.widths)
        try:
            index = operator.index(layer)
        except TypeError:
            index = -1
        if not 0 <= index < number:
            raise InputError(f"layer must be an index of the {number} hidden layers, not {layer!r}")
        return index

    def _affine_rows(self, pattern: NDArray[np.uint8], layer: int | None) -> list[RationalRow]:
        """Exact rows [A | b] on the cell of a pattern: of a hidden layer's output, or of the network's."""
        after_relu = layer is not None or self.layers[-1].relu
        widths = self.widths
        index = layer if layer is not None else len(widths) - after_relu
        rows = rational_rows(*self._exact.preactivations(pattern, index), self.n_inputs)
        if not after_relu:
            return rows
        start = sum(widths[:index])
        zero = ((0,) * (self.n_inputs + 1), 1)
        return [row if on else zero for row, on in zip(rows, pattern[start : start + widths[index]], strict=True)]


def arrangement(A: ArrayLike, b: ArrayLike | None = None) -> Network:
    """The hyperplanes A x + b = 0 as a network of one layer, with nothing after its ReLU.

    Parameters
    ----------
    A : array_like of float, (m, d)
    b : array_like of float, (m,), optional
        Zero by default: all hyperplanes pass through the origin.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.count_regions(sx.arrangement([[1, 0], [0, 1]])).total
    4
    """
    matrix = as_finite(A, "A")
    offsets = np.zeros(matrix.shape[:1]) if b is None else b
    return Network((Layer(matrix, offsets, True, names=("A", "b")),))


def _rebuild(layers: list[tuple[NDArray[np.float64], NDArray[np.float64], bool]], names: tuple[str, ...]) -> Network:
    return Network(tuple(Layer(*layer) for layer in layers), names)
