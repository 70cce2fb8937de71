"""Norms of affine maps on the directions of a domain: exact for one map, and proven upper bounds for many in floats."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.measures.directions import Directions
from splinex.measures.rounding import enclosed, enclosed_root, nearest, rational_root
from splinex.measures.spectral import root_at_most, root_of_largest_eigenvalue
from splinex.measures.unit_ball import MOST_SIGNS, UnitBall, sign_vectors

__all__ = ["Exact", "Measured", "OperatorNorm"]

Exact = NDArray[Any]
"""An array of Python integers."""
Way = Literal["rows", "columns", "signs", "spectral"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A norm: rational, the root of a rational number, or between two neighbouring floats."""

    lower: float
    upper: float
    value: Fraction | None = None
    square: Fraction | None = None

    def exceeds(self, other: "Measured") -> bool:
        """Whether it is certainly larger."""
        if self.value is not None and other.value is not None:
            return self.value > other.value
        if self.square is not None and other.square is not None:
            return self.square > other.square
        return self.lower > other.upper


class OperatorNorm:
    """The norm of a linear map from the directions of a domain, with the p-norm of the inputs, to outputs with the q-norm.

    Which of four ways leads there depends on p and q (THEORY 8.1):

    - ``rows``: for q = inf and for one output the largest dual norm of a row;
    - ``columns``: for p = 1, and otherwise where p is inf, the largest q-norm over the vertices of the unit ball;
    - ``signs``: for q = 1 the largest dual norm of a sum of rows with signs;
    - ``spectral``: for p = q = 2 the root of the largest eigenvalue.

    Attributes
    ----------
    way : {"rows", "columns", "signs", "spectral"}
    quadratic : bool
        Whether it is the root of a sum of squares.
    """

    def __init__(self, p: float, q: float, directions: Directions, n_outputs: int) -> None:
        self.directions = directions
        self.ball = UnitBall(p, directions)
        self.p = p
        self.q = math.inf if n_outputs == 1 else q
        self.way = self._way(p, n_outputs)
        self.quadratic = p == 2 or (self.way == "columns" and self.q == 2)
        if self.way == "signs" and 2 ** (n_outputs - 1) > MOST_SIGNS:
            raise InputError(
                f"the norm from p = {p:g} to q = 1 tries all signs of {n_outputs} outputs; "
                f"at most {MOST_SIGNS.bit_length()} outputs are possible: take q = p or a single output"
            )
        vertices = self.ball.vertices() if self.way == "columns" else []
        self.corner_scale = math.lcm(*(value.denominator for corner in vertices for value in corner))
        self.corners = _integers(vertices, self.corner_scale).T  # (n_coordinates, vertices)
        form = self.ball.quadratic() if p == 2 else []
        self.form_scale = math.lcm(*(value.denominator for row in form for value in row))
        self.form = _integers(form, self.form_scale)
        self.signs = np.array(list(sign_vectors(n_outputs)), dtype=object) if self.way == "signs" else None

    def measure(self, A: Exact, denominator: int) -> Measured:
        """The norm of the map with numerators A (outputs, n_coordinates) over a denominator: exact."""
        if self.directions.k == 0:
            return Measured(0.0, 0.0, Fraction(0), Fraction(0))
        if self.way == "spectral":
            gram, scale = self.gram(A, denominator)
            return self._simple(gram, scale) or _enclosed(*root_of_largest_eigenvalue(gram, scale))
        if self.way == "columns":
            return self._from_columns(A @ self.corners, denominator * self.corner_scale)
        rows = A if self.signs is None else self.signs @ A
        if self.quadratic:
            largest = max(((rows @ self.form) * rows).sum(axis=1))
            return _root(Fraction(largest, self.form_scale * denominator**2))
        return _rational(Fraction(max(abs(self._steps_of(rows)).sum(axis=1)), denominator))

    def fits(self, A: Exact, denominator: int, most: Measured) -> bool:
        """Whether the norm is at most the upper float of another one: one test where measuring takes several."""
        if self.way != "spectral" or most.upper < 0:
            return False
        return root_at_most(*self.gram(A, denominator), most.upper)

    def gram(self, A: Exact, denominator: int) -> tuple[list[list[int]], int]:
        """A symmetric matrix over a denominator whose largest eigenvalue is the square of the spectral norm."""
        if self.directions.standard and self.directions.k < len(A):
            steps = self._steps_of(A)
            return (steps.T @ steps).tolist(), denominator**2
        return (A @ self.form @ A.T).tolist(), self.form_scale * denominator**2

    def direction(self, A: Exact) -> NDArray[np.float64]:
        """Where the norm of numerators A (outputs, n_coordinates) is attained: a step of the domain's coordinates."""
        scale = int(abs(A).max(initial=0)) or 1
        rows = np.array([[nearest(Fraction(a, scale)) for a in row] for row in A.tolist()], dtype=np.float64)
        if self.directions.k == 0:
            return np.zeros(A.shape[1])
        if self.way == "columns":
            corners = np.array(
                [[nearest(Fraction(a, self.corner_scale)) for a in row] for row in self.corners.tolist()]
            )
            norms = np.linalg.norm(rows @ corners, ord=self.q, axis=0)
            return np.asarray(corners[:, norms.argmax()], dtype=np.float64)
        if self.signs is not None:
            rows = self.signs.astype(np.float64) @ rows
        if self.quadratic:
            return self._steepest(rows)
        steps = _floats(self.directions.steps)
        best = rows[np.abs(rows @ steps).sum(axis=1).argmax()]
        return np.asarray(steps @ np.where(best @ steps < 0, -1.0, 1.0), dtype=np.float64)

    def _way(self, p: float, n_outputs: int) -> Way:
        if p == 2:
            return "spectral" if self.q == 2 else "signs" if self.q == 1 else "rows"
        if not self.ball.cube:
            return "columns"
        if self.q == math.inf:
            return "rows"
        return "signs" if self.q == 1 and n_outputs < self.directions.k else "columns"

    def _simple(self, gram: list[list[int]], scale: int) -> Measured | None:
        """A matrix of rank one, or with one entry that is not zero, has one eigenvalue: its trace."""
        diagonal = [row[i] for i, row in enumerate(gram)]
        alone = self.directions.k == 1 or np.count_nonzero(diagonal) <= 1
        return _root(Fraction(sum(diagonal), scale)) if alone else None

    def _from_columns(self, images: Exact, denominator: int) -> Measured:
        if self.quadratic:
            return _root(Fraction(max((images * images).sum(axis=0)), denominator**2))
        sizes = abs(images).sum(axis=0) if self.q == 1 else abs(images).max(axis=0)
        return _rational(Fraction(max(sizes), denominator))

    def _steps_of(self, rows: Exact) -> Exact:
        """Slopes along the directions of a domain that are inputs."""
        steps: Exact = rows @ np.array([[int(v) for v in row] for row in self.directions.steps], dtype=object)
        return steps

    def _steepest(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """For p = 2: the unit step along which the rows, or the largest of them, change most."""
        H = np.array([[nearest(Fraction(a, self.form_scale)) for a in row] for row in self.form.tolist()])
        if self.way == "spectral":
            weights = np.linalg.eigh(rows @ H @ rows.T)[1][:, -1]
        else:
            weights = np.eye(len(rows))[((rows @ H) * rows).sum(axis=1).argmax()]
        row = weights @ rows
        length = math.sqrt(max(float(row @ H @ row), 0.0))
        return np.asarray(H @ row / length if length else self._any_step(), dtype=np.float64)

    def _any_step(self) -> NDArray[np.float64]:
        """A step of length 1: the map is constant."""
        step = _floats(self.directions.steps)[:, 0]
        return step / math.sqrt(nearest(self.directions.gram()[0][0]))


def _enclosed(lower: float, upper: float) -> Measured:
    if lower < upper:
        return Measured(lower, upper)
    return Measured(lower, upper, Fraction(lower), Fraction(lower) ** 2)


def _rational(value: Fraction) -> Measured:
    return Measured(*enclosed(value), value=value)


def _root(square: Fraction) -> Measured:
    return Measured(*enclosed_root(square), rational_root(square), square)


def _integers(rows: list[list[Fraction]], scale: int) -> Exact:
    return np.array([[value.numerator * (scale // value.denominator) for value in row] for row in rows], dtype=object)


def _floats(rows: list[list[Fraction]]) -> NDArray[np.float64]:
    return np.array([[nearest(value) for value in row] for row in rows], dtype=np.float64)
