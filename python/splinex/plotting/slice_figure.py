"""The plane through three points of the input space, undistorted, with the points marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.domains import Box, Polytope, Slice
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.plotting.canvas import axes_or_new
from splinex.plotting.decisions import draw_boundary
from splinex.plotting.palette import INK
from splinex.plotting.plane import draw_regions, set_limits
from splinex.plotting.polygons import Floats
from splinex.plotting.region_values import ColorBy, check_color_by
from splinex.plotting.tiles import plane_tiles
from splinex.plotting.titles import lines
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_slice"]

_LABELS = ("p", "q", "r")


def plot_slice(
    net: NetworkLike,
    p: ArrayLike,
    q: ArrayLike,
    r: ArrayLike,
    *,
    labels: Sequence[str] = _LABELS,
    margin: float = 0.35,
    within: Box | Polytope | None = None,
    color_by: ColorBy = "pattern",
    output: int | None = None,
    boundary: bool | None = None,
    ax: "Axes | None" = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Axes":
    """Draw the regions in the plane through three points, such as data points, with these marked.

    Distances in the picture are those of the input space (the two axes are orthonormal directions, the first from p to q).
    The slice itself is exact: the plane through the three points as they are.

    Parameters
    ----------
    net
        As for `plot`.
    p, q, r : array_like of float
        Three inputs that do not lie on a line; shapes other than (n_inputs,) are flattened, row-major.
    labels : sequence of str
        Names of the three points.
    margin : float
        Room around the points, as a share of their bounding box.
    within : Box or Polytope, optional
        Show only inputs in there.
    color_by, output
        As for `plot`.
    boundary : bool, optional
        Draw where the decision changes; by default for networks with several outputs.
    ax, threads, progress
        As for `plot`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InputError
        As for `plot` and `Slice.through`.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> from splinex.data import path
    >>> net = sx.load(path("iris.npz"))
    >>> ax = plot_slice(net, [5.1, 3.5, 1.4, 0.2], [7, 3.2, 4.7, 1.4], [6.3, 3.3, 6, 2.5], ax=Figure().add_subplot())
    >>> ax.get_title()
    '234 activation regions in the plane through p, q and r'
    """
    network = as_network(net)
    points = [_input(point, name, network.n_inputs) for name, point in zip(_LABELS, (p, q, r), strict=True)]
    if len(labels) != 3 or isinstance(labels, str):
        raise InputError(f"labels must be three names, not {labels!r}")
    if not (np.isfinite(margin) and margin > 0):
        raise InputError(f"margin must be a positive number, not {margin!r}")
    check_color_by(color_by, network, output)
    axes = axes_or_new(ax)
    across = _orthonormal(Slice.through(*points))
    domain, corners = _framed(points, across, margin, within)
    tiles = plane_tiles(network, domain, threads, progress).mapped(
        across, (f"distance from {labels[0]} towards {labels[1]}", "distance across")
    )
    draw_regions(axes, tiles, color_by, output)
    if boundary if boundary is not None else network.n_outputs > 1:
        draw_boundary(axes, network, domain, threads, progress, across)
    _mark(axes, corners, labels)
    set_limits(axes, tiles.window, tiles.frame)
    title = f"{len(tiles.part):,} activation regions in the plane through {labels[0]}, {labels[1]} and {labels[2]}"
    axes.set_title(lines(title, width=70), fontsize="medium", color=INK)
    return axes


def _input(point: ArrayLike, name: str, n_inputs: int) -> Floats:
    values = as_finite(point, name).ravel()
    if len(values) != n_inputs:
        raise InputError(f"{name} has {len(values)} numbers, but the network has {n_inputs} inputs")
    return values


def _orthonormal(plane: Slice) -> Floats:
    """The matrix from the slice's coordinates t to distances along orthonormal directions, (2, 2)."""
    upper = np.linalg.qr(plane.directions.T, mode="r")
    return np.asarray(np.sign(np.diag(upper))[:, None] * upper)


def _framed(
    points: Sequence[Floats], across: Floats, margin: float, within: Box | Polytope | None
) -> tuple[Slice, Floats]:
    """The slice, bounded by a rectangle around the points, and the points in the picture, (3, 2)."""
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]) @ across.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = margin * float((high - low).max())
    sides = Polytope(np.concatenate([across, -across]), np.concatenate([high + room, room - low]))
    return Slice.through(*points, domain=sides, within=within), corners


def _mark(axes: "Axes", corners: Floats, labels: Sequence[str]) -> None:
    from matplotlib.patheffects import withStroke

    centre = corners.mean(axis=0)
    axes.scatter(
        corners[:, 0], corners[:, 1], s=55, color="white", edgecolors=INK, linewidths=1.5, zorder=5, label="points"
    )
    for corner, label in zip(corners, labels, strict=True):
        way = corner - centre
        right, up = way[0] >= 0, way[1] >= 0
        axes.annotate(
            label,
            corner,
            xytext=(8 if right else -8, 8 if up else -8),
            textcoords="offset points",
            ha="left" if right else "right",
            va="bottom" if up else "top",
            fontsize="large",
            fontweight="bold",
            color=INK,
            zorder=6,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
