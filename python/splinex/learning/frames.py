"""The pictures of a film, one for each snapshot."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.learning.record import Track
from splinex.plotting.region_values import pattern_numbers
from splinex.progress import Progress
from splinex.reporting.canvas import Canvas, canvas_of
from splinex.reporting.findings import Picture, Stage
from splinex.reporting.palettes import ORDERED, levels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DOTS", "Film", "Panel", "frames", "panels"]

DOTS = ("#D55E00", "#FFFFFF", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Colours of points, which stand out from those of regions."""

_PANEL = 4.4
_INK = "#0b0d14"


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """What is to be drawn: a checked record, the layers of the panels, points with their classes, snapshots a second."""

    record: Track
    layers: tuple[int, ...]
    points: NDArray[np.float64]
    classes: NDArray[np.int64]
    fps: float
    threads: int

    def reporting(self, heard: Callable[[Progress], object] | None) -> Callable[[int], None]:
        """What to call when a snapshot is drawn."""
        begun, regions = time.perf_counter(), np.cumsum(self.record.regions[:, list(self.layers)].sum(axis=1))

        def done(i: int) -> None:
            if heard is not None:
                heard(Progress((i + 1) / len(self.record), int(regions[i]), time.perf_counter() - begun))

        return done


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One partition at one snapshot.

    Attributes
    ----------
    title : str
    canvas : Canvas
        With the polygon of each region.
    colours : list of int
        Of each region a place in `ORDERED`, which depends on its code alone.
    """

    title: str
    canvas: Canvas
    colours: list[int]


def panels(film: Film, i: int) -> list[Panel]:
    """What is drawn of snapshot i."""
    return [_panel(film, i, layer) for layer in film.layers]


def _panel(film: Film, i: int, layer: int) -> Panel:
    record = film.record
    network = record.networks[i].up_to(layer)
    part = enumerate_regions(network, record.domain, threads=film.threads)
    canvas = canvas_of(Picture((Stage("", part),), record.domain, ""), network)
    colours = levels(pattern_numbers(part.patterns), 0.0, 1.0)
    which = "layer 1" if layer == 0 else f"layers 1 to {layer + 1}"
    return Panel(f"{which}: {len(part):,} regions", canvas, colours)


def frames(film: Film, done: Callable[[int], None]) -> Iterator[NDArray[np.uint8]]:
    """RGB images (height, width, 3), one for each snapshot and all of one size."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("films need matplotlib: pip install splinex[plot]") from None
    figure = Figure(dpi=110, layout="constrained")
    agg: Any = FigureCanvasAgg(figure)
    axes: list[Axes] = []
    for i, step in enumerate(film.record.steps):
        drawn = panels(film, i)
        figure.suptitle(f"step {step}", fontsize="large")
        if not axes:
            canvas = drawn[0].canvas
            figure.set_size_inches(_PANEL * len(drawn) + 0.3, _PANEL * canvas.height / canvas.width + 0.9)
            axes = list(figure.subplots(1, len(drawn), squeeze=False)[0])
        _draw(axes, film, drawn)
        agg.draw()
        # What the first picture has settled stays: panels must not move.
        figure.set_layout_engine("none")
        yield np.asarray(agg.buffer_rgba())[:, :, :3].copy()
        done(i)


def _draw(axes: "list[Axes]", film: Film, drawn: list[Panel]) -> None:
    for ax, panel in zip(axes, drawn, strict=True):
        ax.clear()
        _draw_panel(ax, panel)
        if film.layers[0] == 0 and panel is not drawn[0]:
            _outlines(ax, drawn[0], 1.3)
        for k in np.unique(film.classes):
            dots = film.points[film.classes == k]
            ax.scatter(
                dots[:, 0], dots[:, 1], s=11, color=DOTS[k % len(DOTS)], edgecolors=_INK, linewidths=0.5, zorder=3
            )
        ax.set_title(panel.title, fontsize="medium")
        ax.set_xlabel(panel.canvas.labels[0])
        ax.set_ylabel(panel.canvas.labels[1] if panel is drawn[0] else "")
        ax.tick_params(labelleft=panel is drawn[0])


def _draw_panel(ax: "Axes", panel: Panel) -> None:
    from matplotlib.collections import PolyCollection

    canvas = panel.canvas
    colours = [ORDERED[k] for k, polygon in zip(panel.colours, canvas.polygons[0], strict=True) if len(polygon)]
    ax.add_collection(PolyCollection(_corners(canvas), facecolors=colours, edgecolors="face", linewidths=0.3))
    _outlines(ax, panel, 0.5)
    ax.set_xlim(canvas.low[0], canvas.high[0])
    ax.set_ylim(canvas.low[1], canvas.high[1])


def _outlines(ax: "Axes", panel: Panel, width: float) -> None:
    from matplotlib.collections import PolyCollection

    corners = _corners(panel.canvas)
    width *= min(1.0, 18 / np.sqrt(len(corners)))
    ax.add_collection(PolyCollection(corners, facecolors="none", edgecolors=_INK, linewidths=width, joinstyle="round"))


def _corners(canvas: Canvas) -> list[NDArray[np.float64]]:
    """In the coordinates of the domain, without polygons that rounding has made empty."""
    low, scale = canvas.low, (canvas.high - canvas.low) / [canvas.width, canvas.height]
    return [
        low + np.column_stack([polygon[:, 0], canvas.height - polygon[:, 1]]) * scale
        for polygon in canvas.polygons[0]
        if len(polygon)
    ]
