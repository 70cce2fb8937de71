"""How far apart two inputs are to a network: the share of its units that take different pieces (slides 36-38)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.layer import Layer
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.per_input.inputs import as_inputs, stored_patterns

__all__ = ["PartitionMetric", "differences", "partition_distance"]

Codes = NDArray[np.uint8]
_BLOCK_ENTRIES = 1 << 21


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class PartitionMetric:
    """The partition distance of a network as a callable, for scipy and scikit-learn.

    d(x, x') is the share of units whose piece at x is another one than at x': the number of layers' entries that differ in
    the VQ codes q(x) and q(x'), over their number (Balestriero & Baraniuk 2018, slides 36-38). A ReLU counts where its
    states differ, a max-pool window where its argmax does: it is one entry. Units with one piece are left out. The codes are
    exact, so d is the float64 nearest to a ratio of integers. It is a pseudo-metric: zero exactly where both lie in the same
    cell, and at most 1. Without units it is zero.

    Parameters
    ----------
    net : Network, path, torch module, ...
    layer : int, optional
        Index of the one hidden layer whose units count; by default those of all.

    Raises
    ------
    InputError
        When there is no such layer.

    Examples
    --------
    >>> import splinex as sx
    >>> from scipy.spatial.distance import pdist
    >>> metric = sx.PartitionMetric(sx.arrangement([[1, 0], [0, 1], [1, 1], [1, -1]]))
    >>> pdist([[2, 1], [1, 2], [-1, -2]], metric).tolist()
    [0.25, 0.75, 1.0]
    """

    network: Network
    layer: int | None
    units: NDArray[np.int64]

    def __init__(self, net: NetworkLike, *, layer: int | None = None) -> None:
        network = as_network(net)
        chosen = None if layer is None else network._hidden(layer)
        object.__setattr__(self, "network", network)
        object.__setattr__(self, "layer", chosen)
        object.__setattr__(self, "units", _compared(network, chosen))

    def __call__(self, x: ArrayLike, y: ArrayLike) -> float:
        """The distance of two inputs, each (n_inputs,) or ``input_shape``."""
        left, right = self.codes(x), self.codes(y)
        if left.ndim != 1 or right.ndim != 1:
            raise InputError("the metric takes two single inputs; pairwise takes batches")
        return int((left != right).sum()) / max(len(left), 1)

    def codes(self, X: ArrayLike) -> Codes:
        """The entries of the VQ code that count, exactly: (units,) or (n, units).

        For many points this is the fast way to other tools: ``metric="hamming"`` of scipy and scikit-learn on these codes
        is the partition distance.
        """
        points, single = as_inputs(X, self.network)
        patterns = self.network._layout.pieces(stored_patterns(self.network, points))[:, self.units]
        return patterns[0] if single else patterns

    def pairwise(self, X: ArrayLike, Y: ArrayLike | None = None) -> NDArray[np.float64]:
        """All distances; see `partition_distance`."""
        left = np.atleast_2d(self.codes(X))
        right = left if Y is None else np.atleast_2d(self.codes(Y))
        size = f"{len(left):,} x {len(right):,} distances"
        MemoryBudget().spend(
            8 * len(left) * len(right), f"{size}: take fewer inputs at a time, or nearest_by_partition"
        )
        result = np.empty((len(left), len(right)))
        for rows, differing in differences(left, right):
            np.divide(differing, max(left.shape[1], 1), out=result[rows])
        return result

    def __repr__(self) -> str:
        where = "" if self.layer is None else f" of {self.network.names[self.layer]}"
        return f"PartitionMetric({len(self.units)} units{where})"


def partition_distance(
    net: NetworkLike, X: ArrayLike, Y: ArrayLike | None = None, *, layer: int | None = None
) -> NDArray[np.float64]:
    """The share of units that take different pieces, for all pairs of inputs.

    Parameters
    ----------
    net : Network, path, torch module, ...
    X, Y : array_like of float
        One input or a batch each: (n_inputs,), (n, n_inputs), ``input_shape`` or ``(n, *input_shape)``. Without Y, all pairs
        of X.
    layer : int, optional
        Index of the one hidden layer whose units count; by default those of all.

    Returns
    -------
    ndarray of float64, (len(X), len(Y))
        See `PartitionMetric`, which is the same as a callable. `scipy.spatial.distance.squareform` makes it condensed.

    Raises
    ------
    InputError
        For inputs of another shape, for numbers that are not finite, and when there is no such layer.
    MemoryLimitError
        When the matrix would take more than half of the free memory.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.partition_distance(sx.arrangement([[1, 0], [0, 1]]), [[1, 1], [2, 3], [1, -1], [-1, -1]]).tolist()[0]
    [0.0, 0.0, 0.5, 1.0]
    """
    return PartitionMetric(net, layer=layer).pairwise(X, Y)


def differences(left: Codes, right: Codes) -> Iterator[tuple[slice, NDArray[np.int64]]]:
    """In how many entries each code of some rows of `left` differs from each of `right`: (rows, len(right)) at a time."""
    step = max(1, _BLOCK_ENTRIES // max(len(right), left.shape[1], 1))
    for first in range(0, len(left), step):
        rows = slice(first, min(first + step, len(left)))
        yield rows, left.shape[1] - _agreements(left[rows], right)


def _agreements(left: Codes, right: Codes) -> NDArray[np.int64]:
    """Sums of products of indicators: integers far below 2^53, so exact in float64."""
    total = np.zeros((len(left), len(right)))
    for piece in range(int(max(left.max(initial=0), right.max(initial=0))) + 1):
        mine, theirs = left == piece, right == piece
        used = mine.any(axis=0) & theirs.any(axis=0)
        total += mine[:, used].astype(np.float64) @ theirs[:, used].astype(np.float64).T
    return total.astype(np.int64)


def _compared(network: Network, layer: int | None) -> NDArray[np.int64]:
    """The columns of a pattern that belong to units with at least two pieces, of one hidden layer or of all."""
    hidden = [stored for stored in network.layers if not stored.affine]
    pieces = [_pieces(stored) for stored in hidden]
    kept = [own >= 2 if layer in (None, i) else np.zeros(len(own), np.bool_) for i, own in enumerate(pieces)]
    return np.flatnonzero(np.concatenate([np.empty(0, np.bool_), *kept]))


def _pieces(stored: Layer) -> NDArray[np.int64]:
    """How many pieces each unit has: one more than its ReLUs, or the rows of its maximum."""
    counted = stored.units >= 0
    gates = stored.gates[counted]
    relus = np.bincount(stored.units[counted], weights=gates == 0, minlength=stored.n_units).astype(np.int64)
    rows = np.bincount(stored.units[counted], weights=gates, minlength=stored.n_units).astype(np.int64)
    return np.where(relus > 0, relus + 1, rows)
