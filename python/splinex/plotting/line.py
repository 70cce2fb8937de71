"""The picture of a network along a line: the graph of each output, and the breakpoints that each layer adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from splinex.partitions.partition import Partition
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import Frame
from splinex.plotting.palette import CLASSES
from splinex.plotting.polygons import Floats
from splinex.plotting.window import widened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_line", "intervals"]

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
    stages = [intervals(part, frame) for part in parts]
    low, high, partial = _extent(stages[-1], parts[-1], frame)
    for layer in reversed(range(len(stages))):
        share = layer / max(len(stages) - 1, 1)
        breakpoints = np.unique(stages[layer])
        breakpoints = breakpoints[(breakpoints > low) & (breakpoints < high)]
        grey, whole = str(0.35 + 0.45 * share), ax.get_xaxis_transform()
        ax.vlines(breakpoints, 0, 1, grey, linewidth=0.8 - 0.3 * share, zorder=0, transform=whole)
    _draw_graphs(ax, stages[-1], output_maps(parts[-1], frame), low, high)
    ax.set_xlim(low, high)
    ax.set_xlabel(frame.labels[0])
    ax.set_ylabel("output")
    return f"window [{low:.3g}, {high:.3g}]" if partial else ""


def intervals(part: Partition, frame: Frame) -> Floats:
    """Both ends of every region, correctly rounded, (n, 2); infinite where it does not end."""
    low, high = part.geometry().bounding_boxes
    return np.concatenate([low[:, frame.free], high[:, frame.free]], axis=1)


def _extent(ends: Floats, part: Partition, frame: Frame) -> tuple[float, float, bool]:
    low, high = float(ends.min()), float(ends.max())
    if np.isfinite([low, high]).all():
        return low, high, False
    known = np.unique(ends[np.isfinite(ends)])
    known = known if len(known) else part.points[:, frame.free[0]]
    first, last = (float(end[0]) for end in widened(known[:, None]))
    return max(first, low), min(last, high), True


def _draw_graphs(ax: "Axes", ends: Floats, maps: Floats, low: float, high: float) -> None:
    """One polyline an output, through both ends of every region's interval."""
    ends = ends.clip(low, high)
    order = np.argsort(ends[:, 0], kind="stable")
    order = order[ends[order, 0] < ends[order, 1]]
    t, rows = ends[order].ravel(), maps[order].repeat(2, axis=0)
    values = rows[:, :, 0] * t[:, None] + rows[:, :, 1]
    inside = (t > low) & (t < high)
    for k in range(values.shape[1]):
        colour, dash = _COLOURS[k % len(_COLOURS)], _DASHES[k // len(_COLOURS) % len(_DASHES)]
        ax.plot(t, values[:, k], dash, color=colour, linewidth=1.6, label=f"output {k}")
        ax.plot(t[inside], values[inside, k], "o", color=colour, markersize=3)
    if 1 < values.shape[1] <= _LEGEND_UP_TO:
        ax.legend(frameon=False)
