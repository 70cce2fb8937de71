"""What is kept of the snapshots of a network that learns: a row of numbers for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain
from splinex.network import Network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Step", "Track"]

Counts = NDArray[np.int64]
Step = int | float | str

_SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Track:
    """The partition of a domain at each snapshot of a network; prints as a table.

    All counts are exact. Row i of every array belongs to snapshot i. Columns belong to hidden layers: what is counted are the
    codes of the units of layers 0..k on the regions of the domain, which are the activation regions after layer k. Codes are
    compared unit by unit, by index.

    Attributes
    ----------
    steps : tuple of int, float or str, (n,)
        What each snapshot is called.
    layers : tuple of str, (L,)
        Names of the hidden layers.
    widths : tuple of int, (L,)
        Their units.
    regions : ndarray of int64, (n, L)
        Activation regions after layers 0..k.
    births, deaths : ndarray of int64, (n, L)
        Codes that the snapshot before did not have, and codes that only it had. Row 0 is zero.
    points : int
        Number of the points that are followed.
    flips : ndarray of int64, (n, L)
        Pairs of a point and a unit of layer k whose piece is not what it was at the snapshot before. Row 0 is zero.
    moves : ndarray of int64, (n, L)
        Points whose code of layers 0..k is not what it was. Row 0 is zero.
    domain : Box, Polytope, Segment, Slice or None
    networks : tuple of Network
        The snapshots themselves when they are kept, for `animate`; else empty.
    """

    steps: tuple[Step, ...]
    layers: tuple[str, ...]
    widths: tuple[int, ...]
    regions: Counts
    births: Counts
    deaths: Counts
    points: int
    flips: Counts
    moves: Counts
    domain: Domain
    networks: tuple[Network, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def total(self) -> Counts:
        """Activation regions after all layers, int64 (n,)."""
        return self.regions[:, -1] if self.layers else np.ones(len(self), dtype=np.int64)

    @property
    def hamming(self) -> NDArray[np.float64]:
        """The share of the pieces of the points in each layer that changed: `flips` over points and units, float64 (n, L)."""
        return self.flips / np.maximum(self.points * np.array(self.widths, dtype=np.int64), 1)

    @property
    def titles(self) -> tuple[str, ...]:
        """Names of the layers to read, all different: a module of torch whose name is a number is called so."""
        names = [f"module {name}" if name.isdigit() else name for name in self.layers]
        alike = len(set(names)) < len(names)
        return tuple(f"{name} ({k})" if alike else name for k, name in enumerate(names))

    def columns(self) -> dict[str, NDArray[Any]]:
        """The record as columns of one length, for a table of another tool such as ``pandas.DataFrame``.

        Returns
        -------
        dict of str to ndarray, (n,)
            "step", and for each layer k "regions k", "births k", "deaths k", and "flips k", "moves k" when points are followed.
        """
        result: dict[str, NDArray[Any]] = {"step": np.array(self.steps)}
        kinds = ["regions", "births", "deaths", *(["flips", "moves"] if self.points else [])]
        for kind in kinds:
            result |= {f"{kind} {k}": getattr(self, kind)[:, k] for k in range(len(self.layers))}
        return result

    def plot(self, figure: "Figure | None" = None) -> "Figure":
        """Training curves: regions after each layer, births and deaths, and code changes of the points.

        Parameters
        ----------
        figure : matplotlib Figure, optional
            An empty one to draw on; by default a new one of pyplot.

        Raises
        ------
        InputError
            When matplotlib is missing.
        """
        from splinex.learning.curves import draw_track

        return draw_track(self, figure)

    def __repr__(self) -> str:
        table = list(self._table())
        wide = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = ["  ".join(f"{text:>{w}}" for text, w in zip(row, wide, strict=True)) for row in table]
        return "\n".join([self._summary(), *lines])

    def _repr_html_(self) -> str:
        head, *rows = self._table()
        cells = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
        titles = "".join(f"<th>{escape(text)}</th>" for text in head)
        return f"<p>{escape(self._summary())}</p><table><tr>{titles}</tr>{cells}</table>"

    def _summary(self) -> str:
        where = "R^d" if self.domain is None else str(self.domain)
        followed = f", {self.points:,} points" if self.points else ""
        return f"{len(self)} snapshots in {where}{followed}"

    def _table(self) -> Iterator[list[str]]:
        """A head and a row for each snapshot, those in the middle of many left out."""
        yield [
            "step",
            *(f"after {name}" for name in self.titles),
            *(["born", "died"] if self.layers else []),
            *([f"flips in {name}" for name in self.titles] if self.points else []),
        ]
        rows = range(len(self))
        half = _SHOWN // 2
        shown = list(rows) if len(rows) <= _SHOWN else [*rows[:half], None, *rows[-half:]]
        width = 1 + len(self.layers) * (2 if self.points else 1) + 2 * bool(self.layers)
        for i in shown:
            yield ["..."] * width if i is None else self._row(i)

    def _row(self, i: int) -> list[str]:
        last = [self.births[i, -1:], self.deaths[i, -1:]]
        numbers = [self.regions[i], *last, *([self.flips[i]] if self.points else [])]
        return [str(self.steps[i]), *(f"{n:,}" for n in np.concatenate(numbers).tolist())]
