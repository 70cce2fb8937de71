"""Curves of a partition that changes while a network learns."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.errors import InputError
from splinex.plotting.canvas import open_frame, panels
from splinex.plotting.palette import CLASSES, INK
from splinex.plotting.polygons import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_training"]

_DASHES = ("-", "--", "-.", ":")


def plot_training(curves: Mapping[str, Any], *, xlabel: str = "step", figure: "Figure | None" = None) -> "Figure":
    """Draw curves over the steps of a training run, one panel below the other.

    Parameters
    ----------
    curves : mapping of str to array_like
        ``"step"`` holds the steps, (T,); every other entry becomes a panel with its name: an array (T,) is one curve, (T, k) is
        one for each layer, a mapping of names to arrays (T,) is one for each name. NaN leaves a gap. Such as counts, births
        and deaths of regions, changed codes, the loss.
    xlabel : str
        What a step is.
    figure : matplotlib Figure, optional
        An empty one to draw on, which gets a fitting size; by default a new one of pyplot.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    InputError
        When there are no steps or no curves, and for curves of another length.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = plot_training({"step": [0, 1], "regions": [[5, 7], [6, 9]], "loss": [0.5, 0.25]}, figure=Figure())
    >>> [ax.get_ylabel() for ax in figure.axes]
    ['regions', 'loss']
    """
    if "step" not in curves or len(curves) < 2:
        raise InputError('curves need "step" and at least one more entry')
    steps = np.atleast_1d(np.asarray(curves["step"], dtype=np.float64))
    named = {name: _named(name, values, len(steps)) for name, values in curves.items() if name != "step"}
    fig, grid = panels(figure, len(named), 1, (7.0, 1.9), (0.0, 1.0), sharex=True)
    for ax, (name, lines) in zip(grid, named.items(), strict=True):
        _draw(ax, steps, lines)
        ax.set_ylabel(name, color=INK)
    grid[-1].set_xlabel(xlabel, color=INK)
    fig.align_ylabels()
    return fig


def _named(name: str, values: Any, steps: int) -> dict[str, Floats]:
    """The curves of a panel by their names; "" for one alone."""
    if isinstance(values, Mapping):
        lines = {str(key): np.asarray(line, dtype=np.float64) for key, line in values.items()}
    else:
        table = np.asarray(values, dtype=np.float64)
        if table.ndim == 1:
            lines = {"": table}
        elif table.ndim == 2:
            lines = {f"layer {k}": column for k, column in enumerate(table.T)}
        else:
            raise InputError(f"{name} has shape {table.shape}; ({steps},) or ({steps}, layers) is needed")
    for line in lines.values():
        if line.shape != (steps,):
            raise InputError(f"{name} has a curve of shape {line.shape}, but there are {steps} steps")
    return lines


def _draw(ax: "Axes", steps: Floats, lines: Mapping[str, Floats]) -> None:
    for k, (name, values) in enumerate(lines.items()):
        color, dash = CLASSES[k % len(CLASSES)], _DASHES[k // len(CLASSES) % len(_DASHES)]
        marker = "o" if len(steps) <= 40 else ""
        ax.plot(steps, values, dash, color=color, marker=marker, markersize=3.5, linewidth=1.6, label=name)
    open_frame(ax)
    ax.margins(x=0.01)
    if len(lines) > 1:
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
