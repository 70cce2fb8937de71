"""Counts in every sense in which people say "regions", side by side."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.network import Network
from splinex.own_cells import OwnCells, own_cells
from splinex.partitions.facets import Facets
from splinex.partitions.merging import connected
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["AllCounts", "LayerCounts", "all_counts", "count_all"]


@dataclass(frozen=True, slots=True)
class LayerCounts:
    """What one hidden layer does.

    Attributes
    ----------
    name : str
    units : int
    own : OwnCells
        Cells of its partition of its own input space, R^n.
    codes : int
        Different patterns of its units alone on open sets of inputs.
    components : int
        Pieces that hang together, across facets, of the sets of inputs with one such pattern; they need not be convex.
    cells : int
        Activation regions after this layer and all before; each is convex.
    """

    name: str
    units: int
    own: OwnCells
    codes: int
    components: int
    cells: int


@dataclass(frozen=True, slots=True, repr=False)
class AllCounts:
    """All counts of a network on a domain; prints as two tables.

    Attributes
    ----------
    layers : tuple of LayerCounts
    activation_regions, bounded, unbounded : int
        Full-dimensional sets of inputs that share a pattern, and how many of them are bounded.
    linear_regions : int
        Those joined across facets where the affine map of the target is the same.
    affine_maps : int
        Different affine maps of the target.
    target : str
    domain : Box, Polytope, Segment, Slice or None
    """

    layers: tuple[LayerCounts, ...]
    activation_regions: int
    bounded: int
    unbounded: int
    linear_regions: int
    affine_maps: int
    target: str
    domain: Domain

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dicts, lists and numbers."""
        return {**asdict(replace(self, domain=None)), "domain": None if self.domain is None else self.domain.to_dict()}

    def __repr__(self) -> str:
        return "\n".join([*self._layer_table(), "", *self._total_table()])

    def _layer_table(self) -> Iterator[str]:
        rows = [("layer", "units", "own cells", "codes", "components", "cells 1..l")]
        for row in self.layers:
            numbers = (row.units, row.codes, row.components, row.cells)
            units, codes, components, cells = (f"{n:,}" for n in numbers)
            rows.append((row.name, units, str(row.own), codes, components, cells))
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for first, *others in rows:
            yield "  ".join([f"{first:<{wide[0]}}", *(f"{t:>{w}}" for t, w in zip(others, wide[1:], strict=True))])

    def _total_table(self) -> Iterator[str]:
        where = "R^d" if self.domain is None else str(self.domain)
        yield f"in {where}, for {self.target}:"
        for number, text in (
            (self.activation_regions, "activation regions (R2)"),
            (self.bounded, "  bounded"),
            (self.unbounded, "  unbounded"),
            (self.linear_regions, "linear regions, open and connected (R4)"),
            (self.affine_maps, "different affine maps (R6)"),
        ):
            yield f"{number:>12,}  {text}"
        yield "R1 counts lower-dimensional pattern sets too and is not less than R2; R3, the fewest convex pieces, lies"
        yield "between R4 and R2; R5, closed and connected, between R6 and R4 (Stargalla, Hertrich, Reichman, arXiv 2505.16716)"


def count_all(
    net: NetworkLike,
    domain: Domain = None,
    *,
    output: int | None = None,
    layer: int | None = None,
    own_budget: int = 20_000,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> AllCounts:
    """Count regions in every sense of the word (docs/theory.md), exactly.

    Parameters
    ----------
    net : Network, str, path, or a model
        What `count_regions` takes. All regions are listed: memory grows with their number.
    domain : Box, Polytope, Segment or Slice, optional
    output : int, optional
        The target of linear regions and affine maps is that output; by default all outputs.
    layer : int, optional
        The target is what that hidden layer hands on.
    own_budget : int
        Cells of a layer's own input space are listed up to that number where no formula gives theirs.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    AllCounts

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.zoo.load("serra-fig2")        # [4[x]_+ + 2[1-x]_+ - 3]_+
    >>> counts = sx.count_all(net)
    >>> second = counts.layers[1]
    >>> second.codes, second.components, second.cells, counts.linear_regions
    (2, 3, 5, 4)
    """
    network = as_network(net)
    if layer is not None and output is not None:
        raise InputError("output chooses one of the network's outputs; it does not go with layer")
    part = enumerate_regions(network, domain, threads=threads, progress=progress)
    return all_counts(network, part, part.facets(threads=threads), output, layer, own_budget, threads)


def all_counts(
    network: Network,
    part: Partition,
    facets: Facets,
    output: int | None = None,
    layer: int | None = None,
    own_budget: int = 20_000,
    threads: int | None = None,
) -> AllCounts:
    """The same when regions and facets are known."""
    domain = part.domain
    numbers = part.map_numbers(layer=layer, output=output)
    linear = connected(facets, numbers)
    rows: list[LayerCounts] = []
    for k in range(len(network.widths)):
        whole = k + 1 == len(network.widths)
        up_to = part if whole else enumerate_regions(network.up_to(k), domain, threads=threads)
        own = own_cells(network, k, own_budget)
        rows.append(_layer_counts(up_to, facets if whole else up_to.facets(threads=threads), k, own))
    bounded = int(part.bounded.sum())
    target = "all outputs" if output is None else f"output {output}"
    if layer is not None:
        target = f"what {network.names[layer]} hands on"
    return AllCounts(
        tuple(rows), len(part), bounded, len(part) - bounded, _distinct(linear), _distinct(numbers), target, domain
    )


def _layer_counts(part: Partition, facets: Facets, k: int, own: OwnCells) -> LayerCounts:
    """Of layer k, from the regions after it and all layers before."""
    codes = _codes(part, k)
    pieces = connected(facets, codes)
    network = part.network
    return LayerCounts(network.names[k], network.widths[k], own, _distinct(codes), _distinct(pieces), len(part))


def _codes(part: Partition, layer: int) -> NDArray[np.int64]:
    """A number for the pattern of one layer's units on each region."""
    _, codes = np.unique(part.patterns_of(layer), axis=0, return_inverse=True)
    return np.asarray(codes.ravel(), dtype=np.int64)


def _distinct(numbers: NDArray[np.int64]) -> int:
    return int(numbers.max(initial=-1)) + 1
