"""Figures and axes of matplotlib, when the caller brings none."""

from typing import TYPE_CHECKING, Any

from splinex.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["axes_or_new", "figure_or_new", "pyplot"]


def pyplot() -> Any:
    """matplotlib.pyplot, or an error that says how to get it."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise InputError("pictures need matplotlib: pip install splinex[plot]") from None
    return pyplot


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
