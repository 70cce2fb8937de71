"""Where the regions of a picture lie on the page: polygons in the plane, strips along a line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import Frame, frame_of
from splinex.plotting.line import intervals
from splinex.plotting.polygons import Floats, Polygons, rectangle
from splinex.plotting.tiles import tiles_of
from splinex.plotting.window import widened
from splinex.reporting.findings import Picture

__all__ = ["Canvas", "canvas_of"]

_WIDTH = 720.0
_STRIP_HEIGHT = 360.0
_EQUAL_UP_TO = 4.0
_OUTPUTS = 6
_CLOSE = 0.2
"""Chromium leaves wedges white where corners of a path are a tenth of a pixel apart. Dropping corners that are farther apart
than this gains nothing, and leaves wider gaps when the page is zoomed."""


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A picture in units of the page: x to the right, y downwards.

    Attributes
    ----------
    width, height : float
    low, high : ndarray of float64, (2,)
        What the lower left and the upper right corner stand for; along a line the second coordinate is the outputs' value.
    labels : tuple of str
        Of the two axes.
    polygons : tuple of list of ndarray, (corners, 2)
        For each stage the regions in order; empty where a region lies outside the window. Polygons of the plane without
        corners that are too near to the next one to be drawn well.
    graphs : tuple of ndarray, (points, 2)
        Graphs of the outputs along a line.
    frame : Frame
    partial : bool
        Whether regions go on beyond the window.
    """

    width: float
    height: float
    low: Floats
    high: Floats
    labels: tuple[str, ...]
    polygons: tuple[list[Floats], ...]
    graphs: tuple[Floats, ...]
    frame: Frame
    partial: bool


def canvas_of(picture: Picture, network: Network) -> Canvas:
    """Place every region of every stage.

    Raises
    ------
    InputError
        When the domain has no area.
    """
    parts = [stage.part for stage in picture.stages]
    frame = frame_of(network, picture.domain)
    labels = picture.labels or tuple(map(_plain, frame.labels))
    return _plane(parts, frame, labels) if len(frame.free) == 2 else _line(parts, picture.main, frame, labels)


def _plane(parts: Sequence[Partition], frame: Frame, labels: tuple[str, ...]) -> Canvas:
    last = tiles_of(parts[-1], frame)
    window = last.window
    tiles = [*(tiles_of(part, frame, window) for part in parts[:-1]), last]
    width, height = (window.high - window.low).tolist()
    ratio = height / width
    ratio = ratio if max(width, height) <= _EQUAL_UP_TO * min(width, height) else 0.75
    place = _Placing(window.low, window.high, ratio)
    polygons = tuple(list(place.all(stage.polygons).simplified(_CLOSE)) for stage in tiles)
    return Canvas(_WIDTH, place.height, window.low, window.high, labels, polygons, (), frame, window.partial)


def _line(parts: Sequence[Partition], main: int, frame: Frame, labels: tuple[str, ...]) -> Canvas:
    stages = [intervals(part, frame) for part in parts]
    ends = stages[-1]
    low, high = float(ends.min()), float(ends.max())
    partial = not np.isfinite([low, high]).all()
    if partial:
        inner = ends[np.isfinite(ends)]
        inner = inner if len(np.unique(inner)) > 1 else np.append(inner, parts[-1].points[:, frame.free])
        wide_low, wide_high = widened(inner.reshape(-1, 1))
        low, high = max(low, float(wide_low[0])), min(high, float(wide_high[0]))
    clipped = [np.clip(stage, low, high) for stage in stages]
    graphs = _graphs(parts[main], frame, clipped[main])
    values = np.concatenate([graph[:, 1] for graph in graphs]) if graphs else np.zeros(1)
    bottom, top = float(values.min()), float(values.max())
    margin = 0.06 * (top - bottom) or 1.0
    corner, opposite = np.array([low, bottom - margin]), np.array([high, top + margin])
    place = _Placing(corner, opposite, _STRIP_HEIGHT / _WIDTH)
    strips = tuple(
        [
            place(rectangle(np.array([a, corner[1]]), np.array([b, opposite[1]]))) if a < b else np.empty((0, 2))
            for a, b in ends.tolist()
        ]
        for ends in clipped
    )
    lines = tuple(place(graph) for graph in graphs)
    return Canvas(_WIDTH, place.height, corner, opposite, (*labels, "output"), strips, lines, frame, partial)


def _graphs(part: Partition, frame: Frame, ends: Floats) -> list[Floats]:
    """For each of the first outputs its graph, region by region from left to right."""
    maps = output_maps(part, frame)
    order = np.argsort(ends[:, 0], kind="stable")
    t = ends[order].ravel()
    values = maps[order, :, 0].repeat(2, axis=0) * t[:, None] + maps[order, :, 1].repeat(2, axis=0)
    return [np.column_stack([t, values[:, k]]) for k in range(min(values.shape[1], _OUTPUTS))]


@dataclass(frozen=True, slots=True, eq=False)
class _Placing:
    low: Floats
    high: Floats
    ratio: float

    @property
    def height(self) -> float:
        return _WIDTH * self.ratio

    def __call__(self, points: Floats) -> Floats:
        share = (points - self.low) / (self.high - self.low)
        return np.column_stack([share[:, 0] * _WIDTH, (1 - share[:, 1]) * self.height])

    def all(self, polygons: Polygons) -> Polygons:
        return Polygons(self(polygons.corners), polygons.starts)


def _plain(label: str) -> str:
    """A label without TeX: ``$x_{0}$`` is x0."""
    return label.translate(str.maketrans("", "", "$_{}"))
