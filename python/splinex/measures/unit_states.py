"""Which units never switch on a domain, and which are constant there: exact."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.enumeration import iter_regions
from splinex.formats import NetworkLike, as_network
from splinex.measures.directions import Directions, directions_of
from splinex.measures.tables import html_table, text_table
from splinex.measures.varying import VaryingUnits
from splinex.network import Network
from splinex.options import check_index
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption
from splinex.restriction import restrict

__all__ = ["UnitStates", "unit_states"]

Flags = NDArray[np.bool_]
_KINDS = ("dead", "always_on", "switching", "constant")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UnitStates:
    """What each unit does on the domain; prints as a table with a row for each layer.

    Attributes
    ----------
    network : Network
        As a function of the domain's coordinates.
    lowest, highest : ndarray of uint8, (units,), read-only
        The least and the largest piece that each unit uses in a region; equal where it never switches. By the rule for ties a
        ReLU that is zero on a whole region is off there.
    dead : ndarray of bool, (units,), read-only
        ReLUs that are off in all regions, and so zero on the whole domain; of other units those that are in their lowest
        piece in all regions, and constant there.
    always_on : ndarray of bool, (units,), read-only
        Others that use the same piece in all regions: what they hand on is affine. An always-on ReLU passes its input on.
    switching : ndarray of bool, (units,), read-only
        Those with different pieces in different regions.
    constant : ndarray of bool, (units,), read-only
        What the unit hands on is the same on the whole domain: dead ReLUs are among them, and always-on ones whose input does
        not depend on x.
    regions : int
        How many there are.
    truncated : bool
        Whether `max_regions` stopped the search: the states are then those on the regions before the stop.
    """

    network: Network
    lowest: NDArray[np.uint8]
    highest: NDArray[np.uint8]
    dead: Flags
    always_on: Flags
    switching: Flags
    constant: Flags
    regions: int
    truncated: bool

    def layer(self, index: int) -> slice:
        """Where the units of a hidden layer are in the columns."""
        ends = np.cumsum((0, *self.network.widths))
        place = check_index("layer", index, len(self.network.widths))
        return slice(int(ends[place]), int(ends[place + 1]))

    def to_dict(self) -> dict[str, object]:
        """The units of each kind, by their numbers among all units, and the counts that the table shows."""
        kinds = {name: np.flatnonzero(getattr(self, name)).tolist() for name in _KINDS}
        return {**kinds, "regions": self.regions, "truncated": self.truncated}

    def __repr__(self) -> str:
        return text_table(self._rows())

    def _repr_html_(self) -> str:
        return html_table(self._rows())

    def _rows(self) -> list[list[str]]:
        names = [*self.network.names, "all"]
        parts = [self.layer(i) for i in range(len(self.network.widths))] + [slice(None)]
        head = ["layer", "units", *(name.replace("_", "-") for name in _KINDS)]
        return [
            head,
            *(
                [name, f"{len(self.dead[part]):,}", *(f"{int(getattr(self, kind)[part].sum()):,}" for kind in _KINDS)]
                for name, part in zip(names, parts, strict=True)
            ),
        ]


def unit_states(
    net: NetworkLike,
    domain: Domain = None,
    *,
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
) -> UnitStates:
    """Dead, always-on, switching and constant units on a domain, from the patterns and the exact maps of all regions.

    Parameters
    ----------
    net, domain, threads, progress, max_regions
        As for `enumerate_regions`; regions are not stored.

    Returns
    -------
    UnitStates

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [1, 1], [-1, 0], [0, 0]], [2, 0, -3, 1]), ([[1, 1, 1, 1]], [0])])
    >>> states = sx.unit_states(net, sx.Box(-1, 1))
    >>> states
    layer    units  dead  always-on  switching  constant
    layer 0      4     1          2          1         2
    all          4     1          2          1         2
    >>> states.dead.tolist(), states.constant.tolist()
    ([False, False, True, False], [False, False, True, True])
    """
    network = as_network(net)
    inner = restrict(network, domain)
    record = _Record(inner, directions_of(inner, domain))
    for batch in iter_regions(network, domain, threads=threads, progress=progress, max_regions=max_regions):
        record.add(batch)
    return record.states()


class _Record:
    """What has been seen of the units so far."""

    def __init__(self, network: Network, directions: Directions) -> None:
        self.network = network
        units = sum(network.widths)
        self.lowest, self.highest = np.full(units, 255, dtype=np.uint8), np.zeros(units, dtype=np.uint8)
        self.varying = [VaryingUnits.of(network, k, directions) for k in range(len(network.widths))]
        self.regions, self.truncated = 0, False

    def add(self, batch: Partition) -> None:
        """Regions, of which there is at least one."""
        patterns = batch.patterns
        np.minimum(self.lowest, patterns.min(axis=0), out=self.lowest)
        np.maximum(self.highest, patterns.max(axis=0), out=self.highest)
        for layer in self.varying:
            layer.look(batch)
        self.regions += len(batch)
        self.truncated = batch.truncated

    def states(self) -> UnitStates:
        """The report."""
        never = self.lowest == self.highest
        constant = ~np.concatenate([*(layer.seen for layer in self.varying), np.empty(0, dtype=np.bool_)])
        dead = never & (self.lowest == 0) & constant & self._made_of_relus()
        on, switching = readonly(never & ~dead), readonly(~never)
        pieces = readonly(self.lowest), readonly(self.highest)
        return UnitStates(
            self.network, *pieces, readonly(dead), on, switching, readonly(constant), self.regions, self.truncated
        )

    def _made_of_relus(self) -> Flags:
        """Of each unit whether it is no maximum."""
        kinds = [np.empty(0, dtype=np.bool_)]
        for layer in self.network.layers:
            first = np.flatnonzero(np.diff(layer.units, prepend=-1) > 0)
            kinds.append(layer.gates[first] == 0)
        return np.concatenate(kinds)
