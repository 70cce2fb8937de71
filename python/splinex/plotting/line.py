"""The picture of a network along a line: the graph of each output, and the breakpoints that each layer adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from splinex.partitions.partition import Partition
from splinex.plotting.clipping import interval
from splinex.plotting.frame import Frame
from splinex.plotting.palette import CLASSES
from splinex.plotting.polygons import Floats
from splinex.plotting.window import widened
from splinex.region import Region

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_line"]

_COLOURS = tuple(color for color in CLASSES if color != "#F0E442")
"""Yellow lines are hard to see on white."""
_DASHES = ("-", "--", "-.", ":")
_LEGEND_UP_TO = 12


def draw_line(ax: "Axes", frame: Frame, parts: Sequence[Partition]) -> str:
    """Draw the graph of every output and a line at every breakpoint, the first layer's darkest; return a note.

    Parameters
    ----------
    parts : sequence of Partition
        After layer 0, after layers 0 and 1, ..., after all that are shown.
    """
    stages = [_breakpoints(part, frame) for part in parts]
    low, high, partial = _extent(parts[-1], stages[-1], frame)
    for layer in reversed(range(len(stages))):
        share = layer / max(len(stages) - 1, 1)
        for t in stages[layer][(stages[layer] > low) & (stages[layer] < high)]:
            ax.axvline(t, color=str(0.35 + 0.45 * share), linewidth=0.8 - 0.3 * share, zorder=0)
    _draw_graphs(ax, frame, parts[-1], low, high)
    ax.set_xlim(low, high)
    ax.set_xlabel(frame.labels[0])
    ax.set_ylabel("output")
    return f"window [{low:.3g}, {high:.3g}]" if partial else ""


def _breakpoints(part: Partition, frame: Frame) -> Floats:
    ends = np.array([interval(*frame.halfspaces(region)) for region in part])
    return np.unique(ends[np.isfinite(ends)])


def _extent(part: Partition, breakpoints: Floats, frame: Frame) -> tuple[float, float, bool]:
    ends = np.array([interval(*frame.halfspaces(region)) for region in part])
    low, high = float(ends.min()), float(ends.max())
    if np.isfinite([low, high]).all():
        return low, high, False
    known = breakpoints if len(breakpoints) else part.points[:, frame.free[0]]
    first, last = (float(end[0]) for end in widened(known[:, None]))
    return max(first, low), min(last, high), True


def _draw_graphs(ax: "Axes", frame: Frame, part: Partition, low: float, high: float) -> None:
    """One polyline an output, through both ends of every region's interval."""
    pieces = sorted((_piece(region, frame, low, high) for region in part), key=lambda piece: float(piece[0][0]))
    pieces = [piece for piece in pieces if piece[0][0] <= piece[0][1]]
    t = np.concatenate([ends for ends, _ in pieces])
    values = np.concatenate([values for _, values in pieces])
    inside = (t > low) & (t < high)
    for k in range(values.shape[1]):
        colour, dash = _COLOURS[k % len(_COLOURS)], _DASHES[k // len(_COLOURS) % len(_DASHES)]
        ax.plot(t, values[:, k], dash, color=colour, linewidth=1.6, label=f"output {k}")
        ax.plot(t[inside], values[inside, k], "o", color=colour, markersize=3)
    if 1 < values.shape[1] <= _LEGEND_UP_TO:
        ax.legend(frameon=False)


def _piece(region: Region, frame: Frame, low: float, high: float) -> tuple[Floats, Floats]:
    """The ends of the region's interval within low..high, (2,), and all outputs there, (2, outputs)."""
    start, stop = interval(*frame.halfspaces(region))
    A, b = frame.affine_map(region)
    ends = np.array([max(start, low), min(stop, high)])
    return ends, ends[:, None] * A[:, 0] + b
