"""The soft versions of single nonlinearities in closed form: swish, soft leaky ReLU, x tanh(eta x), softmax pooling."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.soft_vq.assignments import soft_maximum
from splinex.soft_vq.temperature import inverse_temperature

__all__ = ["absolute", "leaky_relu", "relu", "softmax_pool"]

Floats = NDArray[np.float64]


def relu(x: ArrayLike, beta: ArrayLike = 0.5) -> Floats:
    """The sigmoid-gated ReLU x s(eta x), eta = beta / (1 - beta), with s(t) = 1 / (1 + exp(-t)).

    beta = 1 is the ReLU itself, beta = 1/2 the SiLU, others are swish with another slope, beta = 0 is x / 2: both limits are
    exact. Unlike the ReLU it is neither convex nor monotone: its minimum is -0.27846 / eta, at -1.27846 / eta.

    Parameters
    ----------
    x : array_like of float
    beta : array_like of float
        From 0 to 1; an array is broadcast against x.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    InputError
        For a beta outside [0, 1] and for numbers that are not finite.

    Examples
    --------
    >>> [relu([-1.0, 2.0], beta).round(4).tolist() for beta in (0, 0.5, 1)]
    [[-0.5, 1.0], [-0.2689, 1.7616], [0.0, 2.0]]
    """
    return leaky_relu(x, beta, negative_slope=0.0)


def leaky_relu(x: ArrayLike, beta: ArrayLike = 0.5, *, negative_slope: float = 0.01) -> Floats:
    """The soft version of max(nu x, x), for a negative slope nu of at most 1.

    x (nu exp(nu eta x) + exp(eta x)) / (exp(nu eta x) + exp(eta x)), computed as x (nu + (1 - nu) s((1 - nu) eta x)).

    Parameters
    ----------
    x, beta
        As for `relu`.
    negative_slope : float
        nu. Above 1 a leaky ReLU is a minimum and has no soft code of this kind.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    InputError
        As for `relu`, and for a slope above 1.

    Examples
    --------
    >>> [leaky_relu([-1.0, 2.0], beta, negative_slope=0.25).round(4).tolist() for beta in (0, 0.5, 1)]
    [[-0.625, 1.25], [-0.4906, 1.7264], [-0.25, 2.0]]
    """
    nu = float(as_finite(negative_slope, "negative_slope"))
    if nu > 1:
        raise InputError(f"negative_slope is {nu:g}; above 1 a leaky ReLU is a minimum, not a maximum of its pieces")
    values, slope = _broadcast(x, beta)
    share = _sigmoid(_product(slope, values, 1 - nu))
    # Where the code is hard the share is 0 or 1, and 1/2 at zero, where it does not matter.
    return values * (nu + (1 - nu) * share) + 0.0


def absolute(x: ArrayLike, beta: ArrayLike = 0.5) -> Floats:
    """The soft absolute value x tanh(eta x): the hard one for beta = 1, 0 for beta = 0.

    Parameters
    ----------
    x, beta
        As for `relu`.

    Returns
    -------
    ndarray of float64

    Examples
    --------
    >>> [absolute([-1.0, 2.0], beta).round(4).tolist() for beta in (0, 0.5, 1)]
    [[0.0, 0.0], [0.7616, 1.9281], [1.0, 2.0]]
    """
    values, slope = _broadcast(x, beta)
    return values * np.tanh(_product(slope, values)) + 0.0


def softmax_pool(x: ArrayLike, beta: float = 0.5, *, axis: int = -1) -> Floats:
    """sum_i x_i softmax(eta x)_i: the maximum for beta = 1, the mean for beta = 0.

    Parameters
    ----------
    x : array_like of float
        Windows along `axis`; `numpy.lib.stride_tricks.sliding_window_view` makes them.
    beta : float
    axis : int

    Returns
    -------
    ndarray of float64
        Without `axis`.

    Examples
    --------
    >>> [softmax_pool([1.0, 2.0, 6.0], beta).round(4).item() for beta in (0, 0.5, 1)]
    [3.0, 5.8957, 6.0]
    """
    return soft_maximum(x, beta, axis=axis)


def _broadcast(x: ArrayLike, beta: ArrayLike) -> tuple[Floats, Floats]:
    values, slope = as_finite(x, "x"), inverse_temperature(beta)
    try:
        np.broadcast_shapes(values.shape, slope.shape)
    except ValueError:
        raise InputError(f"beta has shape {slope.shape}, which does not go with x of shape {values.shape}") from None
    return values, slope


def _product(slope: Floats, values: Floats, factor: float = 1.0) -> Floats:
    """factor eta x, infinite where eta is, and zero where x or the factor is."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(factor * values == 0, 0.0, slope * factor * values)


def _sigmoid(t: Floats) -> Floats:
    """1 / (1 + exp(-t)) without overflow, also at infinities; tiny values on the left keep their digits."""
    small = np.exp(-np.abs(t))
    return np.where(t >= 0, 1 / (1 + small), small / (1 + small))
