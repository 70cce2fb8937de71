"""The graph of an output over the plane: each region's polygon, lifted by its affine map."""

from typing import TYPE_CHECKING, cast

import numpy as np

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.options import check_index
from splinex.plotting.float_rows import output_maps
from splinex.plotting.palette import INK
from splinex.plotting.polygons import Floats, rectangle
from splinex.plotting.region_values import ColorBy, check_color_by, region_values
from splinex.plotting.space import draw_solids, new_space, set_box
from splinex.plotting.tiles import Tiles, plane_tiles
from splinex.plotting.titles import lines, where
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from mpl_toolkits.mplot3d.axes3d import Axes3D

__all__ = ["lifted", "plot_surface"]

_MOST = 30_000


def plot_surface(
    net: NetworkLike,
    domain: Domain = None,
    *,
    output: int = 0,
    color_by: ColorBy = "value",
    floor: bool = True,
    ax: "Axes | None" = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Axes":
    """Draw the graph of one output over a domain of the plane: a flat polygon for each region, no grid of samples.

    Parameters
    ----------
    net, domain
        As for `plot`; the domain has two coordinates.
    output : int
        Which output.
    color_by : str, array_like or callable
        As for `plot`; by default the mean of the output over the region.
    floor : bool
        Draw the edges of the regions below the surface.
    ax : matplotlib Axes, optional
        Of the projection "3d"; by default those of a new figure of pyplot.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InputError
        As for `plot`, and when there are more than 30,000 regions.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0])])
    >>> ax = plot_surface(net, sx.Box(-1, 1), ax=Figure().add_subplot(projection="3d"))
    >>> ax.get_zlabel()
    'output 0'
    """
    network = as_network(net)
    output = check_index("output", output, network.n_outputs)
    check_color_by(color_by, network, output)
    axes = new_space(ax)
    tiles = plane_tiles(network, domain, threads, progress)
    if len(tiles.shown) > _MOST:
        raise InputError(
            f"{len(tiles.shown):,} regions are more than the {_MOST:,} of a surface: take a smaller domain"
        )
    heights = lifted(tiles, output)
    if not np.isfinite(heights).all():
        raise InputError(f"output {output} overflows float64 in {where(network, domain)}: take a smaller domain")
    faces = np.column_stack([tiles.polygons.corners, heights])
    starts = tiles.polygons.starts
    solids = [faces[starts[i] : starts[i + 1]] for i in tiles.shown]
    values = region_values(tiles, color_by, output)
    draw_solids(axes, solids, values, tiles.shown)
    _set_limits(axes, tiles, heights, f"output {output}")
    if floor:
        _draw_floor(axes, tiles)
    title = f"output {output} on {len(tiles.part):,} regions in {where(network, domain)}"
    axes.set_title(lines(title, tiles.note), fontsize="medium", color=INK, y=0.93)
    return cast("Axes", axes)


def lifted(tiles: Tiles, output: int) -> Floats:
    """The output at every corner of every polygon, by the map of its own region: (corners,)."""
    rows = output_maps(tiles.part, tiles.frame)[:, output]
    owners = tiles.polygons.owners
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((rows[owners, :-1] * tiles.polygons.corners).sum(axis=1) + rows[owners, -1])


def _set_limits(axes: "Axes3D", tiles: Tiles, heights: Floats, label: str) -> None:
    low, high = float(heights.min()), float(heights.max())
    room = 0.05 * (high - low) or 1.0
    window = tiles.window
    corner, opposite = np.append(window.low, low - 5 * room), np.append(window.high, high + room)
    set_box(axes, corner, opposite, (*tiles.frame.labels, label))
    width, depth = window.high - window.low
    scale = max(width, depth)
    axes.set_box_aspect((max(width / scale, 0.4), max(depth / scale, 0.4), 0.62))


def _draw_floor(axes: "Axes3D", tiles: Tiles) -> None:
    from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

    ends = np.clip(tiles.segments().ends, tiles.window.low, tiles.window.high)
    axes.computed_zorder = False  # From above the floor is behind everything.
    level = cast(float, axes.get_zlim()[0])
    flat = np.concatenate([ends, np.full((*ends.shape[:2], 1), level)], axis=2)
    ground = np.column_stack([rectangle(tiles.window.low, tiles.window.high), np.full(4, level)])
    axes.add_collection3d(
        Poly3DCollection([ground], facecolors="#f3f4f7", edgecolors="#a9acb8", zorder=0), autolim=False
    )
    lines = Line3DCollection(list(flat), colors="#a9acb8", linewidths=0.5, label="edges below", zorder=0.5)
    axes.add_collection3d(lines, autolim=False)
