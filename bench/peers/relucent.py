"""relucent: walks from region to region over facets, linear programs by Gurobi; it certifies its result afterwards."""

import numpy as np
import relucent

from bench.peers.answer import Answer, Layers

__all__ = ["count"]

_STARTS = 20


def count(layers: Layers, box: float | None) -> Answer:
    """Regions found breadth first, with one worker process, from a random point: it refuses one on a cut."""
    relucent.update_settings(VERBOSE=0)
    limits = {} if box is None else {"cube_radius": box, "cube_mode": "intersect"}
    rng = np.random.default_rng(0)
    inputs = layers[0][0].shape[1]
    for tries in range(_STARTS):
        found = relucent.Complex(list(layers))
        try:
            result = found.bfs(rng.uniform(-0.5, 0.5, (1, inputs)), nworkers=1, **limits)
        except ValueError:
            if tries == _STARTS - 1:
                raise
            continue
        marks = [name for name in ("complete", "verified") if getattr(result, name)]
        return Answer([len(found)], f"says {' and '.join(marks)}" if marks else "says incomplete")
    raise AssertionError
