"""Boxes: every coordinate between two bounds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, as_float64, readonly
from splinex.errors import InputError

__all__ = ["Box", "number_list"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Box:
    """The box {x : low <= x <= high}.

    Sides may be infinite, half-infinite or of zero width; regions are then those of the box's own dimension. Scalar bounds
    hold for every coordinate of whatever network the box is used with.

    Parameters
    ----------
    low, high : array_like of float, scalar or (d,)
        Infinities are allowed.

    Raises
    ------
    InputError
        For a NaN, for shapes that differ, or for an empty box, naming the coordinate.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.Box([0, -1], [1, float("inf")])
    Box([0, -1], [1, inf])
    >>> sx.Box(-1, 1).dimension is None
    True
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __init__(self, low: ArrayLike, high: ArrayLike) -> None:
        given = as_float64(low, "low"), as_float64(high, "high")
        try:
            sides = np.broadcast_arrays(*given)
        except ValueError:
            raise InputError(f"low has shape {given[0].shape} but high has shape {given[1].shape}") from None
        if sides[0].ndim > 1 or sides[0].size == 0:
            raise InputError(f"the bounds of a box have shape {sides[0].shape}; a scalar or (d,) is needed")
        empty = (sides[0] > sides[1]) | (sides[0] == np.inf) | (sides[1] == -np.inf)
        if empty.any():
            i = int(np.flatnonzero(empty)[0])
            where = f"[{i}]" if empty.ndim else ""
            raise InputError(f"the box is empty: low{where} = {sides[0].flat[i]}, high{where} = {sides[1].flat[i]}")
        object.__setattr__(self, "low", readonly(sides[0].copy()))
        object.__setattr__(self, "high", readonly(sides[1].copy()))

    @classmethod
    def around(cls, x: ArrayLike, radius: ArrayLike) -> "Box":
        """The box from x - radius to x + radius.

        The two bounds are float64 sums, rounded to nearest: the box is the one with those corners.

        Parameters
        ----------
        x : array_like of float, (d,)
        radius : array_like of float, scalar or (d,)
            Not negative.
        """
        centre, reach = as_finite(x, "x"), as_finite(radius, "radius")
        if (reach < 0).any():
            raise InputError(f"radius is {reach[reach < 0][0]}; it must not be negative")
        if reach.ndim and reach.shape != centre.shape:
            raise InputError(f"radius has shape {reach.shape} but x has shape {centre.shape}")
        with np.errstate(over="ignore"):
            return cls(centre - reach, centre + reach)

    @property
    def dimension(self) -> int | None:
        """Number of coordinates; None when both bounds are scalars."""
        return self.low.size if self.low.ndim else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Box):
            return NotImplemented
        return np.array_equal(self.low, other.low) and np.array_equal(self.high, other.high)

    def __hash__(self) -> int:
        return hash((self.low.shape, *self.low.flat, *self.high.flat))

    def __repr__(self) -> str:
        return f"Box({number_list(self.low)}, {number_list(self.high)})"

    def __reduce__(self) -> tuple[object, ...]:
        return Box, (self.low, self.high)

    def to_dict(self) -> dict[str, object]:
        """The bounds as plain floats or lists of them."""
        return {"low": self.low.tolist(), "high": self.high.tolist()}


def number_list(values: NDArray[np.float64]) -> str:
    """A short text for a vector or a scalar: every digit of each number, at most eight of them."""
    return np.array2string(
        values, separator=", ", threshold=8, formatter={"float_kind": lambda v: repr(float(v)).removesuffix(".0")}
    )
