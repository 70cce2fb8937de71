"""Arrays shaped like inputs as pictures: templates, weights, data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.plotting.canvas import panels
from splinex.plotting.palette import DIVERGING, INK
from splinex.plotting.polygons import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_images"]

_ACROSS = 5
_MOST = 400
_COLOURED = 3


def plot_images(
    images: ArrayLike,
    *,
    titles: Sequence[str] | None = None,
    shared: bool = True,
    figure: "Figure | None" = None,
) -> "Figure":
    """Draw signed arrays shaped like inputs: red above zero, blue below, white at zero.

    Parameters
    ----------
    images : array_like of float, (n, H, W), (n, C, H, W) or (n, d)
        Several images of one channel, or of C; with three, each is drawn in colour around a middle grey, with others the
        channels are drawn one beside the other. Rows (n, d) are drawn as stems.
    titles : sequence of str, optional
        One for each.
    shared : bool
        One scale for all, so that they can be compared; otherwise one for each.
    figure : matplotlib Figure, optional
        An empty one to draw on, which gets a fitting size; by default a new one of pyplot.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        For arrays of other shapes, numbers that are not finite, and titles that are not as many.

    Examples
    --------
    >>> import numpy as np
    >>> from matplotlib.figure import Figure
    >>> figure = plot_images(np.eye(9).reshape(9, 3, 3), titles=list("abcdefghi"), figure=Figure())
    >>> [ax.get_title() for ax in figure.axes[:2]]
    ['a', 'b']
    """
    given = as_finite(images, "images")
    if given.ndim not in (2, 3, 4) or not given.size:
        raise InputError(f"images have shape {given.shape}; (n, H, W), (n, C, H, W) or (n, d) is needed")
    if len(given) > _MOST:
        raise InputError(f"{len(given)} images are more than the {_MOST} of one figure: choose some")
    if titles is not None and len(titles) != len(given):
        raise InputError(f"titles has {len(titles)} entries, but there are {len(given)} images")
    fig, grid = panels(figure, len(given), min(len(given), _ACROSS), (2.0, 2.1), (0.8, 0.3))
    reach = _reach(given)
    for i, (ax, template) in enumerate(zip(grid, given, strict=True)):
        _draw(ax, template, reach if shared else _reach(template))
        ax.set_title("" if titles is None else titles[i], fontsize="medium", color=INK)
    if shared and given.ndim > 2 and not _in_colour(given[0]):
        _draw_scale(fig, grid, reach)
    return fig


def _reach(values: Floats) -> float:
    return float(np.abs(values).max()) or 1.0


def _in_colour(template: Floats) -> bool:
    return template.ndim == 3 and len(template) == _COLOURED


def _draw(ax: "Axes", template: Floats, reach: float) -> None:
    if template.ndim == 1:
        ax.axhline(0, color="#a9acb8", linewidth=0.8)
        ax.vlines(np.arange(len(template)), 0, template, color=["#b2182b" if v > 0 else "#2166ac" for v in template])
        ax.set_ylim(-1.05 * reach, 1.05 * reach)
        ax.spines[["top", "right", "bottom"]].set_visible(False)
        ax.set_xticks([])
        return
    if _in_colour(template):
        ax.imshow(0.5 + 0.5 * np.moveaxis(template, 0, -1) / reach, interpolation="nearest")
    else:
        image = template if template.ndim == 2 else np.concatenate(list(template), axis=1)
        ax.imshow(image, cmap=DIVERGING, vmin=-reach, vmax=reach, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_color("#c9cbd4")


def _draw_scale(figure: "Figure", axes: "list[Axes]", reach: float) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    bar = figure.colorbar(ScalarMappable(Normalize(-reach, reach), DIVERGING), ax=axes, fraction=0.03, pad=0.02)
    bar.outline.set_visible(False)
