"""The exact affine map of the outputs on every region, as one table of integers."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.exact import RationalRow
from splinex.partitions.partition import Partition

__all__ = ["OutputMaps", "output_maps"]

MOST = 2**30
"""Integers below this multiply and subtract in int64."""


@dataclass(frozen=True, slots=True, eq=False)
class OutputMaps:
    """Numerators of the rows [A | b] of all outputs on all regions.

    Attributes
    ----------
    numerators : ndarray of int64 or of Python integers, (regions, outputs, n_inputs + 1)
        int64 where all are small.
    denominator : int
        Of all of them.
    """

    numerators: NDArray[Any]
    denominator: int

    def row(self, region: int, output: int) -> RationalRow:
        """The map of one output on one region."""
        return tuple(map(int, self.numerators[region, output])), self.denominator


def output_maps(part: Partition) -> OutputMaps:
    """Ask the core for the map of every region."""
    network = part.network
    hidden = sum(not layer.affine for layer in network.layers)
    index = hidden - (not network.layers[-1].affine)
    found = [network._exact.outputs(region.bits, index) for region in part]
    denominator = math.lcm(*{scale for _, scale in found})
    values = [v if scale == denominator else [a * (denominator // scale) for a in v] for v, scale in found]
    table = np.empty((len(part), network.n_outputs * (network.n_inputs + 1)), dtype=object)
    for i, row in enumerate(values):
        table[i] = row
    return OutputMaps(narrowed(table.reshape(len(part), network.n_outputs, network.n_inputs + 1)), denominator)


def narrowed(table: NDArray[Any]) -> NDArray[Any]:
    """int64 where all integers are small enough to be multiplied in it."""
    small = not table.size or max(int(table.max()), -int(table.min())) < MOST
    return table.astype(np.int64) if small else table
