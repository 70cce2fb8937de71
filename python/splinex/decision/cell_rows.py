"""Cells seen from a point: their rows in integers, with the point as the origin."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.convexity.exact_points import IntegerRow
from splinex.decision.classes import output_rows
from splinex.domains import Domain
from splinex.network import Network
from splinex.region import Region
from splinex.restriction import domain_rows

__all__ = ["Origin"]


class Origin:
    """A point of floats, as the origin u = 0 of the domain's coordinates.

    Rows are primitive enough: a common denominator of the coordinates is multiplied in, nothing is divided out.
    """

    def __init__(self, network: Network, domain: Domain, x: NDArray[np.float64]) -> None:
        self.network = network
        self.domain = domain
        self.x = x
        exact = [Fraction(float(v)) for v in x]
        self._scale = max((v.denominator for v in exact), default=1)  # powers of two
        self._numerators = [int(v * self._scale) for v in exact]
        self.sides = [row for row in map(self.at_most, _numerators(domain_rows(domain, x.size))) if any(row[:-1])]

    def inside(self) -> bool:
        """Whether the point lies in the domain, exactly."""
        return all(row[-1] >= 0 for row in self.sides)

    def at_most(self, row: IntegerRow) -> IntegerRow:
        """a x <= b as a row of a u <= b'."""
        here = sum(a * v for a, v in zip(row[:-1], self._numerators, strict=True))
        return (*(a * self._scale for a in row[:-1]), row[-1] * self._scale - here)

    def beyond(self, row: IntegerRow) -> IntegerRow:
        """The other side a x + c <= 0 of a wall of a cell on which a x + c >= 0."""
        return self.at_most((*row[:-1], -row[-1]))

    def unit_rows(self, bits: NDArray[np.uint8]) -> list[IntegerRow]:
        """What the units say of the cell with these bits; rows without a linear part say nothing."""
        return [row for row, _ in self.walls(bits)]

    def walls(self, bits: NDArray[np.uint8]) -> list[tuple[IntegerRow, int]]:
        """The same, each row with its unit, counted as in a pattern."""
        cell = Region(self.network, self.domain, 0, bits, readonly(self.x.copy()), True)
        rows = map(self.at_most, _numerators(cell._unit_rows()))
        return [(row, unit) for row, unit in zip(rows, _units(self.network), strict=True) if any(row[:-1])]

    def outputs(self, bits: NDArray[np.uint8]) -> list[IntegerRow]:
        """The outputs on the cell, a u + c as [a | c], all with one positive factor."""
        rows, _ = output_rows(self.network, bits)
        turned = [self.at_most((*row[:-1], -row[-1])) for row in rows]
        return [(*row[:-1], -row[-1]) for row in turned]

    def absolute(self, u: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """The point x + u."""
        return tuple(Fraction(n, self._scale) + v for n, v in zip(self._numerators, u, strict=True))


def _numerators(rows: list[tuple[tuple[int, ...], int]]) -> list[IntegerRow]:
    return [row for row, _ in rows]


def _units(network: Network) -> list[int]:
    """The unit of each row of `Region._unit_rows`: one row for a ReLU, one for each piece of a maximum but the largest."""
    result: list[int] = []
    first = 0
    for layer in network.layers:
        counted = layer.units >= 0
        rows = np.where(layer.gates == 0, 1, layer.gates - 1)[counted]
        result += (np.repeat(layer.units[counted], rows) + first).tolist()
        first += layer.n_units
    return result
