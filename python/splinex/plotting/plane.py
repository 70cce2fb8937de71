"""The picture of a partition of the plane: a polygon for each region, and the edges that each layer adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from splinex.partitions.partition import Partition
from splinex.plotting.clipping import Floats, clip, rectangle
from splinex.plotting.colours import COLOUR_MAP, face_values
from splinex.plotting.float_rows import region_sides
from splinex.plotting.frame import Frame
from splinex.plotting.window import Window, horizon, window_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_plane"]

_FIRST = np.array([0.05, 0.06, 0.12])
_LAST = np.array([0.96, 0.96, 0.98])
_EQUAL_UP_TO = 4.0


def draw_plane(ax: "Axes", frame: Frame, parts: Sequence[Partition], color_by: str) -> str:
    """Draw the regions after all layers with the edges of each layer, the first on top and darkest; return a note.

    Parameters
    ----------
    parts : sequence of Partition
        After layer 0, after layers 0 and 1, ..., after all that are shown.
    """
    edge = horizon(parts[-1], frame)
    corners = rectangle(edge.low, edge.high)
    stages = [[clip(corners, A, b) for A, b in region_sides(part, frame)] for part in parts]
    window = window_of(stages[-1], edge, parts[-1], frame)
    stages = [window.clip(polygons) for polygons in stages]
    _draw_faces(ax, frame, parts[-1], stages[-1], color_by)
    _draw_edges(ax, stages)
    _set_limits(ax, window, frame)
    if not window.partial:
        return ""
    seen = sum(len(polygon) > 0 for polygon in stages[-1])
    return f"{seen:,} of them in this window, {window}"


def _draw_faces(ax: "Axes", frame: Frame, part: Partition, polygons: Sequence[Floats], color_by: str) -> None:
    from matplotlib.collections import PolyCollection

    values, limits = face_values(part, frame, color_by)
    shown = [i for i, polygon in enumerate(polygons) if len(polygon)]
    # An edge in the face's colour: neighbours are drawn one by one, and white would shine through between them.
    faces = PolyCollection(
        [polygons[i] for i in shown],
        array=values[shown],
        cmap=COLOUR_MAP,
        clim=limits,
        edgecolors="face",
        linewidths=0.3,
        label="regions",
    )
    ax.add_collection(faces)
    if color_by != "pattern":
        label = "active units" if color_by == "active" else "norm of the slope"
        ax.figure.colorbar(faces, ax=ax, label=label, fraction=0.046, pad=0.04)


def _draw_edges(ax: "Axes", stages: Sequence[Sequence[Floats]]) -> None:
    from matplotlib.collections import PolyCollection

    width = float(np.clip(20 / np.sqrt(len(stages[-1])), 0.2, 0.9))
    for layer in reversed(range(len(stages))):
        share = layer / max(len(stages) - 1, 1)
        lines = PolyCollection(
            [polygon for polygon in stages[layer] if len(polygon)],
            facecolors="none",
            edgecolors=[tuple(_FIRST + share * (_LAST - _FIRST))],
            linewidths=width * (1 - 0.3 * share),
            joinstyle="round",
            label=f"edges of layer {layer}",
        )
        ax.add_collection(lines)


def _set_limits(ax: "Axes", window: Window, frame: Frame) -> None:
    ax.set_xlim(window.low[0], window.high[0])
    ax.set_ylim(window.low[1], window.high[1])
    ax.set_xlabel(frame.labels[0])
    ax.set_ylabel(frame.labels[1])
    width, height = window.high - window.low
    if max(width, height) <= _EQUAL_UP_TO * min(width, height):
        ax.set_aspect("equal")
