"""All quantities of a network on a domain, in one report."""

import math
from dataclasses import dataclass

from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network
from splinex.measures.integrate import Integral, integrate
from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant
from splinex.measures.output_range import OutputRange, output_range
from splinex.measures.region_statistics import RegionStatistics, region_statistics
from splinex.measures.stages import stages
from splinex.measures.tables import html_table, text_table
from splinex.measures.unit_states import UnitStates, unit_states
from splinex.network import Network
from splinex.progress import ProgressOption

__all__ = ["Measures", "measure"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measures:
    """What `measure` finds; prints as a few tables.

    Attributes
    ----------
    network : Network
    domain : Box, Polytope, Segment, Slice or None
    regions : RegionStatistics
    units : UnitStates
    lipschitz : tuple of LipschitzConstant
        For p = q = 1, 2 and inf.
    outputs : OutputRange
    integral : Integral or None
        None where the domain is not bounded.
    """

    network: Network
    domain: Domain
    regions: RegionStatistics
    units: UnitStates
    lipschitz: tuple[LipschitzConstant, ...]
    outputs: OutputRange
    integral: Integral | None

    def to_dict(self) -> dict[str, object]:
        """All of it as plain dicts, lists and numbers; exact numbers as strings."""
        return {
            "network": str(self.network),
            "domain": None if self.domain is None else self.domain.to_dict(),
            "regions": self.regions.to_dict(),
            "units": self.units.to_dict(),
            "lipschitz": [constant.to_dict() for constant in self.lipschitz],
            "outputs": self.outputs.to_dict(),
            "integral": None if self.integral is None else self.integral.to_dict(),
        }

    def __repr__(self) -> str:
        tables = [repr(self.regions), repr(self.units), text_table(self._constants()), text_table(self._outputs())]
        return "\n\n".join([self._title(), *tables])

    def _repr_html_(self) -> str:
        from html import escape

        tables = [self.regions._repr_html_(), self.units._repr_html_(), *map(html_table, self._tables())]
        return f"<p>{escape(self._title())}</p>{''.join(tables)}"

    def _title(self) -> str:
        return f"{self.network} in {'R^d' if self.domain is None else self.domain}"

    def _tables(self) -> list[list[list[str]]]:
        return [self._constants(), self._outputs()]

    def _constants(self) -> list[list[str]]:
        head = ["Lipschitz constant", "value", "sampled slopes", "layers' product"]
        return [
            head,
            *(
                [f"{c.p:g}-norm to {c.q:g}-norm", repr(c.value), f"{c.sampled:.6g}", f"{c.layers:.6g}"]
                for c in self.lipschitz
            ),
        ]

    def _outputs(self) -> list[list[str]]:
        means = (
            ["-"] * len(self.outputs) if self.integral is None else [f"{v:.9g}" for v in self.integral.mean.tolist()]
        )
        ends = zip(self.outputs.lower.tolist(), self.outputs.upper.tolist(), means, strict=True)
        rows = [[str(k), f"{low:.9g}", f"{high:.9g}", mean] for k, (low, high, mean) in enumerate(ends)]
        return [["output", "minimum", "maximum", "mean"], *rows]


def measure(
    net: NetworkLike, domain: Domain = None, *, threads: int | None = None, progress: ProgressOption = None
) -> Measures:
    """Region statistics, unit states, Lipschitz constants, output ranges and integrals of a network on a domain.

    Parameters
    ----------
    net, domain, threads, progress
        As for `enumerate_regions`. Each quantity has a search of its own.

    Returns
    -------
    Measures

    Raises
    ------
    InputError, MemoryLimitError
        As for `enumerate_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    >>> print(sx.measure(net, sx.Box(-1, 2)))
    Network(1 -> 2 relu -> 1) in Box(-1, 2)
    <BLANKLINE>
    of a region     mean  by volume  least  median  most
    volume           1.5     1.6667      1     1.5     2
    neighbours         1          1      1       1     1
    active units       1          1      1       1     1
    slope (2-norm)     1          1      1       1     1
    2 regions, 2 bounded, 1 facets between them
    volume 3, of which the largest tenth of the regions have 66.7 %
    one layer of hyperplanes: at most 2 neighbours in the mean
    <BLANKLINE>
    layer    units  dead  always-on  switching  constant
    layer 0      2     0          0          2         0
    all          2     0          0          2         0
    <BLANKLINE>
    Lipschitz constant    value  sampled slopes  layers' product
    1-norm to 1-norm        1.0        0.333333                2
    2-norm to 2-norm        1.0        0.333333                2
    inf-norm to inf-norm    1.0        0.333333                2
    <BLANKLINE>
    output  minimum  maximum         mean
    0             0        2  0.833333333
    """
    network = as_network(net)
    with stages(progress) as running:
        regions = region_statistics(network, domain, threads=threads, progress=running.next())
        units = unit_states(network, domain, threads=threads, progress=running.next())
        constants = tuple(
            lipschitz_constant(network, domain, p=p, q=p, threads=threads, progress=running.next())
            for p in (1, 2, math.inf)
        )
        outputs = output_range(network, domain, threads=threads, progress=running.next())
        integral = None
        if math.isfinite(regions.volume):
            integral = integrate(network, domain, threads=threads, progress=running.next())
    return Measures(network, domain, regions, units, constants, outputs, integral)
