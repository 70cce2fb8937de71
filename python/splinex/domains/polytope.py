"""Polyhedra given by their half-spaces."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, as_float64, readonly
from splinex.errors import InputError

__all__ = ["Polytope"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Polytope:
    """The polyhedron {x : A x <= b}.

    It may be unbounded, and it may lie in a hyperplane, whether its rows say so or not; regions are then those of its own
    dimension. That it is empty is found out when it is searched. Rows are kept as they are given, redundant or not.

    Parameters
    ----------
    A : array_like of float, (m, d)
        Finite. Without rows, as an array of shape (0, d), the polytope is R^d.
    b : array_like of float, (m,)
        Rows with an infinite b hold everywhere and are dropped.

    Raises
    ------
    InputError
        For a number that is not finite, naming its row, and for shapes that do not fit.

    Examples
    --------
    >>> import splinex as sx
    >>> triangle = sx.Polytope([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])
    >>> triangle, triangle.dimension
    (Polytope(A 3 x 2, b 3), 2)
    >>> sx.Polytope([[1, 0], [0, 1]], [2, float("inf")]) == sx.Polytope([[1, 0]], [2])
    True
    """

    A: NDArray[np.float64]
    b: NDArray[np.float64]

    def __init__(self, A: ArrayLike, b: ArrayLike) -> None:
        rows, offsets = as_finite(A, "A"), as_float64(b, "b")
        if rows.ndim != 2 or rows.shape[1] == 0:
            raise InputError(f"A has shape {rows.shape}; (m, d) with at least one column is needed")
        if offsets.shape != rows.shape[:1]:
            raise InputError(f"b has shape {offsets.shape}, but A has {rows.shape[0]} rows")
        if (offsets == -np.inf).any():
            raise InputError(f"b[{int(np.argmin(offsets))}] is -inf; no point can hold that row of the polytope")
        kept = np.isfinite(offsets)
        object.__setattr__(self, "A", readonly(rows[kept]))
        object.__setattr__(self, "b", readonly(offsets[kept]))

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return int(self.A.shape[1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Polytope):
            return NotImplemented
        return np.array_equal(self.A, other.A) and np.array_equal(self.b, other.b)

    def __hash__(self) -> int:
        return hash((self.A.shape, *self.A.flat, *self.b.flat))

    def __repr__(self) -> str:
        rows, columns = self.A.shape
        return f"Polytope(A {rows} x {columns}, b {rows})"

    def __reduce__(self) -> tuple[object, ...]:
        return Polytope, (self.A, self.b)

    def to_dict(self) -> dict[str, object]:
        """A and b as lists of floats; R^d as one row that holds everywhere, so that d is kept."""
        if not self.b.size:
            return {"A": [[0.0] * self.dimension], "b": [np.inf]}
        return {"A": self.A.tolist(), "b": self.b.tolist()}
