"""Pictures of regions: with matplotlib, and plotly for hovering (the extra ``plot``)."""

from typing import TYPE_CHECKING, Any

from splinex.plotting.plot import plot

if TYPE_CHECKING:
    from splinex.plotting.cells import plot_cells
    from splinex.plotting.counts_figure import plot_counts
    from splinex.plotting.interactive import plot_interactive
    from splinex.plotting.layers_figure import plot_layers
    from splinex.plotting.signed_images import plot_images
    from splinex.plotting.slice_figure import plot_slice
    from splinex.plotting.surface import plot_surface
    from splinex.plotting.training_figure import plot_training

__all__ = [
    "plot",
    "plot_cells",
    "plot_counts",
    "plot_images",
    "plot_interactive",
    "plot_layers",
    "plot_slice",
    "plot_surface",
    "plot_training",
]

_LATER = {
    "plot_cells": "splinex.plotting.cells",
    "plot_counts": "splinex.plotting.counts_figure",
    "plot_interactive": "splinex.plotting.interactive",
    "plot_layers": "splinex.plotting.layers_figure",
    "plot_slice": "splinex.plotting.slice_figure",
    "plot_surface": "splinex.plotting.surface",
    "plot_images": "splinex.plotting.signed_images",
    "plot_training": "splinex.plotting.training_figure",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first used."""
    from importlib import import_module

    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'splinex.plotting' has no attribute {name!r}")
