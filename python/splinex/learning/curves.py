"""Training curves of a `Track`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex.learning.record import Track
from splinex.plotting.training_figure import plot_training

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_track"]

Curves = Mapping[str, NDArray[np.float64]]


def draw_track(record: Track, figure: "Figure | None") -> "Figure":
    """Two panels, or three when points are followed: regions, births upwards and deaths downwards, and changed pieces."""
    numbers = not any(isinstance(step, str) for step in record.steps)
    curves: dict[str, object] = {
        "step": record.steps if numbers else range(len(record)),
        "regions": _named([f"after {title}" for title in record.titles], record.regions) or {"": record.total},
    }
    if record.layers:
        curves["born, died"] = {"born": _since(record.births)[:, -1], "died": -_since(record.deaths)[:, -1]}
    if record.points and record.layers:
        curves["changed pieces, %"] = _named(record.titles, _since(100 * record.hamming))
    return plot_training(curves, xlabel="step" if numbers else "snapshot", figure=figure)


def _named(names: list[str] | tuple[str, ...], columns: NDArray[np.generic]) -> Curves:
    return {name: np.asarray(column, dtype=np.float64) for name, column in zip(names, columns.T, strict=True)}


def _since(rows: NDArray[np.generic]) -> NDArray[np.float64]:
    """A gap for the first snapshot, which has none before it."""
    result = np.asarray(rows, dtype=np.float64).copy()
    result[:1] = np.nan
    return result
