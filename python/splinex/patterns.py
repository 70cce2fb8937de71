"""How patterns are stored: a few bits for each unit, which say of rows of its layer whether they are on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.layer import Layer

__all__ = ["PatternLayout"]

Pieces = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PatternLayout:
    """Which bits belong to which unit.

    A ReLU has one bit. A unit of several ReLUs on the same scalar has one for each, and its piece is their sum; a maximum
    has one for each of its rows, and its piece is the place of the one that is on.

    Attributes
    ----------
    widths : tuple of int
        Units of each hidden layer.
    bits : tuple of int
        Bits of each hidden layer.
    """

    widths: tuple[int, ...]
    bits: tuple[int, ...]
    _unit: NDArray[np.int64]
    _step: NDArray[np.int64]
    _first: NDArray[np.int64]
    _exclusive: NDArray[np.bool_]

    @classmethod
    def of(cls, hidden: Sequence[Layer]) -> Self:
        """The layout for these hidden layers."""
        widths = tuple(layer.n_units for layer in hidden)
        units, steps, exclusive = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.bool_)]
        bits: list[int] = []
        for first, layer in zip(np.cumsum([0, *widths]), hidden, strict=False):
            unit, step = layer.pieces
            gates = layer.gates[layer.units >= 0]
            exclusive.append(np.repeat(gates, np.maximum(gates, 1)) > 0)
            units.append(unit + first)
            steps.append(step)
            bits.append(len(unit))
        unit = np.concatenate(units)
        starts = np.flatnonzero(np.diff(unit, prepend=-1))
        return cls(widths, tuple(bits), unit, np.concatenate(steps), readonly(starts), np.concatenate(exclusive))

    @property
    def n_bits(self) -> int:
        """Bits of a pattern."""
        return len(self._unit)

    @property
    def plain(self) -> bool:
        """Whether every unit is a ReLU, so that bits and pieces are the same."""
        return len(self._unit) == sum(self.widths) and not self._exclusive.any()

    def pieces(self, bits: Pieces) -> Pieces:
        """Pieces (..., units) from bits (..., n_bits)."""
        if self.plain:
            return bits
        return self._summed(bits, slice(0, len(self._first)))

    def pieces_of(self, bits: Pieces, layer: int) -> Pieces:
        """Pieces of one hidden layer (n, widths[layer]) from its own bits (n, bits[layer])."""
        if self.plain:
            return bits
        first = sum(self.widths[:layer])
        return self._summed(bits, slice(first, first + self.widths[layer]))

    def units_of(self, bits: NDArray[np.integer]) -> NDArray[np.int64]:
        """The unit that each of the bits, given by its place in a pattern, belongs to."""
        return np.asarray(self._unit[bits])

    def _summed(self, bits: Pieces, units: slice) -> Pieces:
        starts = self._first[units]
        if not len(starts):
            return np.empty((*bits.shape[:-1], 0), dtype=np.uint8)
        begin = starts[0]
        steps = self._step[begin : begin + bits.shape[-1]]
        return np.add.reduceat((bits * steps).astype(np.uint8), starts - begin, axis=-1, dtype=np.uint8)
