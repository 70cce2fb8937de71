"""Which outputs of a hidden layer's units depend on x somewhere on a domain: exact."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.measures.blocks import blocks
from splinex.measures.directions import Directions
from splinex.measures.rounding import nearest
from splinex.network import Network
from splinex.partitions.merging import first_bits
from splinex.partitions.partition import Partition

__all__ = ["VaryingUnits"]

Flags = NDArray[np.bool_]
_LEAST_EXPONENT = 1074
"""A multiple of 2^-1074 that is not zero does not round to zero."""
_UNIT = 2.0**-53


@dataclass(slots=True)
class VaryingUnits:
    """Units of one hidden layer.

    A unit hands on what the readout makes of it where that has one output for each unit; otherwise all of its ReLUs, or its
    maximum.
    """

    network: Network
    owners: NDArray[np.int64]
    directions: Directions
    seen: Flags
    _steps: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        steps = [[nearest(value) for value in row] for row in self.directions.steps]
        self._steps = np.array(steps, dtype=np.float64).reshape(len(steps), self.directions.k)

    @classmethod
    def of(cls, network: Network, layer: int, directions: Directions) -> "VaryingUnits":
        """Those of a hidden layer of the network, none of which has been seen to vary."""
        readout, width = network.readouts[layer], network.widths[layer]
        matched = readout is not None and readout.n_outputs == width
        if not matched:
            network = Network(network.layers, network.names)
        hidden = [stored for stored in network.layers if not stored.affine][layer]
        owners = np.arange(width) if matched else hidden.units[hidden.units >= 0]
        return cls(network.up_to(layer), owners, directions, np.zeros(width, dtype=np.bool_))

    def look(self, batch: Partition) -> None:
        """Marks the units that vary on one of the regions."""
        for block in blocks(batch, self.network.n_outputs * (self.network.n_inputs + 1)):
            if self.seen.all() or not self.directions.k:
                return
            self._look(block)

    def _look(self, block: Partition) -> None:
        network = self.network
        bits = first_bits(block, network)
        table = _core.rounded_maps(network._exact, bits, len(network.widths), None)
        A = table.reshape(len(block), network.n_outputs, network.n_inputs + 1)[:, :, :-1]
        with np.errstate(all="ignore"):
            slopes = A @ self._steps
            errors = 4 * _UNIT * (A.shape[2] + 4) * (np.abs(A) @ np.abs(self._steps)) + np.finfo(np.float64).tiny
            sure = (np.abs(slopes) > errors).any(axis=2)
        self._mark(sure.any(axis=0))
        exact = network._exact.outputs(
            np.unpackbits(bits[0], count=network._layout.n_bits, bitorder="little"), self._last
        )
        zero = ~A.any(axis=2) if exact[1].bit_length() <= _LEAST_EXPONENT else np.zeros_like(sure)
        for region in np.flatnonzero((~zero & ~self.seen[self.owners]).any(axis=1)).tolist():
            self._look_exactly(np.unpackbits(bits[region], count=network._layout.n_bits, bitorder="little"))

    @property
    def _last(self) -> int:
        """How the core numbers the outputs of the network."""
        return len(self.network.widths) - (not self.network.layers[-1].affine)

    def _look_exactly(self, bits: NDArray[np.uint8]) -> None:
        numerators, _ = self.network._exact.outputs(bits, self._last)
        width = self.network.n_inputs + 1
        columns = list(zip(*self.directions.steps, strict=True))
        for k, unit in enumerate(self.owners.tolist()):
            if not self.seen[unit]:
                row = numerators[k * width : (k + 1) * width - 1]
                slopes = (sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns)
                self.seen[unit] = any(slopes)

    def _mark(self, outputs: Flags) -> None:
        self.seen[self.owners[outputs]] = True
