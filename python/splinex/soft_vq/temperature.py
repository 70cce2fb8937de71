"""From beta, how hard a code is, to eta, the inverse temperature of its softmax."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError

__all__ = ["eta", "inverse_temperature"]


def eta(beta: ArrayLike) -> float | NDArray[np.float64]:
    """beta / (1 - beta): 0 for beta = 0, 1 for 1/2, infinite for 1.

    The soft assignment maximises beta sum_r T_r v_r + (1 - beta) H(T) over the simplex, with H the entropy; that is
    softmax(eta v) (Balestriero & Baraniuk, "From Hard to Soft: Understanding Deep Network Nonlinearities", 2019).

    Parameters
    ----------
    beta : array_like of float, from 0 to 1

    Returns
    -------
    float or ndarray of float64

    Raises
    ------
    InputError
        For a beta outside [0, 1].

    Examples
    --------
    >>> [eta(beta) for beta in (0, 0.5, 0.75, 1)]
    [0.0, 1.0, 3.0, inf]
    """
    found = inverse_temperature(beta)
    return float(found) if found.ndim == 0 else found


def inverse_temperature(beta: ArrayLike) -> NDArray[np.float64]:
    """The same, always as an array."""
    given = as_finite(beta, "beta")
    wrong = (given < 0) | (given > 1)
    if wrong.any():
        raise InputError(
            f"beta is {given[wrong][0]:g}; it must be from 0 (the mean of the pieces) to 1 (the hard maximum)"
        )
    with np.errstate(divide="ignore"):
        return np.asarray(given / (1 - given))
