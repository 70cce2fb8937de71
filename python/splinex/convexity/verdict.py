"""Is an output of a network convex on a domain? The exact answer, with a proof either way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.certificates import Triple, plain_domain, plain_network, triple_across
from splinex.convexity.collapsed import Collapsed, collapse
from splinex.convexity.facet_certificate import facet_certificate
from splinex.convexity.gradient_jumps import Jumps, jump_signs, jumps_of
from splinex.convexity.max_affine import max_affine_form
from splinex.convexity.output_maps import OutputMaps, output_maps
from splinex.convexity.premises import Premises, premises_hold
from splinex.convexity.shared_facets import SharedFacets, has_interior, shared_facets
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["ConvexityVerdict", "OutputVerdict", "convexity_of", "verify_convexity"]


@dataclass(frozen=True, slots=True, repr=False)
class OutputVerdict:
    """What is true of one output.

    Attributes
    ----------
    output : int
    jumps : Jumps
        The signs of its gradient jumps over all facets.
    deck, sharp : Premises
        Whether the premises of the theorem hold; they are sufficient for convexity, not necessary.
    on_domain : Premises
        The sharp premises once units that never switch on the domain are taken as the affine functions that they are there.
    concave_premises : Premises
        The sharp premises of the negated output.
    not_convex, not_concave : Triple or None
        A refutation, exactly where there is one.
    """

    output: int
    jumps: Jumps
    deck: Premises
    sharp: Premises
    on_domain: Premises
    concave_premises: Premises
    not_convex: Triple | None
    not_concave: Triple | None

    @property
    def convex(self) -> bool:
        """Whether the output is convex on the domain."""
        return not self.jumps.falling

    @property
    def concave(self) -> bool:
        """Whether the output is concave on the domain."""
        return not self.jumps.rising

    @property
    def affine(self) -> bool:
        """Whether it is both."""
        return self.convex and self.concave

    def __repr__(self) -> str:
        return f"OutputVerdict({self.output}: {self.kind})"

    @property
    def kind(self) -> str:
        """In one word: affine, convex, concave or neither."""
        return "affine" if self.affine else "convex" if self.convex else "concave" if self.concave else "neither"

    def __str__(self) -> str:
        text = f"output {self.output}: {self.kind}; facets bend up {self.jumps.rising}, down {self.jumps.falling}"
        if self.not_convex is not None:
            return f"{text}; not convex at {self.not_convex}"
        return f"{text}; premises {'hold' if self.sharp.holds else 'fail, but are not necessary'}"


@dataclass(frozen=True, slots=True, repr=False)
class ConvexityVerdict:
    """What is true of every output; `holds` says whether all are convex.

    Attributes
    ----------
    domain : Box, Polytope, Segment, Slice or None
    outputs : tuple of OutputVerdict
    regions, facets : int
        Activation regions on the domain, and facets that two of them share.
    partition : Partition
    shared_facets : SharedFacets
    """

    domain: Domain
    outputs: tuple[OutputVerdict, ...]
    regions: int
    facets: int
    partition: Partition
    shared_facets: SharedFacets

    @property
    def holds(self) -> bool:
        """Whether every output is convex on the domain."""
        return all(output.convex for output in self.outputs)

    @property
    def concave(self) -> bool:
        """Whether every output is concave on the domain."""
        return all(output.concave for output in self.outputs)

    def certificate(self, output: int, *, concave: bool = False, by: str | None = None) -> dict[str, Any]:
        """What proves the verdict on an output, as JSON for `splinex.convexity.checker`.

        Parameters
        ----------
        output : int
        concave : bool
            Prove or refute that it is concave instead.
        by : "signs" or "facets", optional
            How convexity is proven. By default by the signs of the weights where the premises hold, otherwise by the list of
            all facets with the proof that it is complete.

        Raises
        ------
        InputError
            For another proof, and for one by signs where the premises fail.
        """
        found = self.outputs[output]
        triple = found.not_concave if concave else found.not_convex
        premises = found.concave_premises if concave else found.sharp
        if by not in (None, "signs", "facets"):
            raise InputError(f"by must be 'signs' or 'facets', not {by!r}")
        if triple is not None:
            return triple.to_dict()
        if by == "signs" and not premises.holds:
            raise InputError(f"there is no proof by signs: {premises}")
        if by == "facets" or not premises.holds:
            return facet_certificate(self.shared_facets, output, concave)
        network = self.partition.network
        return {
            "claim": f"{'concave' if concave else 'convex'} by signs",
            "output": output,
            "domain": plain_domain(self.domain, network.n_inputs),
            "network": plain_network(network),
        }

    def max_affine(self, output: int) -> MaxAffineSpline:
        """A convex output as a maximum of affine pieces, which it is on the domain: one piece for each linear region.

        They are distinct, none can be left out, and that each is the largest on its regions is checked at a point inside them.

        Raises
        ------
        InputError
            When the output is not convex.
        """
        if not self.outputs[output].convex:
            raise InputError(f"output {output} is not convex on the domain: {self.outputs[output].not_convex}")
        return max_affine_form(self.partition, output)

    def __bool__(self) -> bool:
        return self.holds

    def __len__(self) -> int:
        return len(self.outputs)

    def __getitem__(self, output: int) -> OutputVerdict:
        return self.outputs[output]

    def __iter__(self) -> Iterator[OutputVerdict]:
        return iter(self.outputs)

    def __repr__(self) -> str:
        return f"ConvexityVerdict({', '.join(output.kind for output in self.outputs)})"

    def __str__(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        head = "convex" if self.holds else "not convex"
        numbers = ((self.regions, "region"), (self.facets, "facet"))
        counted = ", ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in numbers)
        return "\n  ".join([f"{head} on {where}: {counted}", *map(str, self.outputs)])


def never_switching(part: Partition) -> dict[tuple[int, int], int]:
    """The outputs that keep one piece on all of a domain, by (hidden layer, output), and that piece."""
    bits = part._bits(0, part.network._layout.n_bits)
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
