"""One figure of all partitions of the plane that a network makes: each layer alone, layers together, the decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network
from splinex.partitions.merging import connected
from splinex.plotting.canvas import panels
from splinex.plotting.decisions import deciding_network, decisions
from splinex.plotting.palette import CLASSES, INK
from splinex.plotting.plane import draw_faces, draw_regions, draw_segments, edge_width, set_limits
from splinex.plotting.polygons import Places
from splinex.plotting.region_values import RegionValues, pattern_numbers
from splinex.plotting.tiles import Tiles, plane_tiles
from splinex.plotting.titles import where
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_layers"]

_PANEL = 4.2
_FLATTEST = 0.4
_LEGEND_UP_TO = 8


def plot_layers(
    net: NetworkLike,
    domain: Domain = None,
    *,
    figure: "Figure | None" = None,
    decision: bool | None = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Figure":
    """Draw the partition of the plane by layer: each layer alone, it together with all before, and the classes.

    A layer alone merges all regions on which its own units have the same pattern, whatever the layers before do: its sets,
    seen in the input space, need not be convex, and may fall into several components (Balestriero and Baraniuk, "Mad Max:
    Affine Spline Insights into Deep Learning", 2018). All numbers in the titles are exact.

    Parameters
    ----------
    net, domain
        As for `plot`; the domain has two coordinates.
    figure : matplotlib Figure, optional
        An empty one to draw on, which gets a fitting size; by default a new one of pyplot.
    decision : bool, optional
        Whether the last panel shows where the decision changes: by default for networks with several outputs.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        As for `plot`.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.zoo.load("integers-2-4-3-2")
    >>> for ax in plot_layers(net, sx.Box(-20, 20), figure=Figure()).axes:
    ...     print(ax.get_title())
    layer 0: 10 regions
    layer 1 alone: 4 codes in 4 components
    layers 0 and 1: 20 regions
    largest output: 26 regions, 2 classes
    """
    network = as_network(net)
    shown = network.n_outputs > 1 if decision is None else decision
    # The last partition has the most vertices: its window is that of all panels.
    last = plane_tiles(deciding_network(network) if shown else network, domain, threads, progress)
    window, stages = last.window, len(network.widths)
    tiles = [plane_tiles(network.up_to(k), domain, threads, progress, window) for k in range(stages)]
    pictures = list(_pictures(tiles)) or [_Picture("together", last)][shown:]
    if shown:
        pictures.append(_Picture("decision", last))
    width, height = (window.high - window.low).tolist()
    high = _PANEL * min(max(height / width, _FLATTEST), 1 / _FLATTEST)
    size, columns = (_PANEL, high + 0.3), _columns(len(pictures))
    fig, grid = panels(figure, len(pictures), columns, size, (0.4, 0.6), sharex=True, sharey=True)
    for ax, picture in zip(grid, pictures, strict=True):
        _DRAW[picture.kind](ax, picture)
        set_limits(ax, window, picture.tiles.frame)
        ax.label_outer()
    fig.suptitle(f"{network} in {where(network, domain)}", fontsize="large", color=INK)
    return fig


@dataclass(frozen=True, slots=True)
class _Picture:
    kind: str
    tiles: Tiles
    layer: int = 0


def _pictures(stages: list[Tiles]) -> Iterator[_Picture]:
    for layer, tiles in enumerate(stages):
        if layer:
            yield _Picture("alone", tiles, layer)
        yield _Picture("together", tiles, layer)


def _columns(pictures: int) -> int:
    return min(pictures, 2 if pictures in (2, 4) else 3)


def _draw_together(ax: "Axes", picture: _Picture) -> None:
    draw_regions(ax, picture.tiles, "pattern")
    names = picture.tiles.part.network.names[: picture.layer + 1]
    _set_title(ax, f"{_together(names)}: {len(picture.tiles.part):,} regions", picture.tiles)


def _draw_alone(ax: "Axes", picture: _Picture) -> None:
    """Sets with the same pattern of this layer's units; thin lines where the layers before cut through them."""
    tiles = picture.tiles
    patterns = tiles.part.patterns_of(picture.layer)
    codes, labels = np.unique(patterns, axis=0, return_inverse=True)
    labels = labels.ravel().astype(np.int64)
    components = int(connected(tiles.facets, labels).max()) + 1
    draw_faces(ax, tiles, RegionValues(pattern_numbers(codes)[labels], ""))
    _outline(ax, tiles, labels)
    name = tiles.part.network.names[picture.layer]
    _set_title(ax, f"{name} alone: {len(codes):,} codes in {components:,} components", tiles)


def _draw_decision(ax: "Axes", picture: _Picture) -> None:
    tiles = picture.tiles
    labels = decisions(tiles)
    classes = np.unique(labels)
    _draw_classes(ax, tiles, labels)
    _outline(ax, tiles, labels)
    what = "largest output" if tiles.part.network.names[-1] == "argmax" else "sign of the output"
    noun = "class" if len(classes) == 1 else "classes"
    _set_title(ax, f"{what}: {len(tiles.part):,} regions, {len(classes)} {noun}", tiles)


def _draw_classes(ax: "Axes", tiles: Tiles, labels: Places) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    palette = ListedColormap(list(map(_softened, CLASSES)))
    shade = (labels % len(CLASSES)).astype(np.float64)
    draw_faces(ax, tiles, RegionValues(shade + 0.5, "", palette, 0.0, float(len(CLASSES))))
    classes = np.unique(labels).tolist()
    if len(classes) <= _LEGEND_UP_TO:
        decided = tiles.part.network.names[-1] == "argmax"
        names = {c: f"class {c}" if decided else ("not positive", "positive")[c] for c in classes}
        marks = [Patch(color=palette(c % len(CLASSES)), label=names[c]) for c in classes]
        ax.legend(handles=marks, loc="upper right", fontsize="small", framealpha=0.9)


def _softened(color: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple(0.2 + 0.8 * channel for channel in to_rgb(color))


def _outline(ax: "Axes", tiles: Tiles, labels: Places) -> None:
    """Faint lines between regions of the same label, dark ones between others."""
    segments = tiles.segments()
    same = labels[segments.left] == labels[segments.right]
    width = edge_width(len(tiles.shown))
    draw_segments(ax, segments.ends[same], (1.0, 1.0, 1.0), 0.5 * width, "edges within", alpha=0.35)
    draw_segments(ax, segments.ends[~same], INK, max(1.2 * width, 0.9), "edges between")


def _together(names: tuple[str, ...]) -> str:
    """ "layer 0", "layers 0 and 1", "layers 0 to 2"; other names as they are."""
    if len(names) <= 1:
        return "".join(names) or "no hidden layer"
    numbered = all(name == f"layer {i}" for i, name in enumerate(names))
    if not numbered:
        return f"up to {names[-1]}"
    return f"layers 0 {'and' if len(names) == 2 else 'to'} {len(names) - 1}"


def _set_title(ax: "Axes", title: str, tiles: Tiles) -> None:
    seen = f"\n({len(tiles.shown):,} in this window)" if tiles.window.partial else ""
    ax.set_title(title + seen, fontsize="medium", color=INK)


_DRAW = {"together": _draw_together, "alone": _draw_alone, "decision": _draw_decision}
