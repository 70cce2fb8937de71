"""`plot`: the regions of a network in one or two coordinates."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.network import Network
from splinex.plotting.canvas import axes_or_new
from splinex.plotting.decisions import draw_boundary
from splinex.plotting.frame import frame_of
from splinex.plotting.line import draw_line
from splinex.plotting.plane import draw_regions, set_limits
from splinex.plotting.region_values import ColorBy, check_color_by
from splinex.plotting.tiles import listed, plane_tiles
from splinex.plotting.titles import lines, regions_in
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot"]


def plot(
    net: NetworkLike,
    domain: Domain = None,
    *,
    layer: int | None = None,
    ax: "Axes | None" = None,
    color_by: ColorBy = "pattern",
    output: int | None = None,
    boundary: bool = False,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Axes":
    """Draw all activation regions in the plane, or the network's graph and breakpoints along a line.

    The regions and their number, in the title, are exact; where lines are drawn is rounded to float64. An unbounded domain
    is shown in a window around its vertices, which the title names.

    Parameters
    ----------
    net : Network, str or path
        A network, or the file of one (see `load`).
    domain : Box or another domain, optional
        Of one or two coordinates: a plane or line (None), a box, a polytope, a segment, a slice, or a box whose other sides
        have zero width.
    layer : int, optional
        Draw the regions after this hidden layer and those before, instead of after all.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure of pyplot.
    color_by : str, array_like of float (n,), or callable
        Colour of a region in the plane. Names: "pattern", a fixed colour for each activation pattern, mostly alike for
        neighbours; "active", the number of active units; "slope", the Euclidean (Frobenius) norm of the affine map's matrix;
        "angle", the direction of one output's slope; "value", the mean of one output over the region; "volume", its area.
        Or one number for each region, in the order of `enumerate_regions` for the same network (cut off after `layer`) and
        domain; or a function that gives these for the `Partition`. Regions without a finite number are grey.
    output : int, optional
        Which output "slope" (all by default), "angle" and "value" (the first by default) look at.
    boundary : bool
        Draw also where the decision changes: between the largest outputs, or at zero where there is one output.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InputError
        When matplotlib is missing, when the domain has more than two coordinates, when there are more than 300,000 regions,
        when `color_by` does not fit the regions, and as for `enumerate_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> lines = sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1])
    >>> plot(lines, sx.Box(-1, 2), ax=Figure().add_subplot()).get_title()
    '7 activation regions in Box(-1, 2)'
    """
    network = as_network(net)
    target = network if layer is None else network.up_to(layer)
    check_color_by(color_by, target, output)
    axes = axes_or_new(ax)
    frame = frame_of(network, domain)
    if len(frame.free) == 2:
        tiles = plane_tiles(target, domain, threads, progress)
        total, note = len(tiles.part), tiles.note
        draw_regions(axes, tiles, color_by, output)
        set_limits(axes, tiles.window, tiles.frame)
        if boundary:
            draw_boundary(axes, network, domain, threads, progress, window=tiles.window)
    else:
        if boundary:
            raise InputError("a decision boundary is drawn in two coordinates, but the domain has one")
        parts = [listed(stage, domain, threads, progress) for stage in _stages(network, layer)]
        total, note = len(parts[-1]), draw_line(axes, frame, parts)
    axes.set_title(lines(regions_in(network, domain, total, layer), note), fontsize="medium")
    return axes


def _stages(network: Network, layer: int | None) -> Iterator[Network]:
    """The network cut off after each hidden layer, up to the given one; by default the last is the whole network."""
    last = len(network.widths) - 1 if layer is None else network._hidden(layer)
    for before in range(last + (layer is not None)):
        yield network.up_to(before)
    if layer is None:
        yield network
