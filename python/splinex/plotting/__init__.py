"""Pictures of regions: with matplotlib, and plotly for hovering (the extra ``plot``)."""

from typing import TYPE_CHECKING, Any

from splinex.plotting.plot import plot

if TYPE_CHECKING:
    from splinex.plotting.layers_figure import plot_layers

__all__ = ["plot", "plot_layers"]

_LATER = {"plot_layers": "splinex.plotting.layers_figure"}


def __getattr__(name: str) -> Any:
    """What is imported when it is first used."""
    from importlib import import_module

    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'splinex.plotting' has no attribute {name!r}")
