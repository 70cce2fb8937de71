"""Colours of a report, which its script computes in the same way."""

import numpy as np

from splinex.plotting.polygons import Floats

__all__ = ["CLASSES", "ORDERED", "levels"]

_VIRIDIS = ("440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725")
"""Every eighth of matplotlib's viridis: perceptually uniform, safe for colour-blind readers, ordered in grey."""

CLASSES = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#999999"),
    *("#332288", "#882255", "#44AA99", "#DDCC77"),
)
"""For what has no order: Okabe and Ito's palette, then colours of Tol's; they repeat after twelve."""


def _between() -> tuple[str, ...]:
    anchors = np.array([[int(word[i : i + 2], 16) for i in (0, 2, 4)] for word in _VIRIDIS], dtype=np.float64)
    places = np.linspace(0, len(anchors) - 1, 256)
    rows = np.column_stack([np.interp(places, np.arange(len(anchors)), anchors[:, c]) for c in range(3)])
    return tuple("#" + "".join(f"{round(value):02x}" for value in row) for row in rows.tolist())


ORDERED = _between()
"""256 colours from low to high."""


def levels(values: Floats, low: float, high: float) -> list[int]:
    """Places in `ORDERED`; the middle when there is no range, or one beyond float64."""
    if not (high > low and np.isfinite([low, high]).all()):
        return [128] * len(values)
    share = (values - low) / (high - low)
    found: list[int] = np.clip(np.rint(np.nan_to_num(share, nan=0.5) * 255), 0, 255).astype(int).tolist()
    return found
