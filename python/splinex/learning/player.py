"""A film as one HTML page with a slider; the polygons are in it, and the browser draws them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from splinex.learning.frames import DOTS, Film, Panel, panels
from splinex.replacing import replacing
from splinex.reporting.canvas import Canvas
from splinex.reporting.page import data_script, page
from splinex.reporting.palettes import ORDERED

__all__ = ["write_player"]

_GRID = 10
"""Steps of the drawn corners in a unit of the page."""


def write_player(film: Film, file: Path, done: Callable[[int], None]) -> None:
    """All snapshots in one file, without any other."""
    pictures: list[list[dict[str, Any]]] = []
    for i in range(len(film.record)):
        drawn = panels(film, i)
        pictures.append([_told(panel) for panel in drawn])
        canvas = drawn[0].canvas
        done(i)
    record = film.record
    value = {
        "steps": [str(step) for step in record.steps],
        "panels": len(film.layers),
        "first": film.layers[0] == 0,
        "pictures": pictures,
        "size": [canvas.width, canvas.height],
        "box": [canvas.low.tolist(), canvas.high.tolist()],
        "labels": list(canvas.labels),
        "grid": _GRID,
        "palette": ORDERED,
        "dots": [_place(film.points, canvas), film.classes.tolist(), DOTS],
        "fps": film.fps,
        "curves": {name: record.regions[:, k].tolist() for k, name in enumerate(record.titles)},
    }
    controls = (
        '<div class="controls"><button type="button" id="play" aria-pressed="false">play</button>'
        '<input id="step" class="wide" type="range" min="0" step="1" value="0" aria-label="snapshot">'
        '<span id="name"></span></div>'
    )
    body = f'<div class="panels" id="panels"></div>{controls}<div id="curves"></div>{data_script("film", value)}'
    subtitle = f"{record.networks[0]} on {record.domain}: {len(record):,} snapshots"
    text = page("The partition while the network learns", subtitle, [body], "film.js")
    with replacing(file) as stream:
        stream.write(text.encode("utf-8", "replace"))


def _told(panel: Panel) -> dict[str, Any]:
    """Corners on a grid, polygon after polygon, and a colour for each."""
    corners = [np.rint(polygon * _GRID).astype(int).ravel().tolist() for polygon in panel.canvas.polygons[0]]
    return {"title": panel.title, "corners": corners, "colours": panel.colours}


def _place(points: Any, canvas: Canvas) -> list[list[float]]:
    share = (points - canvas.low) / (canvas.high - canvas.low)
    places = np.column_stack([share[:, 0] * canvas.width, (1 - share[:, 1]) * canvas.height])
    return [[round(x, 1), round(y, 1)] for x, y in places.tolist()]
