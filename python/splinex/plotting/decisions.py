"""Where a classifier's decision changes, over a picture of the plane."""

from typing import TYPE_CHECKING

import numpy as np

from splinex.derived_networks import followed_by
from splinex.domains import Domain
from splinex.layer import Layer
from splinex.network import Network
from splinex.plotting.plane import draw_segments
from splinex.plotting.polygons import Floats, Places
from splinex.plotting.tiles import Tiles, plane_tiles
from splinex.plotting.window import Window
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["deciding_network", "decisions", "draw_boundary"]

_UNDER, _OVER = "#ffffff", "#d7191c"
_WIDTH = 2.0


def deciding_network(network: Network) -> Network:
    """The network with its decision as one more layer: the largest output, or whether the only one is positive."""
    if network.n_outputs > 1:
        return network.with_argmax()
    return followed_by(network, Layer(np.eye(1), np.zeros(1), True), "sign")


def decisions(tiles: Tiles) -> Places:
    """The class of each region of a deciding network, (n,)."""
    return tiles.part.patterns_of(len(tiles.part.network.widths) - 1)[:, 0].astype(np.int64)


def draw_boundary(
    ax: "Axes",
    network: Network,
    domain: Domain,
    threads: int | None = None,
    progress: ProgressOption = None,
    matrix: Floats | None = None,
    window: Window | None = None,
) -> int:
    """Draw the facets at which the decision changes; return how many there are.

    Parameters
    ----------
    matrix : ndarray of float64, (2, 2), optional
        From the drawn coordinates to those of the picture; the same by default.
    window : Window, optional
        What is shown, in the drawn coordinates; by default chosen as for `plot`.
    """
    tiles = plane_tiles(deciding_network(network), domain, threads, progress, window)
    if matrix is not None:
        tiles = tiles.mapped(matrix, ("", ""))
    ends = tiles.segments().between(decisions(tiles))
    # A light line below makes the dark one legible on every colour.
    draw_segments(ax, ends, _UNDER, 2 * _WIDTH, "under the decision boundary", zorder=3)
    draw_segments(ax, ends, _OVER, _WIDTH, "decision boundary", zorder=3)
    return len(ends)
