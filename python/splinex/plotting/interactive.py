"""The partition of the plane to hover over, with plotly: what each region is, in a box beside the pointer."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.network import Network
from splinex.plotting.decisions import deciding_network, decisions
from splinex.plotting.float_rows import output_maps
from splinex.plotting.palette import MISSING
from splinex.plotting.polygons import Floats
from splinex.plotting.region_values import ColorBy, check_color_by, region_values
from splinex.plotting.tiles import Tiles, plane_tiles
from splinex.plotting.titles import lines, regions_in
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["plot_interactive", "region_text"]

_MOST = 5_000
_UNITS = 64
_CLOSE = 5e-4
_ROWS = 6
_FIRST, _LAST = (13, 15, 31), (245, 245, 250)


def plot_interactive(
    net: NetworkLike,
    domain: Domain = None,
    *,
    layer: int | None = None,
    color_by: ColorBy = "pattern",
    output: int | None = None,
    boundary: bool = False,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Figure":
    """Draw the regions of the plane with plotly: hovering shows a region's index, pattern, active units and affine map.

    ``figure.write_html("regions.html", include_plotlyjs=True)`` writes one self-contained page.

    Parameters
    ----------
    net, domain, layer, color_by, output, boundary, threads, progress
        As for `plot`; the domain has two coordinates.

    Returns
    -------
    plotly.graph_objects.Figure
        One filled trace for each region that is seen, then one for the edges that each layer adds.

    Raises
    ------
    InputError
        When plotly is missing, when more than 5,000 regions are to be drawn, and as for `plot`.
    """
    graphs = _plotly()
    network = as_network(net)
    target = network if layer is None else network.up_to(layer)
    check_color_by(color_by, target, output)
    tiles = plane_tiles(target, domain, threads, progress)
    if len(tiles.shown) > _MOST:
        raise InputError(
            f"{len(tiles.shown):,} regions are more than the {_MOST:,} that a page can hold: "
            "take a smaller domain or fewer layers, or draw them with plot"
        )
    traces = [*_faces(tiles, color_by, output), *_edges(tiles)]
    if boundary:
        deciding = plane_tiles(deciding_network(network), domain, threads, progress)
        ends = deciding.segments().between(decisions(deciding))
        traces.append(_segments(ends, "rgb(215,25,28)", 3.0, "decision boundary"))
    layout = _layout(tiles, network, domain, layer)
    figure: Figure = graphs.Figure({"data": traces, "layout": layout})
    return figure


def region_text(tiles: Tiles, maps: Floats, place: int) -> Iterator[str]:
    """What there is to say of a region, line by line, as plain text."""
    part = tiles.part
    layout = part.network._layout
    pattern = part[place].pattern
    yield f"region {part.indices[place]}"
    layers = np.split(pattern, np.cumsum(layout.widths)[:-1])
    digits = " ".join("".join(map(str, pieces.tolist())) for pieces in layers)
    yield f"pattern {digits if len(digits) <= _UNITS else digits[:_UNITS] + '…'}"
    if layout.plain:
        yield f"{int(pattern.sum())} of {len(pattern)} units active"
    rows = maps[place]
    for k, row in enumerate(rows[:_ROWS]):
        yield f"output {k} = {_affine(row, tiles.frame.labels)}"
    if len(rows) > _ROWS:
        yield f"and {len(rows) - _ROWS} more outputs"


def _affine(row: Floats, names: Sequence[str]) -> str:
    terms = [
        f"{value:+.4g} {name.strip('$').replace('_{', '').replace('}', '')}"
        for value, name in zip(row[:-1], names, strict=True)
    ]
    return " ".join([*terms, f"{row[-1]:+.4g}"])


def _plotly() -> Any:
    try:
        from plotly import graph_objects
    except ImportError:
        raise InputError("pictures to hover over need plotly: pip install splinex[plot]") from None
    return graph_objects


def _faces(tiles: Tiles, color_by: ColorBy, output: int | None) -> Iterator[dict[str, Any]]:
    values = region_values(tiles, color_by, output)
    colors = _colors(values)
    maps = output_maps(tiles.part, tiles.frame)
    # Chromium fills a path wrongly when two of its corners are a tenth of a pixel apart.
    polygons = tiles.polygons.simplified(_CLOSE * float((tiles.window.high - tiles.window.low).max()))
    starts, corners = polygons.starts, polygons.corners
    for i in tiles.shown.tolist():
        told = list(region_text(tiles, maps, i))
        if values.label:
            told.insert(1, f"{values.label}: {values.numbers[i]:.4g}")
        around = np.append(np.arange(starts[i], starts[i + 1]), starts[i])
        yield {
            "type": "scatter",
            "x": corners[around, 0].tolist(),
            "y": corners[around, 1].tolist(),
            "mode": "lines",
            "fill": "toself",
            "fillcolor": colors[i],
            "line": {"color": colors[i], "width": 0.5},
            "hoveron": "fills",
            "hoverinfo": "text",
            "text": "<br>".join(map(escape, told)),
            "name": f"region {tiles.part.indices[i]}",
            "showlegend": False,
        }


def _colors(values: Any) -> list[str]:
    from matplotlib import colormaps

    map_ = colormaps.get_cmap(values.colors).with_extremes(bad=MISSING)
    shades = np.round(255 * np.array(map_(np.ma.masked_invalid(values.shares())))[:, :3]).astype(int)
    return [f"rgb({r},{g},{b})" for r, g, b in shades.tolist()]


def _edges(tiles: Tiles) -> Iterator[dict[str, Any]]:
    names = tiles.part.network.names
    for layer, share, ends in tiles.segments().by_layer(len(names)):
        color = ",".join(str(round(a + share * (b - a))) for a, b in zip(_FIRST, _LAST, strict=True))
        yield _segments(ends, f"rgb({color})", 1.0, f"edges of {names[layer]}")


def _segments(ends: Floats, color: str, width: float, name: str) -> dict[str, Any]:
    """Segments (n, 2, 2) as one trace, with gaps between them."""
    x, y = ([value for first, last in ends[:, :, k].tolist() for value in (first, last, None)] for k in range(2))
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": color, "width": width},
        "hoverinfo": "skip",
        "name": escape(name),
        "showlegend": True,
    }


def _layout(tiles: Tiles, network: Network, domain: Domain, layer: int | None) -> dict[str, Any]:
    title = lines(regions_in(network, domain, len(tiles.part), layer), tiles.note)
    names = [name.strip("$").replace("_{", "<sub>").replace("}", "</sub>") for name in tiles.frame.labels]
    low, high = tiles.window.low.tolist(), tiles.window.high.tolist()
    shape = (high[1] - low[1]) / (high[0] - low[0])
    return {
        "title": {"text": escape(title).replace("\n", "<br>"), "x": 0.5, "font": {"size": 15}},
        "template": "simple_white",
        "width": 800,
        "height": round(160 + 640 * min(max(shape, 0.3), 1.5)),
        "margin": {"t": 70, "r": 30},
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": "monospace", "size": 12}, "bgcolor": "white", "align": "left"},
        # A grey ground: the edges of the last layer are nearly white.
        "legend": {"orientation": "h", "y": -0.13, "bgcolor": "#c9cbd4"},
        "xaxis": {"title": {"text": names[0]}, "range": [low[0], high[0]], "constrain": "domain"},
        "yaxis": {"title": {"text": names[1]}, "range": [low[1], high[1]], "scaleanchor": "x", "constrain": "domain"},
    }
