"""What is true of the convexity of outputs on a domain, and what proves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from splinex.convexity.certificates import Triple, plain_domain, plain_network
from splinex.convexity.facet_certificate import facet_certificate
from splinex.convexity.gradient_jumps import Jumps
from splinex.convexity.max_affine import max_affine_form
from splinex.convexity.premises import Premises
from splinex.convexity.shared_facets import SharedFacets
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.partitions.partition import Partition
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["ConvexityVerdict", "OutputVerdict"]


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
