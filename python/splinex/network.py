"""Piecewise-linear networks, kept as the exact real functions of their stored floats."""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex import _core
from splinex.arrays import as_points
from splinex.errors import InputError
from splinex.exact import AffineMap, RationalRow, composed_rows, rational_rows
from splinex.layer import Layer, core_network
from splinex.patterns import PatternLayout

if TYPE_CHECKING:
    from splinex.graphs.tensor import Tensor
    from splinex.splines.maso import MASO

__all__ = ["Network"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Network:
    """A piecewise-linear network: exact affine maps in order, each with ReLUs or maxima on some of its rows, or none.

    The network is the real-arithmetic function of its float64 weights. Affine maps in a row are composed exactly. A layer
    with units is a hidden layer. Networks are immutable, can be pickled, and compare by their layers; names do not count.

    Parameters
    ----------
    layers : sequence of Layer
        `from_layers`, `sequential` and `trace` are usually handier.
    names : sequence of str, optional
        One for each hidden layer, by default "layer 0", "layer 1", ...
    input_shape : sequence of int, optional
        How an input is shaped, row-major; (n_inputs,) by default.
    readouts : sequence of Layer or None, optional
        For each hidden layer the affine map from its outputs to what its module hands on, for a leaky ReLU say; None
        stands for the outputs of its units themselves.

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
    input_shape: tuple[int, ...] = ()
    readouts: tuple[Layer | None, ...] = ()
    _layout: PatternLayout = field(init=False)
    _exact: _core.Network = field(init=False)

    def __post_init__(self) -> None:
        layers = tuple(self.layers)
        if not layers:
            raise InputError("a network needs at least one layer")
        for i, (before, layer) in enumerate(pairwise(layers), start=1):
            if layer.n_inputs != before.n_outputs:
                raise InputError(
                    f"W{i} has {layer.n_inputs} columns, but the layer before it has {before.n_outputs} outputs"
                )
        hidden = [layer for layer in layers if not layer.affine]
        names = tuple(self.names) or tuple(f"layer {i}" for i in range(len(hidden)))
        if len(names) != len(hidden):
            raise InputError(f"names has {len(names)} entries, but the network has {len(hidden)} hidden layers")
        shape = tuple(map(operator.index, self.input_shape)) or (layers[0].n_inputs,)
        if math.prod(shape) != layers[0].n_inputs or min(shape) < 1:
            raise InputError(f"input_shape is {shape}, but the network has {layers[0].n_inputs} inputs")
        readouts = tuple(self.readouts) or (None,) * len(hidden)
        if len(readouts) != len(hidden):
            raise InputError(f"readouts has {len(readouts)} entries, but the network has {len(hidden)} hidden layers")
        core = core_network(layers)
        for name, value in (("layers", layers), ("names", names), ("input_shape", shape), ("readouts", readouts)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_layout", PatternLayout.of(hidden))
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

    @classmethod
    def trace(cls, function: "Callable[[Tensor], Tensor]", input_shape: Sequence[int]) -> "Network":
        """The network that a function computes, from the layers of `splinex.nn` and operators on symbolic tensors.

        Parameters
        ----------
        function : callable
            Is called once with a `Tensor` of shape `input_shape` and returns another one, whose entries, row-major, are the
            outputs.
        input_shape : sequence of int
            Without a batch axis.

        Examples
        --------
        >>> import splinex as sx
        >>> net = sx.Network.trace(lambda x: sx.nn.ReLU()(x + 1) - x, (1,))
        >>> net([-2.0])
        array([2.])
        """
        from splinex.graphs.lowering import traced

        return traced(function, input_shape)

    @classmethod
    def sequential(cls, layers: "Sequence[Callable[[Tensor], Tensor]]", input_shape: Sequence[int]) -> "Network":
        """Layers of `splinex.nn` one after the other.

        Examples
        --------
        >>> import splinex as sx
        >>> sx.Network.sequential([sx.nn.MaxPool1d(2, stride=1)], (1, 3))
        Network(3 -> 2 max)
        """

        def run(x: "Tensor") -> "Tensor":
            for layer in layers:
                x = layer(x)
            return x

        return cls.trace(run, input_shape)

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return self.layers[0].n_inputs

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return self.layers[-1].n_outputs

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return self._layout.widths

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
                values = layer(values)
        return values[0] if single else values

    def pattern(self, x: ArrayLike) -> NDArray[np.uint8]:
        """The piece of every unit at the given points, exactly: of a ReLU 1 where its pre-activation is positive, else 0.

        This is the VQ code q(x). Where pieces are equal at a point, the lowest is taken.

        Parameters
        ----------
        x : array_like of float, (n_inputs,) or (n, n_inputs)

        Returns
        -------
        ndarray of uint8, (units,) or (n, units)
            Layer by layer.
        """
        points, single = as_points(x, self.n_inputs)
        patterns = self._layout.pieces(self._exact.patterns(points))
        return patterns[0] if single else patterns

    def affine_map(self, x: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A_Q(x), b_Q(x): the affine map of the output that `pattern` selects at the given points.

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
        maps = [AffineMap.of(self._affine_rows(bits, None), self.n_inputs) for bits in patterns]
        A = np.array([m.A for m in maps], dtype=np.float64).reshape(-1, self.n_outputs, self.n_inputs)[which.ravel()]
        b = np.array([m.b for m in maps], dtype=np.float64).reshape(-1, self.n_outputs)[which.ravel()]
        return (A[0], b[0]) if single else (A, b)

    def as_maso(self, layer: int) -> "MASO":
        """The max-affine spline operator that a hidden layer is of its own input, or the reason why it is none.

        Its input is what the hidden layer before it hands on, and behind it what that one passes on from earlier layers; affine
        maps in between are part of the operator. (Where the readout of the layer before and the first affine map of this one
        are stored as one, the input is the ReLUs and maxima themselves.)

        Parameters
        ----------
        layer : int
            Index of a hidden layer. Its outputs are those of its own units.

        Raises
        ------
        InputError
            As for `as_maso`, and when there is no such layer.

        Examples
        --------
        >>> import splinex as sx
        >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])
        >>> net.as_maso(0).A.tolist()
        [[[0.0], [1.0]], [[0.0], [-1.0]]]
        """
        from splinex.splines.layers_as_maso import hidden_layer_as_maso

        return hidden_layer_as_maso(self, layer)

    def as_masos(self) -> "list[MASO]":
        """Max-affine spline operators whose composition is this network: there are some for every network (slide 18).

        Each ends in the ReLUs and maxima of one hidden layer, with what is passed on beside them, and begins with the affine
        maps before it. A minimum is a maximum with signs in the affine maps around it.

        Examples
        --------
        >>> import splinex as sx
        >>> sx.Network.sequential([sx.nn.HardTanh(), sx.nn.Linear([[1, -1]])], (2,)).as_masos()
        [MASO(2 inputs, 4 outputs of 2 pieces), MASO(4 inputs, 1 outputs of 1 pieces)]
        """
        from splinex.splines.layers_as_maso import composition

        return composition(self)

    def up_to(self, layer: int) -> "Network":
        """The network whose outputs are what a hidden layer hands on.

        Parameters
        ----------
        layer : int
            Index of a hidden layer.

        Raises
        ------
        InputError
            When there is no such layer.

        Examples
        --------
        >>> import splinex as sx
        >>> sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])]).up_to(0)
        Network(1 -> 2 relu)
        """
        from splinex.derived_networks import cut_after

        return cut_after(self, layer)

    def with_argmax(self) -> "Network":
        """The network with one more layer, the maximum of the outputs: its regions are also cut where the decision changes.

        The new unit's piece is the place of the first largest output; `names` calls its layer "argmax".

        Raises
        ------
        InputError
            For a network with one output.

        Examples
        --------
        >>> import splinex as sx
        >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0])])  # no ReLU: the decision alone
        >>> sx.count_regions(net.with_argmax()).total
        2
        """
        from splinex.derived_networks import followed_by

        if self.n_outputs < 2:
            raise InputError("a network with one output decides nothing")
        last = Layer(np.eye(self.n_outputs), np.zeros(self.n_outputs), gates=[self.n_outputs], units=[0])
        return followed_by(self, last, "argmax")

    def to_npz(self, path: str | PathLike[str]) -> None:
        """Write the form that `load` reads; the round trip is exact.

        Parameters
        ----------
        path : str or path
            Ends in ".npz".
        """
        from splinex.formats import write_npz

        write_npz(self, path)

    def to_onnx(self, path: str | PathLike[str]) -> None:
        """Write an ONNX model in float64 that other tools read; `load` gives back this very network.

        The input is ``(N, *input_shape)``, the output (N, n_outputs). Every layer is a Gemm, a Div where its denominator is not
        1, and Relu or ReduceMax nodes that carry its name. Which outputs make one unit is noted in the model's metadata;
        `load` relies on it only while the graph is the one written here. Needs ``pip install splinex[onnx]``.

        Parameters
        ----------
        path : str or path
            Ends in ".onnx".
        """
        from splinex.exporters.onnx_export import write_onnx

        write_onnx(self, path)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return len(self.layers) == len(other.layers) and all(
            mine.same(theirs) for mine, theirs in zip(self.layers, other.layers, strict=True)
        )

    def __hash__(self) -> int:
        return hash(tuple((m.weight.shape, float(m.weight.flat[0]), float(m.bias[0])) for m in self.layers))

    def __repr__(self) -> str:
        return f"Network({' -> '.join([str(self.n_inputs), *(layer.described() for layer in self.layers)])})"

    def __reduce__(self) -> tuple[object, ...]:
        return Network, (self.layers, self.names, self.input_shape, self.readouts)

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

    def _affine_rows(self, bits: NDArray[np.uint8], layer: int | None) -> list[RationalRow]:
        """Exact rows [A | b] on the cell with these bits: of what a hidden layer hands on, or of the network's output."""
        hidden = [stored for stored in self.layers if not stored.affine]
        index = layer if layer is not None else len(hidden) - (not self.layers[-1].affine)
        rows = rational_rows(*self._exact.outputs(bits, index), self.n_inputs)
        if layer is None:
            return rows
        readout = self.readouts[layer]
        return rows[: int((hidden[layer].units >= 0).sum())] if readout is None else composed_rows(readout, rows)
