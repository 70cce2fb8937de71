"""Following a network while it learns: one snapshot at a time, compared with the one before."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, as_points
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.learning.code_sets import CodeSets, code_sets, newcomers
from splinex.learning.point_codes import flipped, moved
from splinex.learning.record import Step, Track
from splinex.network import Network
from splinex.options import thread_count
from splinex.progress import ProgressOption

__all__ = ["Tracker"]

Pieces = NDArray[np.uint8]


class Tracker:
    """Follows a network inside a training loop: call `add` now and then, `result` at any time.

    Each snapshot is compared with the one before and then forgotten, so that memory does not grow with their number.

    Parameters
    ----------
    domain : Box, Polytope, Segment or Slice, optional
        Where regions are looked for; None is R^d.
    points : array_like of float, (n_points, n_inputs), optional
        Fixed inputs, such as the training data, whose codes are followed. They need not lie in the domain.
    keep : bool
        Keep the networks themselves, which `animate` needs.
    threads : int, optional
        As for `count_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> tracker = sx.Tracker(sx.Box(-1, 1), points=[[0.25]])
    >>> for step, shift in enumerate([0.0, 0.5, 2.0]):
    ...     tracker.add(sx.arrangement([[1]], [-shift]), step)
    >>> tracker.result()
    3 snapshots in Box(-1, 1), 1 points
    step  after layer 0  born  died  flips in layer 0
       0              2     0     0                 0
       1              2     0     0                 1
       2              1     0     1                 0
    """

    def __init__(
        self,
        domain: Domain = None,
        *,
        points: ArrayLike | None = None,
        keep: bool = False,
        threads: int | None = None,
    ) -> None:
        self._domain = domain
        self._given = None if points is None else as_finite(points, "points")
        self._keep = keep
        self._threads = thread_count(threads)
        self._first: Network | None = None
        self._codes: CodeSets = ()
        self._pieces: Pieces = np.empty((0, 0), dtype=np.uint8)
        self._steps: list[Step] = []
        self._rows: list[NDArray[np.int64]] = []
        self._networks: list[Network] = []

    def add(self, net: NetworkLike, step: Step | None = None, *, progress: ProgressOption = None) -> None:
        """Take a snapshot: what the network is now.

        Parameters
        ----------
        net : Network, str, path, or a model
            What `count_regions` takes. A model that trains on afterwards does not change the snapshot.
        step : int, float or str, optional
            What to call it; by default the number of snapshots before.
        progress : bool or callable, optional
            Of the search for its regions.

        Raises
        ------
        InputError
            When the layers are not those of the first snapshot, and as for `enumerate_regions`; the record is then as before.
        """
        name = len(self._steps) if step is None else step
        if not isinstance(name, int | float | str):
            raise InputError(f"a step must be a number or a string, not {name!r}")
        network = as_network(net)
        if self._first is not None:
            _check_layers(network, self._first, name)
        part = enumerate_regions(network, self._domain, threads=self._threads, progress=progress)
        codes, pieces = code_sets(part), self._pieces_at(network)
        regions = np.array([len(found) for found in codes], dtype=np.int64)
        changes = self._changes(codes, pieces, network.widths) if self._steps else [np.zeros_like(regions)] * 4
        self._first = self._first or network
        self._codes, self._pieces = codes, pieces
        self._rows.append(np.stack([regions, *changes]))
        self._networks += [network] if self._keep else []
        self._steps.append(name)

    def result(self) -> Track:
        """The record of all snapshots so far.

        Raises
        ------
        InputError
            When there is none.
        """
        if self._first is None:
            raise InputError("there are no snapshots: nothing was tracked")
        columns = np.stack(self._rows)
        regions, births, deaths, flips, moves = (columns[:, kind] for kind in range(columns.shape[1]))
        return Track(
            tuple(self._steps),
            self._first.names,
            self._first.widths,
            regions,
            births,
            deaths,
            len(self._pieces),
            flips,
            moves,
            self._domain,
            tuple(self._networks),
        )

    def _pieces_at(self, network: Network) -> Pieces:
        """The pieces of all units at the points."""
        if self._given is None:
            return np.empty((0, sum(network.widths)), dtype=np.uint8)
        return network.pattern(as_points(self._given, network.n_inputs, "points")[0])

    def _changes(self, codes: CodeSets, pieces: Pieces, widths: Sequence[int]) -> list[NDArray[np.int64]]:
        """Births, deaths, flips and moves since the last snapshot."""
        return [
            newcomers(self._codes, codes),
            newcomers(codes, self._codes),
            flipped(self._pieces, pieces, widths),
            moved(self._pieces, pieces, widths),
        ]


def _check_layers(network: Network, first: Network, step: Step) -> None:
    same = network.n_inputs == first.n_inputs and network.widths == first.widths
    if not same or network._layout.bits != first._layout.bits:
        raise InputError(
            f"the snapshot of step {step} is {network}, but the first is {first}: "
            "codes are compared unit by unit, so the hidden layers must stay the same"
        )
