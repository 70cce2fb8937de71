"""Statements of the slides "Mad Max" that can be checked on one network, each with a verdict and what shows it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.convexity import convexity_of
from splinex.convexity.verdict import ConvexityVerdict
from splinex.count_all import AllCounts, all_counts
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.info import network_info, rounded
from splinex.partitions.facets import Facets
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from splinex.nn.recurrent import RNN

__all__ = ["Statement", "TheoremReport", "verify_theorems"]

_SAMPLE = 200
_SITES = 2000
_HOLDS, _FAILS, _OPEN = "holds", "FAILS", "not shown"


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the table.

    Attributes
    ----------
    slides : str
    text : str
    verdict : {"holds", "FAILS", "not shown"}
        "not shown" where the network gives no example, or where a check would be too large.
    evidence : str
    """

    slides: str
    text: str
    verdict: str
    evidence: str


@dataclass(frozen=True, slots=True, repr=False)
class TheoremReport:
    """All statements; prints as a table.

    Attributes
    ----------
    network : str
    domain : Box, Polytope, Segment, Slice or None
    statements : tuple of Statement
    """

    network: str
    domain: Domain
    statements: tuple[Statement, ...]

    @property
    def holds(self) -> bool:
        """Whether no statement fails."""
        return all(statement.verdict != _FAILS for statement in self.statements)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dicts, lists and words."""
        where = None if self.domain is None else self.domain.to_dict()
        rows = [asdict(statement) for statement in self.statements]
        return {"network": self.network, "domain": where, "holds": self.holds, "statements": rows}

    def __repr__(self) -> str:
        wide = max(len(statement.slides) for statement in self.statements)
        lines = [f"{self.network} on {'R^d' if self.domain is None else self.domain}"]
        for statement in self.statements:
            lines.append(f"{statement.slides:<{wide}}  {statement.verdict:<9}  {statement.text}")
            lines.append(f"{'':<{wide}}  {'':<9}    {statement.evidence}")
        return "\n".join(lines)


def verify_theorems(
    net: NetworkLike,
    domain: Domain = None,
    *,
    rnn: "RNN | None" = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> TheoremReport:
    """Check the statements of the slides on a network, exactly.

    Parameters
    ----------
    net : Network, str, path, or a model
        What `count_regions` takes. All regions are listed.
    domain : Box, Polytope, Segment or Slice, optional
        With interior points; a `Slice` has coordinates of its own.
    rnn : splinex.nn.RNN, optional
        What the network is the unrolled form of: the closed form of its hidden states is checked too.
    threads, progress
        As for `count_regions`.

    Raises
    ------
    InputError
        As `count_regions`, and for domains without interior.

    Examples
    --------
    >>> import splinex as sx
    >>> report = sx.verify_theorems(sx.zoo.load("serra-fig2"))
    >>> report.holds, len(report.statements)
    (True, 7)
    """
    network = as_network(net)
    part = enumerate_regions(network, domain, threads=threads, progress=progress)
    facets = part.facets(threads=threads)
    counts = all_counts(network, part, facets, threads=threads)
    verdict = _verdict(part)
    statements: tuple[Statement, ...] = (
        _composition(part),
        _affine_and_continuous(verdict),
        _two_cells(facets),
        _power_diagram(part),
        _alone(counts),
        _convexity(verdict),
        _order(part, counts),
    )
    if rnn is not None:
        statements = (*statements, _recurrent(part, rnn))
    return TheoremReport(str(network), domain, statements)


def _sample(part: Partition) -> Iterator[tuple[Any, tuple[Fraction, ...]]]:
    for i in np.linspace(0, len(part) - 1, min(len(part), _SAMPLE)).astype(int).tolist():
        yield part[i], part[i].witness()


def _composition(part: Partition) -> Statement:
    text = "the network is a composition of max-affine spline operators"
    try:
        operators = part.network.as_masos()
    except InputError as error:
        return Statement("14-18", text, _OPEN, str(error))
    right = n = 0
    for region, point in _sample(part):
        value = point
        for operator in operators:
            value = operator.value(value)
        rows, below = region.affine_map().exact()
        n += 1
        right += value == tuple(
            sum((a * x for a, x in zip(row, point, strict=True)), b) for row, b in zip(rows, below, strict=True)
        )
    shapes = ", ".join(f"{m.n_outputs} x {m.n_pieces} x {m.n_inputs}" for m in operators)
    evidence = f"tensors (K x R x D) {shapes}: equal to the region's affine map at {right} of {n} rational points"
    return Statement("14-18", text, _HOLDS if right == n else _FAILS, evidence)


def _verdict(part: Partition) -> ConvexityVerdict | str:
    """The verdict on convexity, which compares the two maps at every shared facet; or what it says where they differ."""
    try:
        return convexity_of(part)
    except AssertionError as error:
        return str(error)


def _affine_and_continuous(verdict: ConvexityVerdict | str) -> Statement:
    text = "it is affine on every region and continuous"
    if isinstance(verdict, str):
        return Statement("18, 29-30", text, _FAILS, verdict)
    evidence = f"{verdict.regions:,} regions; their affine maps agree on all {verdict.facets:,} facets that two share"
    return Statement("18, 29-30", text, _HOLDS, evidence)


def _two_cells(facets: Facets) -> Statement:
    interior = ~facets.on_boundary
    paired = int((facets.opposite()[interior] >= 0).sum())
    evidence = (
        f"{paired // 2:,} interior facets, each seen from two regions; {int((~interior).sum()):,} on the boundary"
    )
    right = paired == int(interior.sum())
    text = "the regions tile the domain: every interior facet has two cells"
    return Statement("20-27", text, _HOLDS if right else _FAILS, evidence)


def _power_diagram(part: Partition) -> Statement:
    text = "the first layer's partition is a power diagram"
    if not part.network.widths:
        return Statement("20, 39", text, _OPEN, "there are no units")
    codes, first = np.unique(part.patterns_of(0), axis=0, return_index=True)
    if len(codes) > _SITES:
        return Statement("20, 39", text, _OPEN, f"{len(codes):,} cells are too many for a table of sites")
    try:
        diagram = part.network.as_maso(0).power_diagram()
    except InputError as error:
        return Statement("20, 39", text, _OPEN, str(error))
    sites = set(diagram.codes([part[int(i)].witness() for i in first]).tolist())
    evidence = (
        f"{len(codes)} cells meet the domain and have {len(sites)} different nearest sites of {len(diagram.sites)}"
    )
    return Statement("20, 39", text, _HOLDS if len(sites) == len(codes) else _FAILS, evidence)


def _alone(counts: AllCounts) -> Statement:
    text = "joint cells are convex; a deeper layer alone may cut the input into sets that are not"
    for layer in counts.layers[1:]:
        if layer.codes < layer.components:
            sets = f"{layer.codes:,} codes in {layer.components:,} connected sets"
            evidence = f"{layer.name} alone: {sets}, so the set of some code is not convex"
            return Statement("21-27", text, _HOLDS, evidence)
    return Statement("21-27", text, _OPEN, "no layer of this network has a code whose set is disconnected")


def _convexity(verdict: ConvexityVerdict | str) -> Statement:
    text = "nonnegative later weights and nondecreasing units make an output convex (sufficient; not necessary)"
    if isinstance(verdict, str):
        return Statement("19", text, _OPEN, verdict)
    signs = [output.output for output in verdict if output.sharp.holds]
    convex = [output.output for output in verdict if output.convex]
    wrong = sorted(set(signs) - set(convex))
    beyond = len(set(convex) - set(signs))
    outputs = f"{len(signs)} of {len(verdict)} outputs"
    evidence = f"premises hold for {outputs}; {len(convex)} are convex, {beyond} of these without the premises"
    if wrong:
        evidence = f"the premises hold for outputs {wrong}, which are not convex"
    return Statement("19", text, _FAILS if wrong else _HOLDS, evidence)


def _recurrent(part: Partition, rnn: "RNN") -> Statement:
    from splinex.rnn_formula import RecurrentForm

    form = RecurrentForm(rnn)
    agree = [form.agrees(region) for region, _ in _sample(part)]
    evidence = f"h^T = sum_s A_(s:T) D^s (W x^s + b) + A_(0:T) h^0, exactly, on {sum(agree)} of {len(agree)} regions"
    return Statement(
        "39", "a recurrent network unrolled has the closed form", _HOLDS if all(agree) else _FAILS, evidence
    )


def _order(part: Partition, counts: AllCounts) -> Statement:
    bound = network_info(part.network).upper.best  # on all of R^d
    numbers = (counts.affine_maps, counts.linear_regions, counts.activation_regions, bound)
    evidence = " <= ".join(map(rounded, numbers))
    right = all(a <= b for a, b in pairwise(numbers))
    text = "affine maps <= linear regions <= activation regions <= bound of the literature"
    return Statement("21-27", text, _HOLDS if right else _FAILS, evidence)
