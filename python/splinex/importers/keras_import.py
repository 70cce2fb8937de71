"""Keras 3 models: the extra ``keras``, which is not imported before a model is given."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.importers.checking import check_against
from splinex.importers.endings import Ending
from splinex.importers.keras_layers import LAYERS, activated, ending_of
from splinex.importers.keras_numbers import as_numpy
from splinex.network import Network

__all__ = ["from_keras", "is_keras"]

_EPS = {"bfloat16": 2.0**-7, "float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}


def is_keras(model: object) -> bool:
    """Whether a model's class is Keras's Model, or derived from it."""
    return any(base.__name__ == "Model" and base.__module__.startswith("keras.") for base in type(model).__mro__)


def from_keras(model: Any) -> Network:
    """Take the network out of a Keras 3 model, sequential or functional.

    It is the model's real function in inference of its stored weights. Numbers written in Python, a negative slope of 0.3
    say, are rounded to the type of the layer; the scale of batch normalisation is by definition the float64
    gamma / sqrt(variance + epsilon). A last softmax, log-softmax or sigmoid is left out: regions do not depend on it. The
    model's own outputs are compared with the network at a few points, within a bound on rounding errors.

    Parameters
    ----------
    model : keras.Model
        With one input of a fixed shape and one output. Layers: Activation, Add, Average, AveragePooling1D and 2D,
        BatchNormalization, Concatenate, Conv1D, Conv2D, Cropping1D and 2D, Dense, Dropout, Flatten,
        GlobalAveragePooling1D and 2D, GlobalMaxPooling1D and 2D, LeakyReLU, Maximum, MaxPooling1D and 2D, Minimum, Permute,
        PReLU, ReLU, RepeatVector, Reshape, Subtract, UpSampling1D, ZeroPadding1D and 2D, and models of them. Activations:
        linear, relu, leaky_relu, relu6, hard_sigmoid, hard_tanh, soft_shrink.

    Returns
    -------
    Network
        Inputs and outputs are the entries of the model's, row-major, for a batch of one; an image is (height, width,
        channels) unless the model says otherwise. Hidden layers are named after the model's.

    Raises
    ------
    InputError
        For a layer, an option or an activation that is not supported, by name; for models whose layers are not known before
        they are called.

    Examples
    --------
    >>> import splinex as sx
    >>> import keras
    >>> layers = [keras.Input((2,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    >>> sx.from_keras(keras.Sequential(layers))
    Network(2 -> 8 relu -> 1)
    """
    if not is_keras(model):
        raise InputError(f"a keras.Model is needed, not {type(model).__name__}")
    try:
        import keras
    except ImportError as error:  # A backend may be missing too.
        raise InputError("Keras models need Keras and a backend: pip install splinex[keras]") from error
    shape, dtype = _input(_graph(model))
    reader = _Reader()

    def run(x: Tensor) -> Tensor:
        result = reader.model(model, x)
        if not isinstance(result, Tensor):
            raise InputError(f"the model has several outputs ({type(result).__name__}); one is needed")
        if reader.ended is not None and result is not reader.ended:
            raise reader.not_last()
        return result

    network = Network.trace(run, shape)

    def outputs(point: NDArray[np.float64]) -> NDArray[np.float64]:
        given = keras.ops.convert_to_tensor(point[None].astype(np.float64), dtype=dtype)
        return as_numpy(model(given, training=False)).ravel()

    check_against(network, outputs, shape, reader.eps, "the model's own outputs", reader.ending)
    return network


class _Reader:
    """Runs the layers of a model on symbolic tensors without a batch axis.

    Attributes
    ----------
    ended : Tensor, optional
        What a softmax or its like was applied to, which must be the result.
    ending : Ending, optional
    eps : float
        Of the coarsest float type.
    """

    def __init__(self) -> None:
        self.ended: Tensor | None = None
        self.ending: Ending | None = None
        self.eps = 0.0
        self._last = ""

    def model(self, model: Any, x: Tensor) -> Any:
        """What a sequential or functional model computes."""
        self._note_types(model)  # It casts what it is given.
        return _graph(model)._run_through_graph([x], operation_fn=lambda layer: partial(self._layer, layer))

    def not_last(self) -> InputError:
        """The error for a softmax that something follows."""
        return InputError(
            f"{self._last} is not the last layer; its {self.ending.kind if self.ending else ''} is not piecewise linear"
        )

    def _layer(self, layer: Any, *args: Any, **kwargs: Any) -> Any:
        what = f"the layer {layer.name!r} ({type(layer).__name__})"
        operands = args[0] if args and isinstance(args[0], list | tuple) else args[:1]
        if any(value is self.ended for value in operands if isinstance(value, Tensor)):
            raise self.not_last()
        if hasattr(layer, "_run_through_graph") or hasattr(layer, "_functional"):
            return self.model(layer, args[0])
        try:
            result = self._applied(layer, args[0] if args else None, kwargs)
        except InputError as error:
            text = f"{what} {error}" if str(error) == "is not supported" else f"{what}: {error}"
            raise InputError(text) from error
        if self.ended is not None and not self._last:
            self._last = what
        return result

    def _applied(self, layer: Any, x: Any, kwargs: dict[str, Any]) -> Tensor:
        kind = next((b.__name__ for b in type(layer).__mro__ if b.__module__.startswith("keras.")), "")
        owner = next(b for b in type(layer).__mro__ if "call" in b.__dict__)
        if any(isinstance(value, Tensor) for value in kwargs.values()) or not owner.__module__.startswith("keras."):
            raise InputError("is not supported")
        self._note_types(layer)
        result = LAYERS[kind](layer, x) if kind in LAYERS else x if ending_of(layer) else None
        if result is None:
            raise InputError("is not supported")
        ending, axis = ending_of(layer), getattr(layer, "axis", -1)
        if ending is None:
            return activated(layer, result) if hasattr(layer, "activation") else result
        if not isinstance(axis, int):
            raise InputError(f"axis={axis!r} is not supported")
        self.ending = Ending(ending, result.shape, axis - 1 if axis > 0 else axis, self.eps)
        self.ended = result.relabelled(result.order)
        return self.ended

    def _note_types(self, layer: Any) -> None:
        dtype, stored = getattr(layer, "compute_dtype", "float32"), getattr(layer, "variable_dtype", "float32")
        if dtype != stored or dtype not in _EPS:
            raise InputError(f"numbers stored as {stored} and computed with as {dtype} are not supported")
        self.eps = max(self.eps, _EPS[dtype])


def _graph(model: Any) -> Any:
    """The functional model behind a model."""
    inner = getattr(model, "_functional", None) or model
    if not hasattr(inner, "_run_through_graph"):
        known = (
            "it is not built; give it a keras.Input"
            if type(model).__name__ == "Sequential"
            else ("only sequential and functional models can be read")
        )
        raise InputError(f"the model {model.name!r} ({type(model).__name__}): {known}")
    return inner


def _input(graph: Any) -> tuple[tuple[int, ...], str]:
    if len(graph.inputs) != 1:
        raise InputError(f"the model has {len(graph.inputs)} inputs; one is needed")
    shape = tuple(graph.inputs[0].shape[1:])
    if any(n is None for n in shape):
        raise InputError(f"the model's input has shape {shape} without its batch axis; every length must be fixed")
    return shape, str(graph.inputs[0].dtype)
