"""Keras 3 models: the extra ``keras``, which is not imported before a model is given."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.checking import check_against
from splinex.network import Network

if TYPE_CHECKING:
    from splinex.graphs.tensor import Tensor

__all__ = ["from_keras", "is_keras"]


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
    >>> import os
    >>> os.environ["KERAS_BACKEND"] = "torch"
    >>> import keras
    >>> import splinex as sx
    >>> layers = [keras.Input((2,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    >>> sx.from_keras(keras.Sequential(layers))
    Network(2 -> 8 relu -> 1)
    """
    if not is_keras(model):
        raise InputError(f"a keras.Model is needed, not {type(model).__name__}")
    try:
        import keras

        from splinex.importers.keras_graph import Reader, graph_of
        from splinex.importers.keras_numbers import as_numpy
    except ImportError as error:  # A backend may be missing too.
        raise InputError("Keras models need Keras and a backend: pip install splinex[keras]") from error
    shape, dtype = _input(graph_of(model))
    reader = Reader()

    def run(x: "Tensor") -> "Tensor":
        return reader.result(model, x)

    network = Network.trace(run, shape)

    def outputs(point: NDArray[np.float64]) -> NDArray[np.float64]:
        given = keras.ops.convert_to_tensor(point[None].astype(np.float64), dtype=dtype)
        return as_numpy(model(given, training=False)).ravel()

    check_against(network, outputs, shape, reader.eps, "the model's own outputs", reader.ending)
    return network


def _input(graph: Any) -> tuple[tuple[int, ...], str]:
    if len(graph.inputs) != 1:
        raise InputError(f"the model has {len(graph.inputs)} inputs; one is needed")
    shape = tuple(graph.inputs[0].shape[1:])
    if any(n is None for n in shape):
        raise InputError(f"the model's input has shape {shape} without its batch axis; every length must be fixed")
    return shape, str(graph.inputs[0].dtype)
