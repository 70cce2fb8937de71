"""Is an output of a network convex on a domain? The exact answer, with a proof either way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from splinex.convexity.certificates import Triple, triple_across
from splinex.convexity.collapsed import collapse
from splinex.convexity.facet_pairs import facet_pairs, has_interior, output_rows
from splinex.convexity.gradient_jumps import Jumps, jumps_over
from splinex.convexity.premises import Premises, premises_hold
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["ConvexityVerdict", "OutputVerdict", "verify_convexity"]


@dataclass(frozen=True, slots=True)
class OutputVerdict:
    """What is true of one output.

    Attributes
    ----------
    output : int
    jumps : Jumps
        The signs of its gradient jumps over all facets.
    deck, sharp : Premises
        Whether the premises of the theorem hold; they are sufficient for convexity, not necessary.
    concave_premises : Premises
        The sharp premises of the negated output.
    not_convex, not_concave : Triple or None
        A refutation, exactly where there is one.
    """

    output: int
    jumps: Jumps
    deck: Premises
    sharp: Premises
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

    def __str__(self) -> str:
        kind = "affine" if self.affine else "convex" if self.convex else "concave" if self.concave else "neither"
        text = f"output {self.output}: {kind}; facets bend up {self.jumps.rising}, down {self.jumps.falling}"
        if self.not_convex is not None:
            return f"{text}; not convex at {self.not_convex}"
        return f"{text}; premises {'hold' if self.sharp.holds else 'fail, but are not necessary'}"


@dataclass(frozen=True, slots=True)
class ConvexityVerdict:
    """What is true of every output; `holds` says whether all are convex.

    Attributes
    ----------
    domain : Box, Polytope, Segment, Slice or None
    outputs : tuple of OutputVerdict
    regions, facets : int
        Activation regions on the domain, and facets that two of them share.
    """

    domain: Domain
    outputs: tuple[OutputVerdict, ...]
    regions: int
    facets: int
    partition: Partition = field(repr=False)

    @property
    def holds(self) -> bool:
        """Whether every output is convex on the domain."""
        return all(output.convex for output in self.outputs)

    @property
    def concave(self) -> bool:
        """Whether every output is concave on the domain."""
        return all(output.concave for output in self.outputs)

    def __bool__(self) -> bool:
        return self.holds

    def __len__(self) -> int:
        return len(self.outputs)

    def __getitem__(self, output: int) -> OutputVerdict:
        return self.outputs[output]

    def __iter__(self) -> Iterator[OutputVerdict]:
        return iter(self.outputs)

    def __str__(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        head = "convex" if self.holds else "not convex"
        lines = [f"{head} on {where}: {self.regions:,} regions, {self.facets:,} facets", *map(str, self.outputs)]
        return "\n  ".join(lines)


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
      output 0: neither; facets bend up 1, down 1; not convex at x = (1/2,), y = (3/2,), t = 1/2: gap 1/4 > 0
    >>> sx.verify_convexity(net, sx.Box(-5, 1)).holds
    True
    """
    network = as_network(net)
    part = enumerate_regions(network, domain, threads=threads, progress=progress)
    if not has_interior(part):
        raise InputError(f"{domain} has no interior; describe it by a Slice, in coordinates of its own")
    maps = output_rows(part)
    facets = list(facet_pairs(part))
    collapsed = collapse(network)
    verdicts = []
    for jumps in jumps_over(facets, maps, range(network.n_outputs)):
        k = jumps.output
        verdicts.append(
            OutputVerdict(
                k,
                jumps,
                premises_hold(collapsed, k, "deck"),
                premises_hold(collapsed, k, "sharp"),
                premises_hold(collapsed, k, "sharp", concave=True),
                triple_across(part, jumps.worst, maps, k, False) if jumps.worst else None,
                triple_across(part, jumps.best, maps, k, True) if jumps.best else None,
            )
        )
        assert verdicts[-1].convex or not verdicts[-1].sharp.holds, "the premises are sufficient"
    return ConvexityVerdict(domain, tuple(verdicts), len(part), len(facets), part)
