"""The regions of a network in three coordinates as solids."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.partitions.partition import Partition
from splinex.partitions.selecting import places
from splinex.plotting.frame import frame_of
from splinex.plotting.palette import INK
from splinex.plotting.polygons import Floats, Places
from splinex.plotting.region_values import ColorBy, check_color_by, region_values
from splinex.plotting.solids import Solids, solids_of
from splinex.plotting.space import draw_solids, new_space, set_box
from splinex.plotting.tiles import listed
from splinex.plotting.titles import lines, regions_in
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from mpl_toolkits.mplot3d.axes3d import Axes3D

__all__ = ["Choice", "plot_cells"]

Choice = Sequence[int] | NDArray[np.bool_] | NDArray[np.integer] | Callable[[Partition], Any]
"""Places, a mask, or what gives one of these for a partition."""

_MOST = 5_000


def plot_cells(
    net: NetworkLike,
    domain: Domain = None,
    *,
    layer: int | None = None,
    choose: Choice | None = None,
    explode: float = 0.0,
    color_by: ColorBy = "pattern",
    output: int | None = None,
    alpha: float = 1.0,
    ax: "Axes | None" = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Axes":
    """Draw the regions in three coordinates as solids, apart from each other if wanted.

    Which corners a face has is exact; where they are drawn is rounded to float64.

    Parameters
    ----------
    net : Network, str or path
        As for `plot`.
    domain : Box or another domain
        Bounded, of three coordinates.
    layer : int, optional
        Draw the regions after this hidden layer and those before, instead of after all.
    choose : sequence of int, mask, or callable, optional
        Which regions to draw, by their places in `enumerate_regions`; or a function that gives these for the `Partition`.
    explode : float
        Move every cell away from the middle, by that share of its distance from it.
    color_by, output
        As for `plot`, without "angle".
    alpha : float
        Below 1 the faces let others shine through.
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
        When the domain has not three coordinates or is not bounded, when more than 5,000 cells are to be drawn, and as for
        `plot`.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.arrangement([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    >>> ax = plot_cells(net, sx.Box(-1, 1), explode=0.3, ax=Figure().add_subplot(projection="3d"))
    >>> ax.get_title()
    '14 activation regions in Box(-1, 1)'
    """
    network = as_network(net)
    target = network if layer is None else network.up_to(layer)
    check_color_by(color_by, target, output)
    _check_numbers(explode, alpha)
    axes = new_space(ax)
    frame = frame_of(network, domain, (3,))
    part = listed(target, domain, threads, progress)
    part.geometry(threads=threads, progress=progress)
    solids = solids_of(part, frame, _chosen(part, choose))
    values = region_values(solids, color_by, output)
    drawn = _visible(solids) if explode == 0 and alpha == 1 else np.arange(len(solids.faces))
    faces = _moved(solids, explode)
    draw_solids(axes, [faces[i] for i in drawn], values, solids.owners[drawn], alpha)
    _set_limits(axes, faces, frame.labels)
    shown = "" if choose is None else f"{len(solids.shown):,} of "
    axes.set_title(lines(shown + regions_in(network, domain, len(part), layer)), fontsize="medium", color=INK, y=1.03)
    return cast("Axes", axes)


def _check_numbers(explode: float, alpha: float) -> None:
    if not (np.isfinite(explode) and explode >= 0):
        raise InputError(f"explode must be a number from 0, not {explode!r}")
    if not 0 < alpha <= 1:
        raise InputError(f"alpha must be a number above 0 and up to 1, not {alpha!r}")


def _chosen(part: Partition, choose: Choice | None) -> Places:
    """Places of the regions to draw, in order."""
    if choose is None:
        rows = np.arange(len(part))
    else:
        rows = np.unique(places(choose(part) if callable(choose) else choose, len(part)))
    if not len(rows):
        raise InputError("choose leaves no region to draw")
    if len(rows) > _MOST:
        raise InputError(
            f"{len(rows):,} cells are more than the {_MOST:,} of a picture: choose some, or take fewer layers"
        )
    if not part.geometry().bounded[rows].all():
        raise InputError("cells are drawn in a bounded domain: give a Box or a bounded Polytope")
    return rows


def _visible(solids: Solids) -> Places:
    """The faces that no other drawn cell hides."""
    return np.flatnonzero(~np.isin(solids.beyond, solids.shown))


def _moved(solids: Solids, explode: float) -> list[Floats]:
    if explode == 0:
        return solids.faces
    centres = solids.centres()
    middle = centres[solids.shown].mean(axis=0)
    return [
        face + explode * (centres[owner] - middle)
        for face, owner in zip(solids.faces, solids.owners.tolist(), strict=True)
    ]


def _set_limits(axes: "Axes3D", faces: Sequence[Floats], labels: Sequence[str]) -> None:
    corners = np.concatenate(faces)
    low, high = corners.min(axis=0), corners.max(axis=0)
    set_box(axes, low, high, labels)
    sides = (high - low) / (high - low).max()
    axes.set_box_aspect(tuple(np.maximum(sides, 0.25).tolist()), zoom=0.93)
