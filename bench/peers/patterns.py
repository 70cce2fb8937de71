"""Distinct activation patterns of many points: the forward pass in numpy."""

from collections.abc import Iterable

import numpy as np

from bench.peers.answer import Layers, Matrix

__all__ = ["distinct_patterns"]


def distinct_patterns(layers: Layers, batches: Iterable[Matrix]) -> list[int]:
    """How many patterns the points of all batches (n, inputs) show, after each layer."""
    seen: list[set[bytes]] = [set() for _ in layers[:-1]]
    for points in batches:
        packed = np.empty((len(points), 0), dtype=np.uint8)
        values = points
        for (weights, biases), patterns in zip(layers[:-1], seen, strict=True):
            values = np.maximum(values @ weights.T + biases, 0)
            packed = np.hstack([packed, np.packbits(values > 0, axis=1)])
            patterns.update(packed.view(f"V{packed.shape[1]}")[:, 0].tolist())
    return [len(patterns) for patterns in seen]
