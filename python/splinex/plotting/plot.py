"""`plot`: the regions of a network in one or two coordinates."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.plotting.colours import check_color_by
from splinex.plotting.frame import frame_of
from splinex.plotting.line import draw_line
from splinex.plotting.plane import draw_plane
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot"]

_MOST = 100_000


def plot(
    net: NetworkLike,
    domain: Domain = None,
    *,
    layer: int | None = None,
    ax: "Axes | None" = None,
    color_by: str = "pattern",
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
    color_by : {"pattern", "active", "slope"}
        Colour of a region in the plane: a fixed one for each activation pattern, mostly alike for neighbours; the number
        of active units; or the Euclidean (Frobenius) norm of the affine map's matrix.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InputError
        When matplotlib is missing, when the domain has more than two coordinates, when there are more than 100,000 regions,
        and as for `enumerate_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> lines = sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1])
    >>> plot(lines, sx.Box(-1, 2), ax=Figure().add_subplot()).get_title()
    '7 activation regions in Box(-1, 2)'
    """
    network = as_network(net)
    check_color_by(color_by)
    stages = list(_stages(network, layer))
    axes = _axes(ax)
    frame = frame_of(network, domain)
    parts = [_regions(stage, domain, threads, progress) for stage in stages]
    draw = draw_plane if len(frame.free) == 2 else draw_line
    note = draw(axes, frame, parts, color_by)
    where = f"R^{network.n_inputs}" if domain is None else str(domain)
    after = "" if layer is None else f" after {network.names[layer]}"
    lines = [*wrap(f"{len(parts[-1]):,} activation regions{after} in {where}", 80), note]
    axes.set_title("\n".join(filter(None, lines)), fontsize="medium")
    return axes


def _stages(network: Network, layer: int | None) -> Iterator[Network]:
    """The network cut off after each hidden layer, up to the given one; by default the last is the whole network."""
    last = len(network.widths) - 1 if layer is None else network._hidden(layer)
    for before in range(last + (layer is not None)):
        yield network.up_to(before)
    if layer is None:
        yield network


def _regions(network: Network, domain: Domain, threads: int | None, progress: ProgressOption) -> Partition:
    part = enumerate_regions(network, domain, threads=threads, progress=progress, max_regions=_MOST)
    if part.truncated:
        raise InputError(
            f"more than {_MOST:,} regions are too many for a picture: take a smaller domain or fewer layers"
        )
    return part


def _axes(ax: "Axes | None") -> "Axes":
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise InputError("pictures need matplotlib: pip install splinex[plot]") from None
    return pyplot.subplots(figsize=(7, 7), layout="constrained")[1]
