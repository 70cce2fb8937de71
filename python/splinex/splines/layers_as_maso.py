"""Which layers are max-affine spline operators, and their tensors (slides 14-17)."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network
from splinex.splines.maso import MASO
from splinex.splines.max_affine import MaxAffineSpline
from splinex.splines.signals import NotConvexError, Signal

if TYPE_CHECKING:
    from splinex.graphs.tensor import Tensor

__all__ = ["as_maso", "composition", "hidden_layer_as_maso"]

_MOST_ENTRIES = 1 << 23


def as_maso(layer: "Callable[[Tensor], Tensor] | Network", input_shape: Sequence[int] | None = None) -> MASO:
    """The operator that a layer of `splinex.nn` is on inputs of a shape; or the reason why it is none.

    A layer is a max-affine spline operator if and only if every output is a convex function of its input. That is decided
    exactly: every output is an affine function plus multiples of maxima, so a difference of two splines; see
    `MaxAffineSpline.minus`. Compositions, a ReLU and then a max-pool say, are taken too, as long as they have few pieces.

    Parameters
    ----------
    layer : callable or Network
        From a symbolic tensor to another one, as for `Network.trace`; or a whole network, if it is convex in its input.
        `Network.as_maso` gives one hidden layer.
    input_shape : sequence of int
        Without a batch axis; a network needs none. Inputs and outputs of the operator are row-major.

    Returns
    -------
    MASO
        Pieces are ordered as the layer's own: 0 before the identity for a ReLU, the window's places for a max-pool. Outputs
        with fewer pieces are padded by repetition.

    Raises
    ------
    InputError
        When an output is not convex, naming it; and when the tensors or a sum of maxima are too large.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.as_maso(sx.nn.MaxPool1d(2, stride=1), (1, 3)).A.tolist()
    [[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]]
    >>> sx.as_maso(sx.nn.LeakyReLU(2.0), (1,))
    Traceback (most recent call last):
        ...
    splinex._core.InputError: LeakyReLU is no max-affine spline operator: output 0 is not convex, its slope drops across the \
hyperplane x[0] = 0
    """
    if isinstance(layer, Network):
        return _operator(layer.layers, "the network")
    if input_shape is None:
        raise InputError("a layer is an operator on inputs of a shape: as_maso(layer, input_shape)")
    name = type(layer).__name__
    return _operator(Network.trace(layer, input_shape).layers, name if name != "function" else "the layer")


def composition(network: Network) -> list[MASO]:
    """Operators whose composition is the network; see `Network.as_masos`."""
    result: list[MASO] = []
    run: list[Layer] = []
    for stored in network.layers:
        run.append(stored)
        if not stored.affine:
            result.append(_operator(run, f"layer {len(result)}"))
            run = []
    return [*result, _operator(run, "the output layer")] if run else result


def hidden_layer_as_maso(network: Network, layer: int) -> MASO:
    """The operator that a hidden layer is of its own input; see `Network.as_maso`."""
    index = network._hidden(layer)
    places = [i for i, stored in enumerate(network.layers) if not stored.affine]
    hidden = network.layers[places[index]]
    start = places[index - 1] + 1 if index else 0
    before = network.readouts[index - 1] if index else None
    if before is not None and _reads_out(network.layers[start], before):
        start += 1
    readout = network.readouts[index]
    if readout is None:
        kept = int((hidden.units >= 0).sum())
        readout = Layer(np.eye(kept), np.zeros(kept))
    unused = np.zeros((readout.n_outputs, hidden.n_outputs - readout.n_inputs))
    used = Layer(np.hstack([readout.weight, unused]), readout.bias, denominator=readout.denominator)
    return _operator([*network.layers[start : places[index] + 1], used], network.names[index])


def _reads_out(stored: Layer, readout: Layer) -> bool:
    """Whether the first rows of an affine layer are a readout; the others pass entries on."""
    rows, columns = readout.weight.shape
    return (
        stored.affine
        and stored.denominator == readout.denominator
        and stored.weight.shape >= readout.weight.shape
        and np.array_equal(stored.weight[:rows, :columns], readout.weight)
        and not stored.weight[:rows, columns:].any()
        and np.array_equal(stored.bias[:rows], readout.bias)
    )


def _operator(layers: Sequence[Layer], name: str) -> MASO:
    n_inputs, n_outputs = layers[0].n_inputs, layers[-1].n_outputs
    _check_size(n_outputs, 1, n_inputs)
    signals = [Signal({j: Fraction(1)}) for j in range(n_inputs)]
    for stored in layers:
        signals = _through(stored, signals)
    splines: list[MaxAffineSpline] = []
    for k, signal in enumerate(signals):
        try:
            splines.append(signal.spline(n_inputs))
        except NotConvexError as error:
            raise InputError(f"{name} is no max-affine spline operator: output {k} is not convex, {error}") from None
        _check_size(n_outputs, splines[-1].n_pieces, n_inputs)
    return MASO.from_splines(splines)


def _check_size(outputs: int, pieces: int, inputs: int) -> None:
    if outputs * pieces * (inputs + 1) > _MOST_ENTRIES:
        raise InputError(f"{outputs:,} outputs of {pieces} pieces of {inputs:,} inputs are too many for dense tensors")


def _through(layer: Layer, signals: Sequence[Signal]) -> list[Signal]:
    """What a layer makes of the signals that come in."""
    rows: list[Signal] = []
    for weights, bias in zip(layer.weight, layer.bias.tolist(), strict=True):
        used = [(Fraction(float(weights[j])) / layer.denominator, signals[j]) for j in np.flatnonzero(weights).tolist()]
        rows.append(Signal.combined(used, Fraction(bias) / layer.denominator))
    result: list[Signal] = []
    start = 0
    for gate in layer.gates.tolist():
        own = rows[start : start + max(gate, 1)]
        result.append(own[0] if gate == 1 else Signal.maximum([Signal(), own[0]] if gate == 0 else own))
        start += max(gate, 1)
    return result
