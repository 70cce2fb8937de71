"""Multi-layer perceptrons of scikit-learn, which is never imported here: a fitted model brings its numbers along."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["from_sklearn", "is_sklearn"]

_PERCEPTRONS = ("MLPClassifier", "MLPRegressor")
_NEEDED = "a fitted MLPClassifier or MLPRegressor is needed, or a Pipeline of StandardScaler and one of them"


def is_sklearn(model: object) -> bool:
    """Whether a model's class is one of scikit-learn's, or derived from one."""
    return _kind(model) is not None


def from_sklearn(model: Any) -> Network:
    """Take the network out of a fitted scikit-learn perceptron.

    The numbers are the fitted float64 (or float32) ones, exactly. Standardisation x -> (x - mean) / scale becomes two layers
    without a ReLU: its factor is the float64 nearest to 1 / scale, so that the map is affine with stored weights. Outputs are
    those before the output activation (softmax, logistic or exponential): linear regions do not depend on it.

    Parameters
    ----------
    model : MLPClassifier, MLPRegressor or Pipeline
        With `activation` "relu", or "identity". A pipeline holds any number of StandardScaler before it.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        For a model that is not fitted, for another activation, and for another kind of model or step, by name.

    Examples
    --------
    >>> import splinex as sx
    >>> from sklearn.neural_network import MLPRegressor
    >>> model = MLPRegressor(hidden_layer_sizes=(4, 3), solver="lbfgs", random_state=0)
    >>> model = model.fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 0.0])
    >>> sx.from_sklearn(model)
    Network(1 -> 4 relu -> 3 relu -> 1)
    """
    steps = _steps(model) if _kind(model) == "Pipeline" else [model]
    layers: list[Layer] = []
    for step in steps[:-1]:
        if _kind(step) != "StandardScaler":
            raise InputError(f"the pipeline has the step {type(step).__name__}, which is not supported: {_NEEDED}")
        layers += _standardisation(step)
    return Network((*layers, *_perceptron(steps[-1])))


def _kind(model: object) -> str | None:
    """The name of scikit-learn's class that the model is an instance of."""
    return next((base.__name__ for base in type(model).__mro__ if base.__module__.startswith("sklearn.")), None)


def _steps(pipeline: Any) -> list[Any]:
    steps = [step for _, step in pipeline.steps if step is not None and not isinstance(step, str)]
    if not steps:
        raise InputError(f"the pipeline has no steps: {_NEEDED}")
    return steps


def _standardisation(scaler: Any) -> list[Layer]:
    """Subtract the mean, then multiply by the factors; what is switched off is left out."""
    _check_fitted(scaler, "n_features_in_")
    size = int(scaler.n_features_in_)
    layers: list[Layer] = []
    if scaler.with_mean:
        mean: NDArray[np.float64] = np.asarray(scaler.mean_, np.float64)
        layers.append(Layer(np.eye(size), -mean, False, names=("scaler weight", "mean_")))
    if scaler.with_std:
        factors: NDArray[np.float64] = 1.0 / np.asarray(scaler.scale_, np.float64)
        layers.append(Layer(np.diag(factors), np.zeros(size), False, names=("1 / scale_", "scaler bias")))
    return layers


def _perceptron(model: Any) -> list[Layer]:
    if _kind(model) not in _PERCEPTRONS:
        raise InputError(f"{type(model).__name__} is not supported: {_NEEDED}")
    if model.activation not in ("relu", "identity"):
        raise InputError(f"the hidden activation is {model.activation!r}; 'relu' or 'identity' is needed")
    _check_fitted(model, "coefs_")
    last = len(model.coefs_) - 1
    return [
        Layer(coef.T, intercept, model.activation == "relu" and i < last, names=(f"coefs_[{i}].T", f"intercepts_[{i}]"))
        for i, (coef, intercept) in enumerate(zip(model.coefs_, model.intercepts_, strict=True))
    ]


def _check_fitted(model: Any, attribute: str) -> None:
    if not hasattr(model, attribute):
        raise InputError(f"the {type(model).__name__} is not fitted; call its fit first")
