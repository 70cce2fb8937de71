"""Which regions of a partition have the same affine map, and which of those hang together."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.errors import InputError
from splinex.network import Network
from splinex.options import check_index
from splinex.progress import ProgressOption
from splinex.restriction import core_domain

if TYPE_CHECKING:
    from splinex.partitions.facets import Facets
    from splinex.partitions.partition import Partition

__all__ = ["connected", "first_bits", "linear_regions", "number_maps"]

Numbers = NDArray[np.int64]


def number_maps(part: "Partition", layer: int | None, output: int | None) -> Numbers:
    """A number for each region, the same where the affine map is; see `Partition.map_numbers`."""
    if layer is not None and output is not None:
        raise InputError("output chooses one of the network's outputs; it does not go with layer")
    network = part.network if layer is None else part.network.up_to(layer)
    chosen = [] if output is None else [check_index("output", output, network.n_outputs)]
    low, high, constraints = core_domain(part.domain, network.n_inputs)
    return _core.number_maps(
        network._exact, low, high, constraints, first_bits(part, network), len(network.widths), chosen, None
    )


def first_bits(part: "Partition", network: Network) -> NDArray[np.uint8]:
    """The patterns of the network's layers, which are the first ones of the partition's."""
    n = network._layout.n_bits
    packed = np.concatenate([np.empty((0, (n + 7) // 8), np.uint8), *(rows[:, : (n + 7) // 8] for rows in part.packed)])
    if n % 8:
        packed[:, -1] &= (1 << n % 8) - 1
    return packed


def connected(facets: "Facets", numbers: Numbers) -> Numbers:
    """Components of the regions that share facets and have the same number: int64 (n,), from 0."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n = len(numbers)
    same = facets.neighbour >= 0
    same &= numbers[facets.region] == numbers[np.maximum(facets.neighbour, 0)]
    pairs = facets.region[same], facets.neighbour[same]
    graph = csr_array((np.ones(len(pairs[0]), dtype=np.bool_), pairs), shape=(n, n))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def linear_regions(part: "Partition", layer: int | None, output: int | None, progress: ProgressOption) -> Numbers:
    """See `Partition.linear_regions`."""
    return connected(part.facets(progress=progress), number_maps(part, layer, output))
