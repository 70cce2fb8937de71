"""What the regions of a network are like on the average, one by one and by volume."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.formats import NetworkLike
from splinex.measures.blocks import blocks
from splinex.measures.directions import directions_of
from splinex.measures.norm_bounds import NormBounds
from splinex.measures.operator_norm import OperatorNorm
from splinex.measures.tables import html_table, text_table
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["Distribution", "RegionStatistics", "region_statistics"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A quantity of regions, in float64.

    Attributes
    ----------
    mean : float
        Each region counts the same.
    by_volume : float
        The mean over the domain: regions count by their volumes. NaN where the domain is not bounded.
    least, median, most : float
    """

    mean: float
    by_volume: float
    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Floats, volumes: Floats) -> "Distribution":
        """Of one value for each region."""
        with np.errstate(all="ignore"):
            total = float(volumes.sum())
            weighted = float(values @ volumes) / total if 0 < total < math.inf else math.nan
            ends = float(values.min()), float(np.median(values)), float(values.max())
            return cls(float(values.mean()), weighted, *ends)

    def to_dict(self) -> dict[str, float | None]:
        """All of it; None for NaN."""
        names = ("mean", "by_volume", "least", "median", "most")
        return {name: None if math.isnan(getattr(self, name)) else getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, repr=False)
class RegionStatistics:
    """Statistics of all regions; prints as a table.

    Attributes
    ----------
    regions, bounded_regions : int
        How many there are, and how many of them are bounded: exact.
    interior_facets : int
        Facets between two regions: exact.
    neighbour_bound : int or None
        For one hidden layer of ReLUs 2 d, which the mean number of neighbours does not exceed; None for other networks, for
        which that is no theorem.
    volume : float
        Of the domain; infinite where it is not bounded.
    volumes : Distribution
        Sizes of regions.
    neighbours : Distribution
        Regions that share a facet with a region.
    active : Distribution
        ReLUs that are on, and other units that are in another piece than their lowest.
    slopes : Distribution
        Spectral norms of the outputs' slopes.
    largest_tenth : float
        The share of the domain's volume that the largest tenth of the regions have; NaN where the domain is not bounded.
    """

    regions: int
    bounded_regions: int
    interior_facets: int
    neighbour_bound: int | None
    volume: float
    volumes: Distribution
    neighbours: Distribution
    active: Distribution
    slopes: Distribution
    largest_tenth: float

    @property
    def mean_neighbours(self) -> Fraction:
        """The mean number of neighbours, exactly."""
        return Fraction(2 * self.interior_facets, self.regions)

    def to_dict(self) -> dict[str, object]:
        """All of it, with None for NaN."""
        tenth = None if math.isnan(self.largest_tenth) else self.largest_tenth
        numbers = {
            name: getattr(self, name) for name in ("regions", "bounded_regions", "interior_facets", "neighbour_bound")
        }
        kinds = {name: getattr(self, name).to_dict() for name in _KINDS}
        return {**numbers, "volume": self.volume, **kinds, "largest_tenth": tenth}

    def __repr__(self) -> str:
        return "\n".join([text_table(self._rows()), *self._notes()])

    def _repr_html_(self) -> str:
        return f"{html_table(self._rows())}<p>{'<br>'.join(self._notes())}</p>"

    def _rows(self) -> list[list[str]]:
        rows = [["of a region", "mean", "by volume", "least", "median", "most"]]
        for name, what in _KINDS.items():
            kind: Distribution = getattr(self, name)
            numbers = (kind.mean, kind.by_volume, kind.least, kind.median, kind.most)
            rows.append([what, *("-" if math.isnan(v) else f"{v:.5g}" for v in numbers)])
        return rows

    def _notes(self) -> list[str]:
        text = (
            f"{self.regions:,} regions, {self.bounded_regions:,} bounded, {self.interior_facets:,} facets between them"
        )
        notes = [text]
        if math.isfinite(self.volume):
            share = f"{100 * self.largest_tenth:.3g} %"
            notes.append(f"volume {self.volume:.6g}, of which the largest tenth of the regions have {share}")
        if self.neighbour_bound is not None:
            notes.append(f"one layer of hyperplanes: at most {self.neighbour_bound} neighbours in the mean")
        return notes


_KINDS = {"volumes": "volume", "neighbours": "neighbours", "active": "active units", "slopes": "slope (2-norm)"}


def region_statistics(
    net: NetworkLike, domain: Domain = None, *, threads: int | None = None, progress: ProgressOption = None
) -> RegionStatistics:
    """Sizes, neighbours, active units and slopes of all regions.

    Counts are exact. The rest is float64 arithmetic on correctly rounded vertices and maps.

    Parameters
    ----------
    net, domain, threads, progress
        As for `enumerate_regions`.

    Returns
    -------
    RegionStatistics

    Raises
    ------
    InputError, MemoryLimitError
        As for `enumerate_regions`.

    Notes
    -----
    In an arrangement of hyperplanes regions have at most 2 d facets in the mean (Fukuda, Saito, Tamura & Tokuyama, "Bounding
    the number of k-faces in arrangements of hyperplanes", 1991), and so at most 2 d neighbours, in any convex domain. In
    general position it is a count: by Zaslavsky every flat that meets the domain stands for one region, and one of
    codimension j <= d for j facets between regions. The hyperplanes of deeper layers bend, and the theorem is silent on
    them.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.region_statistics(sx.arrangement([[1, 0], [0, 1]], [0, 0.5]), sx.Box(-1, 1))
    of a region     mean  by volume  least  median  most
    volume             1       1.25    0.5       1   1.5
    neighbours         2          2      2       2     2
    active units       1       1.25      0       1     2
    slope (2-norm)  0.75      0.875      0       1     1
    4 regions, 4 bounded, 4 facets between them
    volume 4, of which the largest tenth of the regions have 37.5 %
    one layer of hyperplanes: at most 4 neighbours in the mean
    """
    part = enumerate_regions(net, domain, threads=threads, progress=progress)
    geometry = part.geometry(threads=threads)
    volumes = geometry.volumes
    total = math.fsum(volumes.tolist()) if np.isfinite(volumes).all() else math.inf
    counts = geometry.neighbours.counts
    neighbours = Distribution.of(counts.astype(np.float64), volumes)
    active, slopes = Distribution.of(_active(part), volumes), Distribution.of(_slopes(part), volumes)
    tenth = np.sort(volumes)[-max(1, len(part) // 10) :]
    share = math.fsum(tenth.tolist()) / total if 0 < total < math.inf else math.nan
    sizes = Distribution.of(volumes, volumes)
    numbers = len(part), int(geometry.bounded.sum()), int(counts.sum()) // 2, _bound(part), total
    return RegionStatistics(*numbers, sizes, neighbours, active, slopes, share)


def _active(part: Partition) -> Floats:
    counts = [(part.patterns_of(layer) > 0).sum(axis=1) for layer in range(len(part.network.widths))]
    return np.asarray(sum(counts, np.zeros(len(part))), dtype=np.float64)


def _slopes(part: Partition) -> Floats:
    norm = OperatorNorm(2, 2, directions_of(part.network, part.domain), part.network.n_outputs)
    bounds, entries = NormBounds(norm), part.network.n_outputs * (part.network.n_inputs + 1)
    return np.concatenate([bounds.estimates(block.affine_maps()[0]) for block in blocks(part, entries)])


def _bound(part: Partition) -> int | None:
    hidden = [layer for layer in part.network.layers if not layer.affine]
    if len(hidden) != 1 or hidden[0].gates[hidden[0].units >= 0].any():
        return None
    return 2 * directions_of(part.network, part.domain).k
