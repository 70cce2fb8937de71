"""The check after an import: the network against the source's own evaluation, within what rounding can do to both."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["check_against", "evaluated"]

Values = NDArray[np.float64]
_SCALES = (0.25, 1.0, 1.0, 16.0)
_HALF = 2.0**-10
"""The eps of float16, whose smallest numbers are not small."""


def check_against(
    network: Network,
    outputs: Callable[[Values], Values],
    shape: Sequence[int],
    eps: float,
    source: str,
    finish: Callable[[Values, Values], tuple[Values, Values]] | None = None,
) -> None:
    """Compare outputs at a few random points.

    Parameters
    ----------
    network : Network
    outputs : callable
        The source's forward pass, from an input of `shape` to a vector. Inputs are multiples of 1/64 that every float type
        holds exactly.
    shape : sequence of int
    eps : float
        Of the coarsest float type in the source's arithmetic.
    source : str
        What errors call the source: "the module's forward pass".
    finish : callable, optional
        What the source does after the network, from a value and its error bound to those behind it.

    Raises
    ------
    InputError
        When outputs differ by more than both evaluations can have lost in rounding.
    """
    rng = np.random.default_rng(20261123)
    for scale in _SCALES:
        point = rng.integers(-63, 64, math.prod(shape)) / 16.0 * scale
        output = outputs(point.reshape(tuple(shape)))
        with np.errstate(all="ignore"):
            value, bound = evaluated(network, point, eps)
            if finish is not None:
                value, bound = finish(value, bound)
            # An overflow of the source's arithmetic says nothing.
            wrong = np.isfinite(output) & (np.abs(output - value) > bound) if output.shape == value.shape else True
        if np.any(wrong):
            raise InputError(
                f"the imported network disagrees with {source} at {point[:5].tolist()}"
                f"{' ...' if point.size > 5 else ''}; please report this model"
            )


def evaluated(network: Network, x: Values, eps: float) -> tuple[Values, Values]:
    """The forward pass in float64, and how far another one in arithmetic of that `eps` (>= that of float64) can be off.

    A dot product of n terms and a bias, evaluated in any order, errs by at most (n + 1) eps / 2 of the sum of its absolute
    terms, up to terms of order eps^2 (Higham, Accuracy and Stability of Numerical Algorithms, 3.1). Counting eps for eps / 2
    pays for the float64 pass, n + 4 for scaled weights and a denominator; the smallest numbers pay for underflow. A
    maximum is off by no more than the worst of its rows.

    Parameters
    ----------
    network : Network
    x : ndarray of float64, (n_inputs,)
    eps : float

    Returns
    -------
    value, bound : ndarray of float64, (n_outputs,)
    """
    smallest = float(np.finfo(np.float16).smallest_subnormal if eps >= _HALF else np.finfo(np.float32).tiny)
    error = np.zeros_like(x)
    for layer in network.layers:
        absolute = np.abs(layer.weight)
        terms = np.count_nonzero(layer.weight, axis=1) + 4
        size = absolute @ (np.abs(x) + error) + np.abs(layer.bias)
        error = (absolute @ error + terms * eps * size) / layer.denominator + terms * smallest
        x, error = _gated(layer, (layer.weight @ x + layer.bias) / layer.denominator, error)
    return x, error


def _gated(layer: Layer, rows: Values, error: Values) -> tuple[Values, Values]:
    """Outputs and their errors from those of the rows."""
    sizes = np.maximum(layer.gates, 1)
    starts = np.cumsum(sizes) - sizes
    value, bound = np.maximum.reduceat(rows, starts), np.maximum.reduceat(error, starts)
    relu = layer.gates == 0
    bound[relu & (value + bound < 0)] = 0.0  # Off in both.
    return np.where(relu, np.maximum(value, 0.0), value), bound
