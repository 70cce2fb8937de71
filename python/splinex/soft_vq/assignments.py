"""Soft assignments: softmax weights of pieces, what they make of the pieces' values, and how undecided they are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.soft_vq.temperature import inverse_temperature

__all__ = ["assignments", "entropy", "soft_maximum", "weighted"]

Floats = NDArray[np.float64]


def assignments(values: ArrayLike, beta: float, *, axis: int = -1) -> Floats:
    """T = softmax(eta v): which piece, softly.

    Parameters
    ----------
    values : array_like of float
        Pieces along `axis`.
    beta : float
        From 0, all weights equal, to 1, the first largest piece alone: both limits are exact.
    axis : int

    Returns
    -------
    ndarray of float64, like values
        Positive or zero, with sums 1 up to rounding.

    Raises
    ------
    InputError
        For a beta outside [0, 1], for numbers that are not finite, and when there is no such axis.

    Examples
    --------
    >>> [assignments([0, 2, 2], beta).round(3).tolist() for beta in (0, 0.5, 1)]
    [[0.333, 0.333, 0.333], [0.063, 0.468, 0.468], [0.0, 1.0, 0.0]]
    """
    v = moved(values, axis)
    return np.moveaxis(weights(v, scalar(beta)), -1, axis)


def soft_maximum(values: ArrayLike, beta: float, *, axis: int = -1) -> Floats:
    """sum_r T_r v_r with the weights of `assignments`: the maximum for beta = 1, the mean for beta = 0.

    It lies between max v - log(R) / eta and max v, for R pieces; with two of them within 0.27847 / eta of the maximum.

    Parameters
    ----------
    values, beta, axis
        As for `assignments`.

    Returns
    -------
    ndarray of float64
        Without `axis`.

    Examples
    --------
    >>> [soft_maximum([0.0, 4.0], beta).round(4).item() for beta in (0, 0.5, 0.9, 1)]
    [2.0, 3.9281, 4.0, 4.0]
    """
    return weighted(moved(values, axis), scalar(beta))


def entropy(T: ArrayLike, *, axis: int = -1) -> Floats:
    """H(T) = - sum_r T_r log T_r of soft assignments, in nats: 0 for a hard choice, log R for an even one.

    Parameters
    ----------
    T : array_like of float
        Not negative, with sums 1 along `axis`.
    axis : int

    Returns
    -------
    ndarray of float64
        Without `axis`.

    Raises
    ------
    InputError
        For weights that are negative or above 1.

    Examples
    --------
    >>> entropy([[1, 0], [0.5, 0.5]]).round(4).tolist()
    [0.0, 0.6931]
    """
    T = moved(T, axis, "T")
    if ((T < 0) | (T > 1 + 1e-12)).any():
        raise InputError("T must hold weights from 0 to 1, such as assignments gives")
    terms: Floats = T * np.log(np.where(T > 0, T, 1.0))
    total: Floats = 0.0 - np.asarray(terms.sum(axis=-1))
    return total


def weights(v: Floats, eta: float) -> Floats:
    """softmax(eta v) along the last axis."""
    if eta == np.inf:
        return np.asarray(v.argmax(axis=-1)[..., None] == np.arange(v.shape[-1]), dtype=np.float64)
    with np.errstate(over="ignore"):
        powers = np.exp(2 * eta * _below_half(v)) if eta else np.ones_like(v)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def weighted(v: Floats, eta: float) -> Floats:
    """sum_r T_r v_r along the last axis, never above the largest value."""
    if eta == np.inf:
        return np.asarray(v.max(axis=-1))
    with np.errstate(over="ignore"):
        if not eta:
            return np.asarray((v / v.shape[-1]).sum(axis=-1))
        largest = v.max(axis=-1)  # halves of the smallest floats are rounded
        return np.asarray(np.minimum(2 * (largest / 2 + (weights(v, eta) * _below_half(v)).sum(axis=-1)), largest))


def scalar(beta: float) -> float:
    """eta of one beta."""
    found = inverse_temperature(beta)
    if found.ndim:
        raise InputError(f"beta must be one number here, not an array of shape {found.shape}")
    return float(found)


def moved(values: ArrayLike, axis: int, name: str = "values") -> Floats:
    """Finite numbers with the given axis last."""
    v = as_finite(values, name)
    if not -v.ndim <= axis < v.ndim or not v.shape[axis]:
        raise InputError(f"{name} has shape {v.shape}; there must be at least one piece along axis {axis}")
    return np.moveaxis(v, axis, -1)


def checked(v: Floats, what: str) -> Floats:
    """Values of pieces that did not overflow on the way."""
    if not np.isfinite(v).all():
        raise InputError(f"{what} overflow float64: take a smaller x")
    return v


def _below_half(v: Floats) -> Floats:
    """(v - max v) / 2: halved, so that the difference of large numbers does not overflow."""
    largest: Floats = v.max(axis=-1, keepdims=True)
    return v / 2 - largest / 2
