"""`plot_nearest`: queries, and beside each the data that are nearest to it by the partition."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.per_input.inputs import as_inputs
from splinex.per_input.neighbours import nearest_by_partition
from splinex.plotting.images import draw_input, image_rows, image_shape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_nearest"]


def plot_nearest(
    net: NetworkLike,
    queries: ArrayLike,
    data: ArrayLike,
    k: int = 5,
    *,
    layer: int | None = None,
    labels: Sequence[Any] | None = None,
    shape: Sequence[int] | None = None,
    figure: "Figure | None" = None,
) -> "Figure":
    """Draw each query in a row, and its nearest data by the partition distance to the right of it.

    Above each neighbour stands its exact distance, rounded to two digits, and its label.

    Parameters
    ----------
    net, queries, data, k, layer
        As for `nearest_by_partition`.
    labels : sequence, (len(data),), optional
        What to call the data: their classes, say.
    shape : (height, width) or (3, height, width), optional
        How to draw an input; by default as an image of the network's ``input_shape``, or as a square.
    figure : matplotlib Figure, optional
        An empty one to draw in, which gets a fitting size; by default a new one of pyplot.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        As for `nearest_by_partition`, when matplotlib is missing, and for a `shape` or `labels` that do not fit.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.arrangement([[1, 0, 0, 0], [0, 1, 0, 0]])
    >>> drawn = plot_nearest(net, [[1, 1, 0, 0]], [[2, 1, 0, 0], [-1, 1, 0, 3]], k=2, figure=Figure())
    >>> [ax.get_title() for ax in drawn.axes]
    ['query', '0', '0.5']
    """
    network = as_network(net)
    asked, known = as_inputs(queries, network, "queries")[0], as_inputs(data, network, "data")[0]
    if labels is not None and len(labels) != len(known):
        raise InputError(f"there are {len(labels)} labels, but {len(known)} data")
    size = image_shape(network.input_shape, shape)
    found = nearest_by_partition(network, asked, known, k, layer=layer)
    drawn, axes = image_rows(len(asked), k + 1, figure, size)
    extent = float(min(asked.min(), known.min())), float(max(asked.max(), known.max()))
    for i, row in enumerate(axes):
        draw_input(row[0], asked[i], size, extent)
        row[0].set_title("query", fontsize="small")
        for ax, j, distance in zip(row[1:], found.indices[i].tolist(), found.distances[i].tolist(), strict=True):
            draw_input(ax, known[j], size, extent)
            name = "" if labels is None else f"  ({np.asarray(labels)[j]})"
            ax.set_title(f"{distance:.2g}{name}", fontsize="small")
    return drawn
