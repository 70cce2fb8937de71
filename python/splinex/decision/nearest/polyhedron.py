"""The nearest point of a polyhedron: bounds from floats that are proven in integers, and the exact optimum."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.nearest.linear import by_simplex, nearest_of_weights
from splinex.decision.nearest.norms import NearestPoint, Norm
from splinex.decision.nearest.proposals import FloatRows, combined, float_rows, weights
from splinex.decision.nearest.quadratic import by_active_set, nearest_of_support

__all__ = ["Polyhedron"]

_SMALL = 1e-9


@dataclass(slots=True, eq=False)
class Polyhedron:
    """{u : a u <= b} for integer rows [a | b] with a not zero.

    Attributes
    ----------
    rows : list of tuple of int
    dimension : int
    floats : FloatRows
        The same rows rounded, each divided by a power of two.
    """

    rows: list[IntegerRow]
    dimension: int
    floats: FloatRows
    _weights: NDArray[np.float64] | None = field(init=False, default=None)

    @classmethod
    def of(cls, rows: list[IntegerRow], dimension: int) -> Self:
        """With the rows rounded."""
        return cls(rows, dimension, float_rows(rows, dimension))

    def and_row(self, row: IntegerRow) -> "Polyhedron":
        """The part where one more row holds."""
        A, b, powers = self.floats
        more, end, power = float_rows([row], self.dimension)
        floats = np.vstack([A, more]), np.append(b, end), [*powers, *power]
        return Polyhedron([*self.rows, row], self.dimension, floats)

    def bound(self, norm: Norm) -> IntegerRow | None:
        """A row that holds all over, as far from the origin as floats could find; None for none."""
        A, b, powers = self.floats
        self._weights = weights(A, b, norm)
        return combined(self.rows, powers, self._weights)

    def nearest(self, norm: Norm) -> NearestPoint | None:
        """The point nearest to the origin, exactly; None when the polyhedron is empty."""
        if all(row[-1] >= 0 for row in self.rows):
            return NearestPoint(Fraction(0), (Fraction(0),) * self.dimension)
        guess = self._guess(norm)
        if guess is not None:
            return guess
        return by_active_set(self.rows) if norm == "2" else by_simplex(self.rows, norm)

    def _guess(self, norm: Norm) -> NearestPoint | None:
        """The optimum that floats suggest, if it is one."""
        A, b, _ = self.floats
        given = weights(A, b, norm) if self._weights is None else self._weights
        support = np.flatnonzero(given > _SMALL * given.max(initial=0.0)).tolist() if given.any() else []
        if not support or len(support) > A.shape[1] + 1:
            return None
        if norm == "2":
            return nearest_of_support(self.rows, support)
        slopes = given @ A
        size = np.abs(slopes).max() if norm == "1" else np.abs(slopes).sum()
        return nearest_of_weights(self.rows, support, slopes / size, norm) if size > 0 else None
