"""Training curves of a `Track`, with matplotlib."""

from typing import TYPE_CHECKING

import numpy as np

from splinex.errors import InputError
from splinex.learning.record import Track

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_track"]

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, which colour-blind readers can tell apart."""
_MARKED_UP_TO = 40


def draw_track(record: Track, figure: "Figure | None") -> "Figure":
    """Two panels, or three when points are followed."""
    panels = 3 if record.points else 2
    if figure is None:
        try:
            from matplotlib import pyplot
        except ImportError:
            raise InputError("pictures need matplotlib: pip install splinex[plot]") from None
        figure = pyplot.figure(figsize=(7, 2.4 * panels), layout="constrained")
    axes = figure.subplots(panels, 1, sharex=True)
    _draw_counts(axes[0], record)
    _draw_turnover(axes[1], record)
    if record.points:
        _draw_changes(axes[2], record)
    axes[-1].set_xlabel("step")
    return figure


def _places(record: Track) -> list[float]:
    """Where the snapshots are on the axis: at their steps if all are numbers, else one after the other."""
    numbers = [step for step in record.steps if not isinstance(step, str)]
    return [float(n) for n in numbers] if len(numbers) == len(record) else [float(i) for i in range(len(record))]


def _lines(ax: "Axes", record: Track, values: object, labels: list[str]) -> None:
    marker = "o" if len(record) <= _MARKED_UP_TO else ""
    for k, (label, column) in enumerate(zip(labels, np.asarray(values).T, strict=True)):
        colour = _COLOURS[k % len(_COLOURS)]
        ax.plot(_places(record), column, marker=marker, markersize=3, linewidth=1.4, color=colour, label=label)
    if labels:
        ax.legend(fontsize="small", frameon=False)
    if any(isinstance(step, str) for step in record.steps):
        ax.set_xticks(_places(record), [str(step) for step in record.steps], rotation=30, ha="right")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", linewidth=0.4, alpha=0.5)


def _draw_counts(ax: "Axes", record: Track) -> None:
    if record.layers:
        _lines(ax, record, record.regions, [f"after {name}" for name in record.titles])
    else:
        _lines(ax, record, record.total[:, None], ["no units"])
    ax.set_ylabel("regions")
    ax.set_ylim(bottom=0)


def _draw_turnover(ax: "Axes", record: Track) -> None:
    """Births upwards, deaths downwards, of the regions after all layers."""
    places, born, died = _places(record), record.births[:, -1:].ravel(), record.deaths[:, -1:].ravel()
    if len(born):
        ax.vlines(places, 0, born, color=_COLOURS[2], linewidth=2.5, label="born")
        ax.vlines(places, -died, 0, color=_COLOURS[1], linewidth=2.5, label="died")
        ax.legend(fontsize="small", frameon=False, ncols=2)
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set_ylabel("regions born, died")
    ax.spines[["top", "right"]].set_visible(False)


def _draw_changes(ax: "Axes", record: Track) -> None:
    changed = 100 * record.hamming
    changed[:1] = np.nan  # The first snapshot has none before it.
    _lines(ax, record, changed, list(record.titles))
    ax.set_ylabel(f"pieces changed, %\n({record.points:,} points)")
    ax.set_ylim(bottom=0)
