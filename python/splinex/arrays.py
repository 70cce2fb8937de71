"""The one place where input becomes contiguous float64: exactly, or with an `InputError` that names value and index."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.errors import InputError

__all__ = ["as_finite", "as_float64", "as_points", "readonly"]

_EXACT_INTEGERS = 2**53
Array = TypeVar("Array", bound=NDArray[Any])


def as_float64(value: ArrayLike, name: str) -> NDArray[np.float64]:
    """Convert without rounding.

    Parameters
    ----------
    value : array_like of bool, integer or float
        Integers and extended floats must be float64 numbers; float16 and float32 always are. Infinities may stay.
    name : str
        What to call the value in an error.

    Returns
    -------
    ndarray of float64, C-contiguous
        A new array.

    Raises
    ------
    InputError
        For another dtype, a ragged sequence, a NaN, or a number that float64 would round.
    """
    try:
        given = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InputError(f"{name} is not a rectangular array of numbers") from error
    if given.dtype == object and all(isinstance(item, int | float) for item in given.flat):
        result = np.array([_nearest(item) for item in given.flat], dtype=np.float64).reshape(given.shape)
    elif given.dtype.kind in "biuf":
        with np.errstate(over="ignore"):
            result = np.array(given, dtype=np.float64, order="C")
    else:
        raise InputError(f"{name} has dtype {given.dtype}; real numbers (float, integer or bool) are needed")
    if given.dtype != np.float64 or not isinstance(value, np.ndarray):
        _reject_rounded(value, given, result, name)
    if np.isnan(result).any():
        raise InputError(f"{name}{_index(np.isnan(result))} is nan")
    return result


def as_finite(value: ArrayLike, name: str) -> NDArray[np.float64]:
    """Convert as `as_float64` does, and reject infinities."""
    result = as_float64(value, name)
    bad = ~np.isfinite(result)
    if bad.any():
        raise InputError(f"{name}{_index(bad)} is {result[bad][0]}; it must be finite")
    return result


def as_points(value: ArrayLike, dimension: int, name: str = "x") -> tuple[NDArray[np.float64], bool]:
    """Points as (n, dimension), and whether a single one of shape (dimension,) was given."""
    points = as_finite(value, name)
    if points.ndim not in (1, 2) or points.shape[-1] != dimension:
        raise InputError(f"{name} has shape {points.shape}; ({dimension},) or (n, {dimension}) is needed")
    return points.reshape(-1, dimension), points.ndim == 1


def readonly(array: Array) -> Array:
    """Return the array itself, write-protected."""
    array.setflags(write=False)
    return array


def _nearest(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return np.inf


def _reject_rounded(value: ArrayLike, given: NDArray[Any], result: NDArray[np.float64], name: str) -> None:
    """Compare with the numbers as they were given where float64 may have rounded them."""
    if given.dtype.kind == "f" and given.dtype.itemsize > 8:
        bad = np.asarray((result.astype(given.dtype) != given) & ~np.isnan(given))
    else:
        bad = np.asarray(np.abs(result) >= _EXACT_INTEGERS)
        if not bad.any():
            return
        # A list that mixes integers and floats comes out of numpy already rounded: its own items are asked.
        given = np.asarray(value, dtype=object) if given.dtype.kind == "f" else given
        for index in np.flatnonzero(bad):
            bad.flat[index] = not _holds(float(result.flat[index]), given.flat[index])
    if bad.any():
        number = given[bad][0]
        text = f"an integer of {number.bit_length()} bits" if isinstance(number, int) and abs(number) >> 128 else number
        raise InputError(f"{name}{_index(bad)} is {text}, which float64 cannot hold exactly")


def _holds(result: float, item: object) -> bool:
    return not isinstance(item, int | np.integer) or (np.isfinite(result) and int(result) == int(item))


def _index(bad: NDArray[np.bool_]) -> str:
    """The first true entry as a subscript, nothing for a scalar."""
    if bad.ndim == 0:
        return ""
    return "[" + ", ".join(str(int(axis[0])) for axis in np.nonzero(bad)) + "]"
