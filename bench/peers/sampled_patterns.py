"""What people write second: the activation patterns at random points."""

from collections.abc import Iterator

import numpy as np

from bench.peers.answer import Answer, Layers, Matrix
from bench.peers.patterns import distinct_patterns

__all__ = ["count"]

_POINTS = 1_000_000
_BATCH = 50_000


def count(layers: Layers, box: float | None) -> Answer:
    """Distinct patterns at a million points, uniform in the box."""
    if box is None:
        raise ValueError("sampling needs a box")
    return Answer(distinct_patterns(layers, _uniform(layers[0][0].shape[1], box)), f"{_POINTS:,} points")


def _uniform(inputs: int, box: float) -> Iterator[Matrix]:
    rng = np.random.default_rng(0)
    for _ in range(_POINTS // _BATCH):
        yield rng.uniform(-box, box, (_BATCH, inputs))
