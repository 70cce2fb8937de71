"""Arrangements of hyperplanes as networks."""

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["arrangement"]


def arrangement(A: ArrayLike, b: ArrayLike | None = None) -> Network:
    """The hyperplanes A x + b = 0 as a network of one layer, with nothing after its ReLU.

    Parameters
    ----------
    A : array_like of float, (m, d)
    b : array_like of float, (m,), optional
        Zero by default: all hyperplanes pass through the origin.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.count_regions(sx.arrangement([[1, 0], [0, 1]])).total
    4
    """
    matrix = as_finite(A, "A")
    offsets = np.zeros(matrix.shape[:1]) if b is None else b
    return Network((Layer(matrix, offsets, True, names=("A", "b")),))
