"""`plot_templates`: what a network matches its inputs with, as images."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.per_input.inputs import as_inputs
from splinex.per_input.templates import Templates, templates
from splinex.plotting.images import draw_input, image_rows, image_shape
from splinex.plotting.palette import DIVERGING
from splinex.plotting.polygons import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_templates"]


def plot_templates(
    net: NetworkLike,
    x: ArrayLike,
    *,
    names: Sequence[Any] | None = None,
    shape: Sequence[int] | None = None,
    figure: "Figure | None" = None,
) -> "Figure":
    """Draw each input in a row, and the templates of all outputs on its cell to the right of it.

    Templates of a row share one scale: red is positive, blue negative, white zero. Above each stand its inner product
    with the input and its bias; a frame marks the output that the network decides for.

    Parameters
    ----------
    net : Network, path, torch module, ...
    x : array_like of float
        One input or some, as for `templates`.
    names : sequence, (n_outputs,), optional
        What to call the outputs; by default 0, 1, ...
    shape : (height, width) or (3, height, width), optional
        How to draw an input; by default as an image of the network's ``input_shape``, or as a square. Templates of inputs
        with colours are drawn as the mean of the three.
    figure : matplotlib Figure, optional
        An empty one to draw in, which gets a fitting size; by default a new one of pyplot.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        As for `templates`, when matplotlib is missing, and for a `shape` or `names` that do not fit.

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.Network.from_layers([([[1, 0, 0, 1], [0, 1, 1, 0]], [0, 0.5])])
    >>> [ax.get_title() for ax in plot_templates(net, [3, 0, 0, 1], figure=Figure()).axes]
    ['input', '0: 4 + 0', '1: 0 + 0.5']
    """
    network = as_network(net)
    points = as_inputs(x, network)[0]
    called = range(network.n_outputs) if names is None else names
    if len(called) != network.n_outputs:
        raise InputError(f"there are {len(called)} names, but {network.n_outputs} outputs")
    size = image_shape(network.input_shape, shape)
    drawn, axes = image_rows(len(points), network.n_outputs + 1, figure, size)
    found = templates(network, points)
    extent = float(points.min()), float(points.max())
    for i, row in enumerate(axes):
        draw_input(row[0], points[i], size, extent)
        row[0].set_title("input", fontsize="x-small")
        for c, ax in enumerate(row[1:]):
            _draw_template(ax, found, (i, c), size)
            ax.set_title(f"{called[c]}: {_sum(found.inner_products[i, c], found.biases[i, c])}", fontsize="x-small")
    return drawn


def _draw_template(ax: Any, found: Templates, place: tuple[int, int], size: tuple[int, ...]) -> None:
    i, c = place
    largest = float(np.abs(found.templates[i]).max()) or 1.0
    image: Floats = found.templates[i, c].reshape(size)
    ax.imshow(image if image.ndim == 2 else image.mean(axis=0), cmap=DIVERGING, vmin=-largest, vmax=largest)
    if found.labels[i] == c:
        for spine in ax.spines.values():
            spine.set_linewidth(2)


def _sum(inner: float, bias: float) -> str:
    return f"{inner:.3g} {'-' if bias < 0 else '+'} {abs(bias):.3g}"
