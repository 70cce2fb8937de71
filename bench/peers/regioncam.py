"""regioncam: cuts polygons of the plane layer by layer, in float32 (Rust)."""

import numpy as np
import regioncam

from bench.peers.answer import Answer, Layers

__all__ = ["count"]


def count(layers: Layers, box: float | None) -> Answer:
    """Faces after each layer, in a square."""
    camera = regioncam.Regioncam(size=box)
    regions = []
    for weights, biases in layers[:-1]:
        camera.linear(np.ascontiguousarray(weights.T, dtype=np.float32), biases.astype(np.float32))
        camera.relu()
        regions.append(camera.num_faces)
    return Answer(regions, "float32")
