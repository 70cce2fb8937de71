"""One stored affine map of a network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, readonly
from splinex.errors import InputError

__all__ = ["Layer"]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Layer:
    """A stored affine map x -> weight x + bias, and whether a ReLU follows it.

    Attributes
    ----------
    weight : ndarray of float64, (units, inputs), read-only
    bias : ndarray of float64, (units,), read-only
    relu : bool
    """

    weight: NDArray[np.float64]
    bias: NDArray[np.float64]
    relu: bool

    def __init__(self, weight: ArrayLike, bias: ArrayLike, relu: bool, *, names: tuple[str, str] = ("W", "b")) -> None:
        """Check and copy; `names` are what errors call the two arrays."""
        W, b = as_finite(weight, names[0]), as_finite(bias, names[1])
        if W.ndim != 2 or 0 in W.shape:
            raise InputError(f"{names[0]} has shape {W.shape}; (units, inputs) with at least one of each is needed")
        if b.shape != W.shape[:1]:
            raise InputError(f"{names[1]} has shape {b.shape}, but {names[0]} has {W.shape[0]} rows")
        object.__setattr__(self, "weight", readonly(W))
        object.__setattr__(self, "bias", readonly(b))
        object.__setattr__(self, "relu", bool(relu))

    def __repr__(self) -> str:
        units, inputs = self.weight.shape
        return f"Layer({inputs} -> {units}{' relu' if self.relu else ''})"
