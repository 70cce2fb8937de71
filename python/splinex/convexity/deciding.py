"""Deciding convexity: regions, facets, the sign of every jump of the gradient, and a certificate either way."""

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.certificates import triple_across
from splinex.convexity.collapsed import Collapsed, collapse
from splinex.convexity.gradient_jumps import jump_signs, jumps_of
from splinex.convexity.output_maps import OutputMaps, output_maps
from splinex.convexity.premises import premises_hold
from splinex.convexity.shared_facets import SharedFacets, has_interior, shared_facets
from splinex.convexity.verdict import ConvexityVerdict, OutputVerdict
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.partitions.partition import Partition
from splinex.partitions.whole_columns import bits_of
from splinex.progress import ProgressOption

__all__ = ["convexity_of", "never_switching", "verify_convexity"]


def never_switching(part: Partition) -> dict[tuple[int, int], int]:
    """The outputs that keep one piece on all of a domain, by (hidden layer, output), and that piece."""
    bits = bits_of(part.chunks, 0, part.network._layout.n_bits)
    always: list[bool] = (bits == 1).all(axis=0).tolist()
    never: list[bool] = (bits == 0).all(axis=0).tolist()
    result: dict[tuple[int, int], int] = {}
    start = 0
    for hidden, layer in enumerate(layer for layer in part.network.layers if not layer.affine):
        for output, size in enumerate(layer.gates[layer.units >= 0].tolist()):
            here = always[start : start + max(size, 1)]
            if size > 1 and any(here):
                result[hidden, output] = here.index(True)
            elif size == 0 and (here[0] or never[start]):
                result[hidden, output] = int(here[0])
            start += len(here)
    return result


def verify_convexity(
    net: NetworkLike,
    domain: Domain = None,
    *,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> ConvexityVerdict:
    """Decide, for every output, whether it is convex on the domain, and whether it is concave: exactly, with a proof.

    Parameters
    ----------
    net : Network, path, torch module, Keras model or fitted scikit-learn perceptron
    domain : Box, Polytope, Segment, Slice, optional
        Of full dimension; R^d by default. The answer depends on it.
    threads, progress
        As for `count_regions`, for the search for regions.

    Returns
    -------
    ConvexityVerdict

    Raises
    ------
    InputError
        As for `count_regions`, and for a domain without interior.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [1]], [0, -1]), ([[1, -1]], [0])])  # [x]_+ - [x - 1]_+
    >>> print(sx.verify_convexity(net))
    not convex on R^d: 3 regions, 2 facets
      output 0: neither; facets bend up 1, down 1; not convex at x = (3/4), y = (5/4), t = 1/2: gap 1/8 > 0
    >>> sx.verify_convexity(net, sx.Box(-5, 1)).holds
    True
    """
    network = as_network(net)
    part = enumerate_regions(network, domain, threads=threads, progress=progress)
    return convexity_of(part, threads=threads)


def convexity_of(part: Partition, *, threads: int | None = None) -> ConvexityVerdict:
    """The same for regions that are listed already: all regions of a network on a domain.

    Raises
    ------
    InputError
        When the list is truncated or a selection, or its domain has no interior.
    """
    if part.truncated or part.start or part.chosen is not None:
        raise InputError("convexity is decided by all regions, and these are only some of them")
    if not has_interior(part.domain, part.network.n_inputs):
        raise InputError(f"{part.domain} has no interior; describe it by a Slice, in coordinates of its own")
    facets, maps = shared_facets(part, threads), output_maps(part)
    signs = jump_signs(facets, maps)
    graphs = collapse(part.network), collapse(part.network, never_switching(part))
    outputs = tuple(_output_verdict(facets, maps, signs, k, *graphs) for k in range(part.network.n_outputs))
    return ConvexityVerdict(part.domain, outputs, len(part), len(facets), part, facets)


def _output_verdict(
    facets: SharedFacets, maps: OutputMaps, signs: NDArray[np.int8], k: int, graph: Collapsed, settled: Collapsed
) -> OutputVerdict:
    jumps = jumps_of(facets, signs, k)
    result = OutputVerdict(
        output=k,
        jumps=jumps,
        deck=premises_hold(graph, k, "deck"),
        sharp=premises_hold(graph, k, "sharp"),
        on_domain=premises_hold(settled, k, "sharp"),
        concave_premises=premises_hold(graph, k, "sharp", concave=True),
        not_convex=triple_across(facets, jumps.worst, maps, k, concave=False) if jumps.worst else None,
        not_concave=triple_across(facets, jumps.best, maps, k, concave=True) if jumps.best else None,
    )
    assert result.convex or not (result.sharp.holds or result.on_domain.holds), "the premises are sufficient"
    assert result.concave or not result.concave_premises.holds, "the premises are sufficient"
    return result
