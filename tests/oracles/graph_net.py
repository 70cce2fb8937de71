"""A piecewise-linear network as a list of scalars in Fractions: affine sums, and units with their pieces.

Tensors are numpy object arrays of places in that list, so that layers are loops over entries (graph_layers.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .exact_net import Pattern, Row, Vector

Places = NDArray[np.object_]
"""A tensor: which scalar each of its entries is."""


@dataclass(frozen=True)
class Input:
    index: int


@dataclass(frozen=True)
class Affine:
    terms: tuple[tuple[int, Fraction], ...]
    constant: Fraction


@dataclass(frozen=True)
class Bend:
    """A continuous piecewise-linear function of one scalar; only knots at which the slope changes are kept.

    The piece is the number of knots below the scalar.
    """

    source: int
    knots: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]
    offsets: tuple[Fraction, ...]
    """Piece r is u -> slopes[r] u + offsets[r]."""


@dataclass(frozen=True)
class Largest:
    """The maximum of some scalars, or the minimum when `sign` is -1; the piece is the first that attains it."""

    sources: tuple[int, ...]
    sign: int


Scalar = Input | Affine | Bend | Largest


@dataclass
class GraphNet:
    n_inputs: int
    scalars: list[Scalar] = field(default_factory=list)
    modules: list[list[int]] = field(default_factory=list)
    """The units of each module, in order."""
    outputs: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scalars += [Input(i) for i in range(self.n_inputs)]

    def add(self, scalar: Scalar) -> int:
        self.scalars.append(scalar)
        return len(self.scalars) - 1

    def affine(self, terms: Sequence[tuple[int, Fraction]], constant: Fraction = Fraction(0)) -> int:
        return self.add(Affine(tuple(terms), constant))

    def module(self, units: Sequence[int]) -> None:
        self.modules.append(list(units))


def bend(source: int, knots: Sequence[Fraction], slopes: Sequence[Fraction], value: Fraction, below: int = 1) -> Bend:
    """With the given value at the first knot, and everything over the denominator `below`."""
    steep = [Fraction(slopes[0])]
    offsets = [value - slopes[0] * knots[0]]
    kept: list[Fraction] = []
    for knot, slope in zip(knots, slopes[1:], strict=True):
        if slope != steep[-1]:
            offsets.append(offsets[-1] + (steep[-1] - slope) * knot)
            steep.append(Fraction(slope))
            kept.append(Fraction(knot))
    return Bend(source, tuple(kept), tuple(s / below for s in steep), tuple(o / below for o in offsets))


def forward(net: GraphNet, point: Sequence[Fraction]) -> tuple[Vector, Pattern]:
    """The outputs at a point, and the lowest piece of every unit there."""
    values: list[Fraction] = []
    pieces: dict[int, int] = {}
    for place, scalar in enumerate(net.scalars):
        if isinstance(scalar, Input):
            values.append(Fraction(point[scalar.index]))
        elif isinstance(scalar, Affine):
            values.append(sum((c * values[s] for s, c in scalar.terms), scalar.constant))
        elif isinstance(scalar, Bend):
            u = values[scalar.source]
            pieces[place] = r = bisect_left(scalar.knots, u)
            values.append(scalar.slopes[r] * u + scalar.offsets[r])
        else:
            candidates = [scalar.sign * values[s] for s in scalar.sources]
            pieces[place] = candidates.index(max(candidates))
            values.append(scalar.sign * max(candidates))
    pattern = tuple(pieces[unit] for module in net.modules for unit in module)
    return tuple(values[o] for o in net.outputs), pattern


def magnitudes(net: GraphNet, inputs: Sequence[Fraction]) -> Vector:
    """Bounds on all sums on the way from inputs of such sizes to the outputs: how large rounding errors may be."""
    sizes: list[Fraction] = []
    for scalar in net.scalars:
        if isinstance(scalar, Input):
            sizes.append(abs(inputs[scalar.index]))
        elif isinstance(scalar, Affine):
            sizes.append(sum((abs(c) * sizes[s] for s, c in scalar.terms), abs(scalar.constant)))
        elif isinstance(scalar, Bend):
            sizes.append(max(map(abs, scalar.slopes)) * sizes[scalar.source] + max(map(abs, scalar.offsets)))
        else:
            sizes.append(max(sizes[s] for s in scalar.sources))
    return tuple(sizes[o] for o in net.outputs)


class Tracker:
    """The affine functions that the scalars are on a cell, worked out as they are asked for."""

    def __init__(self, net: GraphNet, inputs: Sequence[Row]) -> None:
        self._net, self._inputs = net, inputs
        self._known: dict[int, Row] = {}

    def copy(self) -> Tracker:
        other = Tracker(self._net, self._inputs)
        other._known = dict(self._known)
        return other

    def choose(self, unit: int, piece: int) -> None:
        """From now on the unit is this piece."""
        scalar = self._net.scalars[unit]
        if isinstance(scalar, Bend):
            row = combined([(self.row(scalar.source), scalar.slopes[piece])], scalar.offsets[piece])
        else:
            assert isinstance(scalar, Largest)
            row = self.row(scalar.sources[piece])
        self._known[unit] = row

    def row(self, place: int) -> Row:
        known = self._known.get(place)
        if known is not None:
            return known
        scalar = self._net.scalars[place]
        if isinstance(scalar, Input):
            row = self._inputs[scalar.index]
        else:
            assert isinstance(scalar, Affine), "the piece of this unit is not known yet"
            n = len(self._inputs[0][0]) if self._inputs else 0
            zero: Row = ((Fraction(0),) * n, Fraction(0))
            row = combined([(zero, Fraction(0)), *((self.row(s), c) for s, c in scalar.terms)], scalar.constant)
        self._known[place] = row
        return row


def combined(terms: Sequence[tuple[Row, Fraction]], constant: Fraction) -> Row:
    n = len(terms[0][0][0])
    gradient = tuple(sum((c * row[0][j] for row, c in terms), Fraction(0)) for j in range(n))
    return gradient, sum((c * row[1] for row, c in terms), constant)
