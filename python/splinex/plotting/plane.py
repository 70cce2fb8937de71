"""The picture of a partition of the plane: a polygon for each region, and the edges that each layer adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from splinex.plotting.frame import Frame
from splinex.plotting.palette import DIVERGING, INK, MISSING
from splinex.plotting.polygons import Floats, Polygons
from splinex.plotting.region_values import ColorBy, RegionValues, region_values
from splinex.plotting.tiles import Tiles
from splinex.plotting.window import Window

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection, PolyCollection

__all__ = ["draw_faces", "draw_regions", "draw_segments", "edge_width", "set_limits"]

_FIRST = np.array([0.05, 0.06, 0.12])
_LAST = np.array([0.96, 0.96, 0.98])
_LAST_ON_WHITE = np.array([0.6, 0.62, 0.68])
_EQUAL_UP_TO = 4.0
_VECTORS_UP_TO = 20_000
_SEGMENTS = 1_000


def draw_regions(ax: "Axes", tiles: Tiles, color_by: ColorBy, output: int | None = None) -> None:
    """Fill the regions, draw the edges that each layer adds, and say what the colours stand for, unless it is the patterns."""
    values = region_values(tiles, color_by, output)
    faces = draw_faces(ax, tiles, values)
    _draw_edges(ax, tiles, values)
    if not (isinstance(color_by, str) and color_by == "pattern"):
        _draw_colour_bar(ax, faces, values)


def draw_faces(ax: "Axes", tiles: Tiles, values: RegionValues) -> "PolyCollection":
    """Fill what is seen of every region with the colour of its number; grey where it has none."""
    from matplotlib import colormaps
    from matplotlib.collections import PolyCollection

    shown = tiles.shown
    # An edge in the face's colour: neighbours are drawn one by one, and white would shine through between them.
    faces = PolyCollection(
        cast("Sequence[Floats]", _paths(tiles.polygons)),
        array=np.ma.masked_invalid(values.numbers[shown]),
        cmap=colormaps.get_cmap(values.colors).with_extremes(bad=MISSING),
        norm=values.norm(),
        edgecolors="face",
        linewidths=0.3,
        label="regions",
        rasterized=len(shown) > _VECTORS_UP_TO,
    )
    ax.add_collection(faces, autolim=False)
    return faces


def _draw_colour_bar(ax: "Axes", faces: "PolyCollection", values: RegionValues) -> None:
    """What the colours stand for, in a bar as high as the picture."""
    bar = ax.figure.colorbar(faces, cax=ax.inset_axes((1.03, 0.0, 0.045, 1.0)), label=values.label)
    bar.minorticks_off()


def _draw_edges(ax: "Axes", tiles: Tiles, values: RegionValues) -> None:
    """Draw the edges that each layer adds, those of the first on top and darkest; others nearly white, if that can be seen."""
    last = _LAST_ON_WHITE if values.colors == DIVERGING else _LAST
    width = edge_width(len(tiles.shown))
    for layer, share, ends in tiles.segments().by_layer(len(tiles.part.network.widths)):
        color = tuple(float(c) for c in _FIRST + share * (last - _FIRST))
        draw_segments(ax, ends, color, width * (1 + 0.2 * share), f"edges of layer {layer}")


def draw_segments(
    ax: "Axes", ends: Floats, color: str | tuple[float, ...], width: float, label: str, **options: Any
) -> "PathCollection":
    """Draw segments (n, 2, 2)."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    # Many segments in one path are quick to make; too many are more than the renderer takes.
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=Path.code_type), _SEGMENTS)
    blocks = [ends[first : first + _SEGMENTS] for first in range(0, len(ends), _SEGMENTS)]
    lines = PathCollection(
        [Path(block.reshape(-1, 2), codes[: 2 * len(block)]) for block in blocks],
        facecolors="none",
        edgecolors=[color],
        linewidths=width,
        capstyle="round",
        label=label,
        rasterized=len(ends) > _VECTORS_UP_TO,
        **options,
    )
    ax.add_collection(lines, autolim=False)
    return lines


def edge_width(regions: int) -> float:
    """Thinner lines for more regions."""
    return float(np.clip(20 / np.sqrt(max(regions, 1)), 0.15, 0.8))


def set_limits(ax: "Axes", window: Window, frame: Frame) -> None:
    """Show the window, undistorted unless it is long and thin."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlim(window.low[0], window.high[0])
    ax.set_ylim(window.low[1], window.high[1])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlabel(frame.labels[0], color=INK)
    ax.set_ylabel(frame.labels[1], color=INK)
    width, height = window.high - window.low
    if max(width, height) <= _EQUAL_UP_TO * min(width, height):
        ax.set_aspect("equal")


def _paths(polygons: Polygons) -> list[Floats] | NDArray[np.float64]:
    """Of those that are seen; many as one array, in which last corners are repeated, because that is quicker to draw."""
    sizes = polygons.sizes
    if int((sizes > 0).sum()) <= _VECTORS_UP_TO:
        return [polygon for polygon in polygons if len(polygon)]
    starts, sizes = polygons.starts[:-1][sizes > 0], sizes[sizes > 0]
    corner = np.minimum(np.arange(sizes.max()), sizes[:, None] - 1)
    return np.asarray(polygons.corners[starts[:, None] + corner])
