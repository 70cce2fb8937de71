"""The unit ball of a norm of the inputs, within the directions of a domain: exact."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from splinex.errors import InputError
from splinex.measures.directions import Directions, Rational
from splinex.measures.directions import product as times

__all__ = ["MOST_SIGNS", "UnitBall", "ball_vertices", "inverse", "sign_vectors"]

MOST_SIGNS = 2**15
"""Vertices, or vectors of signs, that are tried one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitBall:
    """The directions of a domain whose p-norm among the inputs is at most 1.

    Attributes
    ----------
    p : float
        1, 2 or inf.
    directions : Directions
    """

    p: float
    directions: Directions

    @property
    def cube(self) -> bool:
        """Whether it is [-1, 1]^k in coordinates that each are an input: no need to list its vertices."""
        return self.p == math.inf and self.directions.standard

    def quadratic(self) -> Rational:
        """For p = 2 the matrix H with ||a|| = sqrt(a H a) for a slope a, a row in the domain's coordinates."""
        steps = self.directions.steps
        if self.directions.standard:
            middle = [[Fraction(int(i == j)) for j in range(self.directions.k)] for i in range(self.directions.k)]
        else:
            middle = inverse(self.directions.gram())
        return times(times(steps, middle), [list(column) for column in zip(*steps, strict=True)])

    def vertices(self) -> list[list[Fraction]]:
        """For p = 1 and inf one of each pair of opposite vertices, in the domain's coordinates.

        Raises
        ------
        InputError
            When there are more than `MOST_SIGNS`.
        """
        k = self.directions.k
        if self.p == 1 and self.directions.standard:
            corners = [[Fraction(int(i == j)) for j in range(k)] for i in range(k)]
        elif self.cube:
            _check(2 ** max(k - 1, 0), "inputs", k)
            corners = [list(map(Fraction, signs)) for signs in sign_vectors(k)]
        else:
            corners = list(ball_vertices(self.p, self.directions.moves, k))
        columns = [list(column) for column in zip(*corners, strict=True)] if corners else [[] for _ in range(k)]
        return [list(column) for column in zip(*times(self.directions.steps, columns), strict=True)]


def sign_vectors(n: int) -> Iterator[tuple[int, ...]]:
    """One of each pair of opposite vectors of n signs."""
    return ((1, *rest) for rest in product((1, -1), repeat=n - 1)) if n else iter(())


def ball_vertices(p: float, moves: Rational, k: int) -> Iterator[list[Fraction]]:
    """Vertices of {t : ||moves t||_p <= 1}, one of each opposite pair; some may come twice.

    For p = 1 all but one dimension of freedom goes into entries of moves t that vanish; for p = inf, k entries are 1 or -1.
    """
    free = k - 1 if p == 1 else k
    signs = 1 if p == 1 else 2 ** max(k - 1, 0)
    _check(math.comb(len(moves), free) * signs, "pairs of directions and inputs", k)
    for chosen in combinations(moves, free):
        if p == 1:
            ray = null_vector([list(row) for row in chosen], k)
            if ray is None:
                continue
            length = sum((abs(_inner(row, ray)) for row in moves), Fraction(0))
            if length:
                yield [value / length for value in ray]
            continue
        square = [list(row) for row in chosen]
        try:
            solved = inverse(square)
        except ZeroDivisionError:
            continue
        for right in sign_vectors(k):
            corner = [_inner(row, right) for row in solved]
            if all(abs(_inner(row, corner)) <= 1 for row in moves):
                yield corner


def inverse(matrix: Rational) -> Rational:
    """The inverse of a square matrix, by Gauss and Jordan; ZeroDivisionError when there is none."""
    n = len(matrix)
    table = [[*row, *(Fraction(int(i == j)) for j in range(n))] for i, row in enumerate(matrix)]
    for c in range(n):
        pivot = next((r for r in range(c, n) if table[r][c]), None)
        if pivot is None:
            raise ZeroDivisionError("the matrix is singular")
        table[c], table[pivot] = table[pivot], table[c]
        table[c] = [value / table[c][c] for value in table[c]]
        for r in range(n):
            if r != c and table[r][c]:
                factor = table[r][c]
                table[r] = [a - factor * b for a, b in zip(table[r], table[c], strict=True)]
    return [row[n:] for row in table]


def null_vector(rows: Rational, k: int) -> list[Fraction] | None:
    """The solution of k - 1 homogeneous equations, up to a factor; None when there is more than one."""
    pivots: list[tuple[int, list[Fraction]]] = []
    for given in rows:
        row = list(given)
        for column, other in pivots:
            row = [a - row[column] * b for a, b in zip(row, other, strict=True)]
        column = next((c for c, value in enumerate(row) if value), -1)
        if column < 0:
            return None
        row = [value / row[column] for value in row]
        pivots = [(c, [a - other[column] * b for a, b in zip(other, row, strict=True)]) for c, other in pivots]
        pivots.append((column, row))
    free = next(c for c in range(k) if c not in dict(pivots))
    solved = {column: -row[free] for column, row in pivots}
    return [Fraction(1) if c == free else solved[c] for c in range(k)]


def _inner(row: Sequence[Fraction], other: Sequence[Fraction | int]) -> Fraction:
    return sum((a * b for a, b in zip(row, other, strict=True)), Fraction(0))


def _check(number: int, what: str, size: int) -> None:
    if number > MOST_SIGNS:
        raise InputError(
            f"this norm tries {number:,} vectors of signs, for {size} {what}; at most {MOST_SIGNS:,} are tried: "
            "take p = q, p = 1, q = inf, or a single output"
        )
