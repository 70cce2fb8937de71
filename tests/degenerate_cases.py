"""Networks and domains that break naive geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
import splinex as sx

DEGENERATE: dict[str, sx.Network] = {
    "duplicate units": sx.arrangement([[1.0, 0.0], [2.0, 0.0], [-1.0, 0.0], [1.0, 1.0], [1.0, 1 + 2.0**-44]]),
    "dead units": sx.Network.from_layers(
        [([[0, 0], [1, 1], [0, 0]], [1, 0, 0]), ([[1, 1, -1], [0, 0, 1]], [-1, 0])], relu_last=True
    ),
    "bias-free": sx.Network.from_layers([(np.eye(2), [0, 0]), ([[1, 1], [1, -1]], [0, 0]), ([[1, 1]], [0])]),
    "doubled line": sx.arrangement([[1, 0], [0, 1], [1, 1], [2, 2]], [0, 0, -1, -2]),
    # the second layer's units are x, 2x - y and -x, all of which vanish with older ones
    "coincident deep units": sx.Network.from_layers(
        [
            ([[1, 0], [-1, 0], [2, -1], [-2, 1]], [0, 0, 0, 0]),
            ([[1, -1, 0, 0], [0, 0, 1, -1], [-1, 1, 0, 0]], [0, 0, 0]),
        ],
        relu_last=True,
    ),
    "parallel lines": sx.arrangement([[1, 0, 0], [1, 0, 0]], [0, 1]),
    "oblique lineality": sx.arrangement([[1, 1, 0], [0, 1, 1]], [0, 1]),
    "rows beyond floats": sx.Network.from_layers(
        [
            ([[2.0**900, 0.0], [0.0, 2.0**-900]], [2.0**900, 2.0**-901]),
            ([[2.0**900, -(2.0**900)], [2.0**-900, 2.0**900]], [-1.0, -1.0]),
        ],
        relu_last=True,
    ),
    "no units": sx.Network.from_layers([([[1, 1]], [0])]),
    "thirds": sx.arrangement([[3, 0], [3 * 2**53 - 4, 0]], [-1, -(2**53 - 1)]),
}
DOMAINS: dict[str, Any] = {
    "space": lambda n: None,
    "box": lambda n: sx.Box(-1, 1),
    "box on units": lambda n: sx.Box(0, 1),
    "flat box": lambda n: sx.Box([0.0] + [-1.0] * (n - 1), [0.0] + [1.0] * (n - 1)),
    "half-space": lambda n: sx.Polytope([[1] * n], [1]),
    "segment": lambda n: sx.Segment([-1] * n, [2] * n),
    "slice": lambda n: sx.Slice([0.25] * n, np.eye(n)[:1], within=sx.Box(-1, 1)),
}
