"""What a count returns."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from splinex.domains import Domain

if TYPE_CHECKING:
    from splinex.long_runs.estimate import Estimate

__all__ = ["LayerCount", "RegionCount", "Stats"]


_WORDS = {"activation": "activation regions", "linear": "linear regions", "maps": "affine maps"}


@dataclass(frozen=True, slots=True)
class Stats:
    """How a result was reached. Counts and regions never depend on it; these numbers vary from run to run.

    Attributes
    ----------
    cuts : int
        Units found to cut a cell, by a crossing that was proven.
    free : int
        Units excluded without arithmetic beyond the signs of one row.
    float64 : int
        Units excluded by a certified float64 bound.
    exact : int
        Units decided in exact arithmetic.
    witnesses_float64, witnesses_exact : int
        Cells whose witness was certified in float64, or found in exact arithmetic.
    pivots : int
        Simplex pivots.
    exact_lps : int
        Linear programs solved in exact arithmetic.
    seconds : float
        Wall time in the core.
    threads : int
        Threads allowed.
    instruction_set : str
        Which compiled kernels ran.
    """

    cuts: int
    free: int
    float64: int
    exact: int
    witnesses_float64: int
    witnesses_exact: int
    pivots: int
    exact_lps: int
    seconds: float
    threads: int
    instruction_set: str

    @classmethod
    def of(cls, counters: Mapping[str, int], seconds: float, threads: int, instruction_set: str) -> "Stats":
        """From the counters of the core."""
        return cls(
            cuts=counters["cuts"],
            free=counters["free"],
            float64=counters["float"],
            exact=counters["exact"],
            witnesses_float64=counters["witnesses_float"],
            witnesses_exact=counters["witnesses_exact"],
            pivots=counters["pivots"],
            exact_lps=counters["exact_lps"],
            seconds=seconds,
            threads=threads,
            instruction_set=instruction_set,
        )

    def __str__(self) -> str:
        return (
            f"decisions: {self.cuts:,} cuts, {self.free:,} free, {self.float64:,} float64, {self.exact:,} exact\n"
            f"witnesses: {self.witnesses_float64:,} float64, {self.witnesses_exact:,} exact\n"
            f"{self.seconds:.3g} s, threads: {self.threads}, {self.instruction_set}"
        )


@dataclass(frozen=True, slots=True)
class LayerCount:
    """One row of the table: a hidden layer, its units, and the regions after it and all layers before."""

    name: str
    units: int
    regions: int


@dataclass(frozen=True, slots=True, repr=False)
class RegionCount:
    """The number of activation regions of a network; prints as a small table.

    Attributes
    ----------
    total : int
        Regions after all layers; 1 for a network with no hidden layer.
    layers : tuple of LayerCount
        Regions after layers 0..k, for every hidden layer k.
    stats : Stats
        Decisions by stage, time, threads.
    truncated : bool
        Whether `max_regions` or `max_seconds` stopped the search: `total` and `layers` then describe the regions before the
        stop. They are lower bounds that are certain.
    domain : Box, Polytope, Segment, Slice or None
        Where regions were counted.
    kind : {"activation", "linear", "maps"}
        What `total` counts; `layers` are always activation regions.
    estimate : Estimate or None
        After `max_seconds`: how many there are likely to be in all, where that can be told in two seconds.
    """

    total: int
    layers: tuple[LayerCount, ...]
    stats: Stats
    truncated: bool
    domain: Domain
    kind: str = "activation"
    estimate: "Estimate | None" = None

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dicts, lists and numbers."""
        return {
            "counted": self.kind,
            "total": self.total,
            "layers": [asdict(layer) for layer in self.layers],
            "stats": asdict(self.stats),
            "truncated": self.truncated,
            "domain": None if self.domain is None else self.domain.to_dict(),
        } | ({} if self.estimate is None else {"estimate": asdict(self.estimate)})

    def __repr__(self) -> str:
        rows = [
            ("layer", "units", "regions"),
            *((row.name, f"{row.units:,}", f"{row.regions:,}") for row in self.layers),
        ]
        wide = [max(len(row[column]) for row in rows) for column in range(3)]
        table = "\n".join(
            f"{name:<{wide[0]}}  {units:>{wide[1]}}  {regions:>{wide[2]}}" for name, units, regions in rows
        )
        return f"{table}\n{self._summary()}\n{self.stats}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(row.name)}</td><td>{row.units:,}</td><td>{row.regions:,}</td></tr>" for row in self.layers
        )
        notes = "<br>".join(escape(line) for line in (self._summary(), *str(self.stats).splitlines()))
        return f"<table><tr><th>layer</th><th>units</th><th>regions</th></tr>{rows}</table><p>{notes}</p>"

    def _summary(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        cut = " (truncated: there are more)" if self.truncated else ""
        if self.estimate is not None:
            cut = f" (truncated: {self.estimate} in all)"
        return f"{self.total:,} {_WORDS[self.kind]} in {where}{cut}"
