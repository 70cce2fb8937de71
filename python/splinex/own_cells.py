"""The cells into which a layer cuts its own input space."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.bounds import network_upper_bounds
from splinex.enumeration import iter_regions
from splinex.exact import rational_rows
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["OwnCells", "own_cells"]

_PRIME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OwnCells:
    """The number of cells, or what is known of it.

    Attributes
    ----------
    lower, upper : int
        Equal where the number is known.
    how : str
        "full rank", "listed" or "bounds".
    """

    lower: int
    upper: int
    how: str

    def __str__(self) -> str:
        return f"{self.lower:,}" if self.lower == self.upper else f"{self.lower:,} to {_short(self.upper)}"


def own_cells(network: Network, layer: int, budget: int) -> OwnCells:
    """Cells of a hidden layer's partition of the space of its inputs, all of R^n.

    ReLUs whose weights have full row rank have all patterns. Otherwise cells are listed, up to the budget; beyond it the
    number is at most that of the layer's hyperplanes in general position in as many dimensions as their rank.
    """
    run = _own_run(network, layer)
    gated = run[-1]
    alone = Network(run)
    relus = gated.units >= 0
    if gated.gates[relus].any() or gated.n_units != relus.sum():
        return _listed(alone, budget, run[0].n_inputs)
    rows = rational_rows(*alone._exact.preactivations(np.empty(0, np.uint8), 0), alone.n_inputs)
    rank = _rank_mod_prime([row[:-1] for row, _ in rows[: gated.n_units]])
    if rank == gated.n_units:
        return OwnCells(2**rank, 2**rank, "full rank")
    return _listed(alone, budget, min(run[0].n_inputs, gated.n_units))


def _own_run(network: Network, layer: int) -> tuple[Layer, ...]:
    """The affine layers behind the units before, and the layer with its units."""
    ends = [i for i, stored in enumerate(network.layers) if not stored.affine]
    return network.layers[ends[layer - 1] + 1 if layer else 0 : ends[layer] + 1]


def _listed(alone: Network, budget: int, dimension: int) -> OwnCells:
    found = sum(map(len, iter_regions(alone, max_regions=budget + 1)))
    if found <= budget:
        return OwnCells(found, found, "listed")
    return OwnCells(found, network_upper_bounds(alone, dimension).best, "bounds")


def _rank_mod_prime(rows: list[tuple[int, ...]]) -> int:
    """The rank modulo a prime: never more than the rank, so full rank modulo the prime is full rank."""
    matrix: NDArray[np.int64] = np.array([[value % _PRIME for value in row] for row in rows], dtype=np.int64)
    rank = 0
    for column in range(matrix.shape[1]):
        below = np.flatnonzero(matrix[rank:, column])
        if not len(below):
            continue
        pivot = rank + int(below[0])
        matrix[[rank, pivot]] = matrix[[pivot, rank]]
        matrix[rank] = matrix[rank] * pow(int(matrix[rank, column]), -1, _PRIME) % _PRIME
        matrix[rank + 1 :] = (matrix[rank + 1 :] - matrix[rank + 1 :, column, None] * matrix[rank]) % _PRIME
        rank += 1
        if rank == len(matrix):
            break
    return rank


def _short(number: int) -> str:
    return f"{number:,}" if number < 10**12 else f"{number:.3e}" if number < 10**300 else f"10^{len(str(number)) - 1}"
