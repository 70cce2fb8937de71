"""What a report says, before it is written."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from splinex.domains import Domain
from splinex.info import NetworkInfo
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.results import RegionCount

if TYPE_CHECKING:
    from splinex.count_all import AllCounts
    from splinex.measures.measure import Measures
    from splinex.theorems import TheoremReport

__all__ = ["Findings", "LayerRow", "Picture", "Stage"]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A hidden layer: its name and units, the regions after it, whether there are more, and the least upper bound on those."""

    name: str
    units: int
    regions: int
    more: bool
    bound: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A partition to draw.

    Attributes
    ----------
    title : str
    part : Partition
    decision : bool
        Whether its last layer is the argmax of the outputs.
    """

    title: str
    part: Partition
    decision: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Partitions of a plane or a line, from the first layer's to that of all.

    Attributes
    ----------
    stages : tuple of Stage
    domain : Box, Polytope, Segment, Slice or None
        What is drawn, of one or two coordinates.
    caption : str
        What it is in words.
    labels : tuple of str
        Names of the coordinates; empty for the usual ones.
    """

    stages: tuple[Stage, ...]
    domain: Domain
    caption: str
    labels: tuple[str, ...] = ()

    @property
    def main(self) -> int:
        """The stage that is shown at first: all units, without the decision."""
        return max(k for k, stage in enumerate(self.stages) if not stage.decision)


@dataclass(slots=True)
class Findings:
    """Everything that is known when the searches have ended; what is missing has its reason in `omitted`.

    Attributes
    ----------
    network : Network
    domain : Box, Polytope, Segment, Slice or None
    info : NetworkInfo
    count : RegionCount
        Truncated when there was no time for it.
    layers : list of LayerRow
    part : Partition or None
        All regions, when they are few.
    counts : AllCounts or None
    theorems : TheoremReport or None
    measures : Measures or None
    picture : Picture or None
    omitted : list of (str, str)
        What was left out, and why.
    """

    network: Network
    domain: Domain
    info: NetworkInfo
    count: RegionCount
    layers: list[LayerRow] = field(default_factory=list)
    part: Partition | None = None
    counts: "AllCounts | None" = None
    theorems: "TheoremReport | None" = None
    measures: "Measures | None" = None
    picture: Picture | None = None
    omitted: list[tuple[str, str]] = field(default_factory=list)
