"""What people write first: the activation patterns at the points of a grid."""

from collections.abc import Iterator

import numpy as np

from bench.peers.answer import Answer, Layers, Matrix
from bench.peers.patterns import distinct_patterns

__all__ = ["count"]

_POINTS = 1_000_000
_BATCH = 50_000


def count(layers: Layers, box: float | None) -> Answer:
    """Distinct patterns on a regular grid of about a million points, the box's faces included."""
    if box is None:
        raise ValueError("a grid needs a box")
    inputs = layers[0][0].shape[1]
    side = round(_POINTS ** (1 / inputs))
    return Answer(distinct_patterns(layers, _grid(np.linspace(-box, box, side), inputs)), f"{side}^{inputs} points")


def _grid(axis: Matrix, inputs: int) -> Iterator[Matrix]:
    total = len(axis) ** inputs
    for start in range(0, total, _BATCH):
        indices = np.unravel_index(np.arange(start, min(start + _BATCH, total)), (len(axis),) * inputs)
        yield np.stack([axis[index] for index in indices], axis=1)
