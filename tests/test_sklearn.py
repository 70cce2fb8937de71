"""Fitted scikit-learn perceptrons: their numbers exactly, alone and behind a StandardScaler."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

POINTS, CLASSES = load_iris(return_X_y=True)


def perceptron(kind: Any = MLPClassifier, hidden: tuple[int, ...] = (6, 5), **options: Any) -> Any:
    return kind(**{"hidden_layer_sizes": hidden, "solver": "lbfgs", "random_state": 0, "max_iter": 30, **options})


def fitted(model: Any, points: Any = POINTS, classes: Any = CLASSES) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(points, classes)


def classified(net: sx.Network) -> Any:
    return net(POINTS).argmax(axis=1)


def test_layers_are_the_fitted_numbers() -> None:
    model = fitted(perceptron())
    net = sx.from_sklearn(model)
    assert repr(net) == "Network(4 -> 6 relu -> 5 relu -> 3)"
    for layer, coefs, intercepts in zip(net.layers, model.coefs_, model.intercepts_, strict=True):
        assert np.array_equal(layer.weight, coefs.T)
        assert np.array_equal(layer.bias, intercepts)
    assert np.array_equal(classified(net), model.predict(POINTS))


def test_float32_keeps_its_value() -> None:
    model = fitted(perceptron(solver="adam"), POINTS.astype(np.float32))
    assert model.coefs_[0].dtype == np.float32
    assert np.array_equal(sx.from_sklearn(model).layers[0].weight, model.coefs_[0].T.astype(np.float64))


def test_two_classes_have_one_output_and_regressors_their_own() -> None:
    two = fitted(perceptron(), POINTS[:100], CLASSES[:100])
    net = sx.from_sklearn(two)
    assert net.n_outputs == 1
    assert np.array_equal(net(POINTS[:100])[:, 0] > 0, two.predict(POINTS[:100]) == 1)
    model = fitted(perceptron(MLPRegressor), POINTS[:, :2], POINTS[:, 2:])
    np.testing.assert_allclose(sx.from_sklearn(model)(POINTS[:, :2]), model.predict(POINTS[:, :2]), rtol=1e-12)


@pytest.mark.parametrize(("hidden", "text"), [((5,), "4 -> 5 -> 3"), ((), "4 -> 3")])
def test_identity_and_no_hidden_layer_are_affine(hidden: tuple[int, ...], text: str) -> None:
    net = sx.from_sklearn(fitted(perceptron(hidden=hidden, activation="identity" if hidden else "relu")))
    assert repr(net) == f"Network({text})"
    assert sx.count_regions(net).total == 1


@pytest.mark.parametrize("with_mean", [True, False])
@pytest.mark.parametrize("with_std", [True, False])
def test_scaler(with_mean: bool, with_std: bool) -> None:
    model = fitted(make_pipeline(StandardScaler(with_mean=with_mean, with_std=with_std), perceptron()))
    net = sx.from_sklearn(model)
    front = list(net.layers[:-3])
    if with_mean:
        first = front.pop(0)
        assert np.array_equal(first.weight, np.eye(4))
        assert np.array_equal(first.bias, -model[0].mean_)
    if with_std:
        first = front.pop(0)
        assert np.array_equal(first.weight, np.diag(1 / model[0].scale_))
        assert not first.bias.any()
    assert not front
    assert net.widths == (6, 5)
    assert np.array_equal(classified(net), model.predict(POINTS))


def test_every_function_takes_a_fitted_model_as_it_is() -> None:
    model = fitted(make_pipeline(StandardScaler(), perceptron()))
    box = sx.Box(POINTS.min(axis=0), POINTS.max(axis=0))
    count = sx.count_regions(model, box)
    assert count.total == sx.count_regions(sx.from_sklearn(model), box).total > 1
    assert len(sx.enumerate_regions(model, box)) == count.total
    assert sum(len(batch) for batch in sx.iter_regions(model, box)) == count.total


def test_derived_classes_and_steps_that_pass_through() -> None:
    class Mine(MLPClassifier):  # type: ignore[misc]
        """A user's own."""

    model = fitted(Pipeline([("nothing", "passthrough"), ("mine", perceptron(Mine))]))
    assert sx.count_regions(model, sx.Box(0, 1)).total == sx.count_regions(model[1], sx.Box(0, 1)).total


def test_npz_round_trip(tmp_path: Path) -> None:
    net = sx.from_sklearn(fitted(make_pipeline(StandardScaler(), perceptron())))
    net.to_npz(tmp_path / "net.npz")
    assert sx.load(tmp_path / "net.npz") == net


REFUSED: dict[str, tuple[Any, str]] = {
    "tanh": (lambda: fitted(perceptron(activation="tanh")), r"hidden activation is 'tanh'; 'relu' or 'identity'"),
    "logistic": (lambda: fitted(perceptron(activation="logistic")), r"hidden activation is 'logistic'"),
    "not fitted": (perceptron, r"the MLPClassifier is not fitted"),
    "pipeline that is not fitted": (
        lambda: make_pipeline(StandardScaler(), perceptron()),
        r"the StandardScaler is not fitted",
    ),
    "other step": (lambda: fitted(make_pipeline(MinMaxScaler(), perceptron())), r"step MinMaxScaler, which is not"),
    "other last step": (
        lambda: fitted(make_pipeline(StandardScaler(), LinearRegression())),
        r"LinearRegression is not supported: a fitted MLPClassifier",
    ),
    "other model": (lambda: fitted(LinearRegression()), r"LinearRegression is not supported: a fitted MLPClassifier"),
    "scaler alone": (lambda: fitted(StandardScaler()), r"StandardScaler is not supported"),
    "steps that pass through": (lambda: Pipeline([("a", "passthrough")]), r"no steps"),
    "nan": (lambda: broken(fitted(perceptron())), r"coefs_\[0\]\.T\[2, 1\] is nan"),
}


def broken(model: Any) -> Any:
    model.coefs_[0][1, 2] = np.nan
    return model


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("call", [sx.from_sklearn, sx.count_regions])
def test_other_models_are_refused_by_name(case: str, call: Any) -> None:
    make, message = REFUSED[case]
    with pytest.raises(sx.InputError, match=message) as caught:
        call(make())
    assert "\n" not in str(caught.value)


def test_other_objects_are_refused() -> None:
    with pytest.raises(sx.InputError, match="list is not supported"):
        sx.from_sklearn([1])
    with pytest.raises(sx.InputError, match="not list"):
        sx.count_regions([1])  # type: ignore[arg-type]
