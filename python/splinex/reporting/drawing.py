"""The SVG of a picture: a path for each region, in a group for each stage."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

from splinex.plotting.polygons import Floats
from splinex.reporting.canvas import Canvas
from splinex.reporting.palettes import CLASSES, ORDERED

__all__ = ["drawing", "ticks"]

_LEFT, _BOTTOM, _TOP, _RIGHT = 58.0, 46.0, 10.0, 14.0
_TICKS = 5


def drawing(canvas: Canvas, data: Sequence[dict[str, Any]], main: int, title: str) -> str:
    """One SVG.

    Parameters
    ----------
    canvas : Canvas
    data : sequence of dict
        The `hover_data` of each stage.
    main : int
        The stage that is shown at first.
    title : str
        What it is, for those who do not see it.
    """
    box = f"{-_LEFT:g} {-_TOP:g} {canvas.width + _LEFT + _RIGHT:g} {canvas.height + _TOP + _BOTTOM:.6g}"
    inner = "\n".join(_stages(canvas, data, main))
    return (
        f'<svg class="partition" viewBox="{box}" role="img" aria-label="{escape(title)}">\n'
        f'<svg class="window" x="0" y="0" width="{canvas.width:g}" height="{canvas.height:.6g}" '
        f'viewBox="0 0 {canvas.width:g} {canvas.height:.6g}">\n{inner}\n</svg>\n'
        f'<rect class="frame" x="0" y="0" width="{canvas.width:g}" height="{canvas.height:.6g}"/>\n'
        f"{''.join(_axes(canvas))}\n</svg>"
    )


def _stages(canvas: Canvas, data: Sequence[dict[str, Any]], main: int) -> Iterator[str]:
    """Regions, then the edges of earlier stages above them; those are drawn once and reused."""
    yield "<defs>"
    for k, polygons in enumerate(canvas.polygons[:-1]):
        outline = "".join(_path(polygon) for polygon in polygons if len(polygon))
        yield f'<path class="edge" id="edges{k}" d="{outline}"/>'
    yield "</defs>"
    for k, (polygons, told) in enumerate(zip(canvas.polygons, data, strict=True)):
        hidden = "" if k == main else ' display="none"'
        yield f'<g class="stage" data-stage="{k}"{hidden}>'
        mode = told["modes"][0]
        palette = CLASSES if mode["kind"] == "classes" else ORDERED
        yield '<g class="cells">'
        for i, (polygon, level) in enumerate(zip(polygons, mode["levels"], strict=True)):
            yield f'<path class="cell" data-i="{i}" fill="{palette[level]}" d="{_path(polygon)}"/>'
        yield "</g>"
        for earlier in reversed(range(k)):
            width = _edge(len(canvas.polygons[earlier])) * (1.0 if not earlier else 0.6)
            yield f'<use href="#edges{earlier}" class="edges" stroke-width="{width:.2f}"/>'
        yield "</g>"
    for k, graph in enumerate(canvas.graphs):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in graph.tolist())
        yield f'<polyline class="graph" stroke="{CLASSES[k]}" points="{points}"/>'


def _edge(regions: int) -> float:
    """How wide edges are: the more regions, the finer."""
    return float(np.clip(24 / np.sqrt(regions), 0.4, 1.6))


def _path(polygon: Floats) -> str:
    if not len(polygon):
        return ""
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in polygon.tolist()) + "Z"


def _axes(canvas: Canvas) -> Iterator[str]:
    """Ticks and names; the script rewrites the numbers when the picture is zoomed."""
    for value, text in ticks(float(canvas.low[0]), float(canvas.high[0])):
        x = (value - canvas.low[0]) / (canvas.high[0] - canvas.low[0]) * canvas.width
        yield f'<text class="tick x" x="{x:.1f}" y="{canvas.height + 18:.1f}">{text}</text>'
    for value, text in ticks(float(canvas.low[1]), float(canvas.high[1])):
        y = (canvas.high[1] - value) / (canvas.high[1] - canvas.low[1]) * canvas.height
        yield f'<text class="tick y" x="-8" y="{y + 4:.1f}">{text}</text>'
    first, second = map(escape, canvas.labels)
    yield f'<text class="axis" x="{canvas.width / 2:g}" y="{canvas.height + 38:.1f}">{first}</text>'
    yield f'<text class="axis" transform="translate(-44 {canvas.height / 2:.1f}) rotate(-90)">{second}</text>'


def ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Round numbers between two others, with their texts."""
    raw = (high - low) / _TICKS
    if not np.isfinite(raw) or raw <= 0:
        return [(low, f"{low:.4g}")]
    size = 10.0 ** np.floor(np.log10(raw))
    step = size * next((m for m in (1.0, 2.0, 5.0) if m * size >= raw), 10.0)
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    if not last - first < 100:
        return [(low, f"{low:.6g}"), (high, f"{high:.6g}")]
    return [(value, f"{value:.6g}") for value in (float(k * step) + 0.0 for k in np.arange(first, last + 1))]
