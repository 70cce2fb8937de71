"""Along which directions a domain extends, and how long they are among the inputs: exact."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from splinex import _core
from splinex.domains import Domain
from splinex.layer import core_network
from splinex.network import Network
from splinex.restriction import core_domain, on_coordinates

__all__ = ["Directions", "Rational", "directions_of"]

Rational = list[list[Fraction]]
"""A matrix, row by row."""


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """A basis of the k directions of a domain.

    Attributes
    ----------
    steps : list of lists of Fraction, (n_coordinates, k)
        The basis in the domain's coordinates.
    moves : list of lists of Fraction, (n_inputs, k)
        The same among the network's inputs, where lengths are measured: another matrix only on slices.
    k : int
    front : list of lists of Fraction, (n_inputs, n_coordinates), or None
        On slices how inputs move with the coordinates.
    """

    steps: Rational
    moves: Rational
    k: int
    front: Rational | None = None

    @property
    def standard(self) -> bool:
        """Whether each direction is that of one input, so that norms are those of k coordinates."""
        used = [[value for value in column if value] for column in zip(*self.moves, strict=True)]
        places = [[i for i, value in enumerate(column) if value] for column in zip(*self.moves, strict=True)]
        return all(values == [1] for values in used) and len({tuple(place) for place in places}) == self.k

    def gram(self) -> Rational:
        """Inner products of the directions among the inputs, (k, k)."""
        columns = list(zip(*self.moves, strict=True))
        return [[sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in columns] for x in columns]


def directions_of(network: Network, domain: Domain) -> Directions:
    """The directions of a domain; the network is a function of its coordinates, as `restrict` makes it.

    A zero-width side of a box, or an equation that a polytope's half-spaces imply, takes a direction away.
    """
    n = network.n_inputs
    low, high, constraints = core_domain(domain, n)
    columns, entries, denominator = _core.domain_hull(network._exact, low, high, constraints)
    k = len(columns)
    steps = [[Fraction(entries[i * (k + 1) + c], denominator) for c in range(k)] for i in range(n)]
    front = on_coordinates(domain, n).front
    if not front:
        return Directions(steps, steps, k)
    numerators, scale = core_network(front).preactivations(np.empty(0, dtype=np.uint8), 0)
    rows = [[Fraction(v, scale) for v in numerators[i : i + n]] for i in range(0, len(numerators), n + 1)]
    return Directions(steps, product(rows, steps), k, rows)


def product(left: Rational, right: Rational) -> Rational:
    """The product of two matrices."""
    columns = list(zip(*right, strict=True)) if right else []
    return [[sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns] for row in left]
