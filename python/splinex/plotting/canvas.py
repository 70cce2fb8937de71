"""Figures and axes of matplotlib, when the caller brings none."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from splinex.errors import InputError
from splinex.plotting.palette import GRID

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["axes_or_new", "figure_or_new", "figure_without_screen", "open_frame", "panels", "pyplot"]


def pyplot() -> Any:
    """matplotlib.pyplot, or an error that says how to get it."""
    return _matplotlib("pyplot")


def axes_or_new(ax: "Axes | None", size: tuple[float, float] = (7, 7), **options: Any) -> "Axes":
    """The given axes, or those of a new figure of that size in inches."""
    if ax is not None:
        return ax
    result: Axes = pyplot().figure(figsize=size, layout="constrained").add_subplot(**options)
    return result


def figure_or_new(figure: "Figure | None", width: float, height: float) -> "Figure":
    """The given figure, or a new one; of that size in inches."""
    if figure is not None:
        if hasattr(figure, "set_size_inches"):  # Not a part of another figure.
            figure.set_size_inches(width, height)
        return figure
    result: Figure = pyplot().figure(figsize=(width, height), layout="constrained")
    return result


def figure_without_screen(width: float = 7.0, height: float = 7.0) -> "Figure":
    """A new figure of that size in inches, of which pyplot knows nothing."""
    result: Figure = _matplotlib("figure").Figure(figsize=(width, height), layout="constrained")
    return result


def panels(
    figure: "Figure | None",
    number: int,
    columns: int,
    size: tuple[float, float],
    margin: tuple[float, float] = (0.0, 0.0),
    **options: Any,
) -> "tuple[Figure, list[Axes]]":
    """Axes row by row, in the given figure or a new one, which gets a fitting size.

    Parameters
    ----------
    number, columns : int
        How many axes, and how many beside each other.
    size : (width, height)
        Of each in inches, with what belongs to it.
    margin : (width, height)
        Of what else is in the figure.
    **options
        As for `Figure.subplots`.
    """
    rows = -(-number // columns)
    result = figure_or_new(figure, size[0] * columns + margin[0], size[1] * rows + margin[1])
    axes: list[Axes] = list(result.subplots(rows, columns, squeeze=False, **options).flat)
    for ax in axes[number:]:
        ax.remove()
    return result, axes[:number]


def open_frame(ax: "Axes") -> None:
    """No frame above and on the right; faint lines across, behind everything."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRID, zorder=0)


def _matplotlib(module: str) -> Any:
    try:
        return import_module(f"matplotlib.{module}")
    except ImportError:
        raise InputError("pictures need matplotlib: pip install splinex[plot]") from None
