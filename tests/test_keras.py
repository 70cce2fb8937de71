"""Keras 3 models: every supported layer against the model's own outputs, and what is refused."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")
os.environ.setdefault("KERAS_BACKEND", "torch")
pytest.importorskip("keras", reason="keras is not installed", exc_type=ImportError)

import keras
import torch
from keras import layers as L  # noqa: N812

torch.set_num_threads(1)  # These nets are tiny; idle threads would only spin.


@pytest.fixture(autouse=True)
def _seeded() -> None:
    keras.utils.set_random_seed(0)


def outputs(model: Any, x: Any) -> Any:
    """The model's own outputs; its conversion to numpy uses what numpy 2 deprecates."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="__array__ implementation")
        return model(torch.from_numpy(x).float(), training=False).cpu().numpy()


def agree(model: Any) -> sx.Network:
    """Import a model whose weights are then no longer the initial ones, and compare it with its own outputs."""
    rng = np.random.default_rng(1)
    for variable in model.variables:
        low = 0.5 if "variance" in variable.path else -1.0
        variable.assign(rng.uniform(low, 1.5, tuple(variable.shape)))
    net = sx.from_keras(model)
    shape = tuple(model.inputs[0].shape[1:])
    assert net.input_shape == shape
    x = rng.integers(-300, 300, (12, *shape)) / 64.0
    np.testing.assert_allclose(net(x.reshape(12, -1)), outputs(model, x).reshape(12, -1), rtol=1e-4, atol=1e-4)
    return net


def sequence(shape: tuple[int | None, ...], *layers: Any) -> Any:
    return keras.Sequential([keras.Input(shape), *layers])


LAYERS: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "Dense": (lambda: L.Dense(4), (3,)),
    "Dense without bias": (lambda: L.Dense(4, activation="relu", use_bias=False), (2, 3)),
    "Dense, leaky_relu": (lambda: L.Dense(4, activation="leaky_relu"), (3,)),
    "Conv1D": (lambda: L.Conv1D(3, 2, strides=2, activation="relu"), (7, 2)),
    "Conv1D, same": (lambda: L.Conv1D(3, 4, strides=2, padding="same"), (7, 2)),
    "Conv1D, causal": (lambda: L.Conv1D(2, 3, dilation_rate=2, padding="causal"), (6, 1)),
    "Conv2D": (lambda: L.Conv2D(4, (2, 3), groups=2, dilation_rate=(1, 2)), (4, 6, 2)),
    "Conv2D, same": (lambda: L.Conv2D(3, (3, 2), strides=(2, 1), padding="same", use_bias=False), (6, 5, 2)),
    "Conv2D, channels first": (lambda: L.Conv2D(3, 2, data_format="channels_first"), (2, 3, 4)),
    "BatchNormalization": (lambda: L.BatchNormalization(), (3, 2)),
    "BatchNormalization, axis": (lambda: L.BatchNormalization(axis=1, epsilon=0.1, scale=False), (3, 2)),
    "MaxPooling1D": (lambda: L.MaxPooling1D(3, strides=2), (7, 2)),
    "MaxPooling2D": (lambda: L.MaxPooling2D((2, 3)), (4, 6, 2)),
    "MaxPooling2D, same": (lambda: L.MaxPooling2D(2, padding="same"), (3, 5, 2)),
    "AveragePooling1D": (lambda: L.AveragePooling1D(3, strides=1, padding="same"), (5, 2)),
    "AveragePooling2D": (lambda: L.AveragePooling2D(3), (3, 6, 2)),
    "GlobalAveragePooling1D": (lambda: L.GlobalAveragePooling1D(), (3, 2)),
    "GlobalAveragePooling2D": (lambda: L.GlobalAveragePooling2D(keepdims=True), (3, 3, 2)),
    "GlobalMaxPooling1D": (lambda: L.GlobalMaxPooling1D(), (3, 2)),
    "GlobalMaxPooling2D": (lambda: L.GlobalMaxPooling2D(data_format="channels_first"), (2, 3, 3)),
    "Flatten": (lambda: L.Flatten(), (2, 3)),
    "Reshape": (lambda: L.Reshape((3, -1)), (2, 3)),
    "Permute": (lambda: L.Permute((2, 1)), (2, 3)),
    "RepeatVector": (lambda: L.RepeatVector(2), (3,)),
    "Dropout": (lambda: L.Dropout(0.5), (3,)),
    "ReLU": (lambda: L.ReLU(), (3,)),
    "ReLU, six": (lambda: L.ReLU(max_value=6.0), (3,)),
    "ReLU, leaky and bounded": (lambda: L.ReLU(max_value=2.0, negative_slope=0.1), (3,)),
    "LeakyReLU": (lambda: L.LeakyReLU(0.3), (3,)),
    "PReLU": (lambda: L.PReLU(shared_axes=[1]), (2, 3)),
    "Activation": (lambda: L.Activation("relu"), (3,)),
    "hard_sigmoid": (lambda: L.Activation("hard_sigmoid"), (3,)),
    "hard_tanh": (lambda: L.Dense(2, activation="hard_tanh"), (3,)),
    "relu6": (lambda: L.Activation("relu6"), (3,)),
    "soft_shrink": (lambda: L.Activation("soft_shrink"), (3,)),
    "ZeroPadding1D": (lambda: L.ZeroPadding1D((1, 2)), (2, 2)),
    "ZeroPadding2D": (lambda: L.ZeroPadding2D(((1, 0), (2, 1))), (2, 2, 2)),
    "Cropping2D": (lambda: L.Cropping2D(((1, 0), (0, 1))), (3, 3, 2)),
    "UpSampling1D": (lambda: L.UpSampling1D(2), (2, 2)),
}


@pytest.mark.parametrize("case", LAYERS)
def test_layers(case: str) -> None:
    make, shape = LAYERS[case]
    agree(sequence(shape, make()))


MERGES: dict[str, Callable[..., Any]] = {
    "Add": lambda *x: L.Add()(list(x)),
    "Subtract": lambda x, y, z: L.Subtract()([x, y]),
    "Average": lambda *x: L.Average()(list(x)),
    "Maximum": lambda *x: L.Maximum()(list(x)),
    "Minimum": lambda *x: L.Minimum()(list(x)),
    "Concatenate": lambda *x: L.Concatenate()(list(x)),
    "Concatenate, axis": lambda *x: L.Concatenate(axis=1)(list(x)),
}


@pytest.mark.parametrize("case", MERGES)
def test_branches(case: str) -> None:
    given = keras.Input((2, 3))
    branches = [L.Dense(3)(given), L.Dense(3, activation="relu")(given), given]
    agree(keras.Model(given, MERGES[case](*branches)))


def test_a_residual_convolutional_model() -> None:
    given = keras.Input((6, 6, 1))
    x = L.Conv2D(2, 3, strides=2, padding="same", activation="relu", name="stem")(given)
    y = L.BatchNormalization()(L.Conv2D(2, 3, padding="same")(x))
    x = L.Activation("relu", name="after")(L.Add()([x, y]))
    x = L.MaxPooling2D(2, padding="same", name="pool")(x)
    net = agree(keras.Model(given, L.Dense(3)(L.Flatten()(x))))
    assert net.names == ("stem", "after", "pool")


def test_models_of_models_and_shared_layers() -> None:
    inner = sequence((3,), L.Dense(3, activation="relu"), L.Dense(3))
    given = keras.Input((3,))
    agree(keras.Model(given, L.Add()([inner(inner(given)), given])))


def test_operations_between_layers() -> None:
    given = keras.Input((2, 3))
    x = L.Dense(3)(given)
    y = keras.ops.relu(x - 0.1) + given * 0.3 - keras.ops.abs(-x)
    y = keras.ops.minimum(keras.ops.maximum(y, x), 2.5) + keras.ops.convert_to_tensor([1.0, 2.0, 3.0])
    agree(keras.Model(given, y))


def test_counts_take_a_model_as_it_is() -> None:
    model = sequence((2,), L.Dense(7, activation="relu"), L.Dense(5, activation="relu"), L.Dense(1))
    weights = [w.value.detach().numpy() for w in model.weights]
    net = sx.Network.from_layers([(W.T, b) for W, b in zip(weights[::2], weights[1::2], strict=True)])
    assert sx.from_keras(model) == net
    assert sx.count_regions(model, sx.Box(-1, 1)).total == sx.count_regions(net, sx.Box(-1, 1)).total


def test_nothing_happens_to_the_model() -> None:
    model = sequence((3,), L.Dense(4), L.BatchNormalization(), L.Dropout(0.5), L.ReLU(), L.Dense(2))
    before, state = [v.value.detach().clone() for v in model.variables], torch.get_rng_state()
    sx.from_keras(model)
    assert all(torch.equal(v.value, old) for v, old in zip(model.variables, before, strict=True))
    assert torch.equal(torch.get_rng_state(), state)


def test_double_precision() -> None:
    model = keras.Sequential([keras.Input((3,), dtype="float64"), L.Dense(4, activation="relu", dtype="float64")])
    net = sx.from_keras(model)
    assert np.array_equal(net.layers[0].weight, model.layers[0].kernel.value.detach().numpy().T)


@pytest.mark.parametrize("ending", ["softmax", "sigmoid", "log_softmax"])
def test_a_last_softmax_is_ignored(ending: str) -> None:
    body = [L.Dense(4, activation="relu"), L.Dense(3)]
    net = sx.from_keras(sequence((2,), *body))
    assert sx.from_keras(sequence((2,), *body, L.Activation(ending))) == net
    last = sequence((2,), body[0], L.Dense(3, activation=ending))
    last.layers[-1].set_weights([w.value.detach().numpy() for w in body[1].weights])
    assert sx.from_keras(last) == net


def test_a_softmax_layer() -> None:
    body = L.Dense(3)
    assert sx.from_keras(sequence((2,), body, L.Softmax())) == sx.from_keras(sequence((2,), body))


class Own(L.Dense):  # type: ignore[misc]
    def call(self, inputs: Any, training: Any = None) -> Any:
        return 2 * super().call(inputs, training)


class Subclassed(keras.Model):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        return inputs


def several() -> Any:
    given = keras.Input((2,))
    return keras.Model(given, [given, L.Dense(1)(given)])


def two_inputs() -> Any:
    given = [keras.Input((2,)), keras.Input((2,))]
    return keras.Model(given, L.Add()(given))


def operation(function: Callable[[Any], Any]) -> Any:
    given = keras.Input((2,))
    return keras.Model(given, function(given))


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "activation": (
        lambda: sequence((2,), L.Dense(2, activation="tanh", name="d")),
        r"the layer 'd' \(Dense\): the activation 'tanh' is not supported",
    ),
    "a function": (lambda: sequence((2,), L.Dense(2, activation=lambda x: x)), r"the activation '.*<lambda>' is not"),
    "layer": (lambda: sequence((2, 2), L.LSTM(2, name="r")), r"the layer 'r' \(LSTM\) is not supported"),
    "own layer": (lambda: sequence((2,), Own(2, name="own")), r"the layer 'own' \(Own\) is not supported"),
    "softmax inside": (
        lambda: sequence((2,), L.Softmax(name="s"), L.Dense(2)),
        r"the layer 's' \(Softmax\) is not the last layer; its softmax is not piecewise linear",
    ),
    "operation": (lambda: operation(keras.ops.tanh), r"\(Tanh\) is not supported"),
    "product": (lambda: operation(lambda x: x * x), r"\(Multiply\): a product of two tensors"),
    "threshold": (lambda: sequence((2,), L.ReLU(threshold=1.0)), r"threshold=1.0 is not supported"),
    "uneven mean": (lambda: sequence((3, 1), L.AveragePooling1D(2, padding="same")), r"not even on both sides"),
    "shape": (lambda: sequence((None, 2), L.Dense(2)), r"shape \(None, 2\) without its batch axis; every length"),
    "not built": (lambda: keras.Sequential([L.Dense(2)]), r"\(Sequential\): it is not built; give it a keras.Input"),
    "subclassed": (Subclassed, r"\(Subclassed\): only sequential and functional models can be read"),
    "several outputs": (several, r"the model has several outputs"),
    "two inputs": (two_inputs, r"the model has 2 inputs; one is needed"),
    "mixed precision": (
        lambda: sequence((2,), L.Dense(2, dtype="mixed_bfloat16")),
        r"numbers stored as float32 and computed with as bfloat16 are not supported",
    ),
    "no model": (lambda: {}, r"a keras.Model is needed, not dict"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case: str) -> None:
    make, message = REFUSED[case]
    with pytest.raises(sx.InputError, match=message):
        sx.from_keras(make())
