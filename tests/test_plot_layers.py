"""Pictures take float64 rows: they agree with the exact ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import frame_of

RNG = np.random.default_rng(5)
KINDS: dict[str, Callable[[nn.Tensor], nn.Tensor]] = {
    "leaky": nn.LeakyReLU(0.25),
    "hard-sigmoid": nn.HardSigmoid(),
    "maxima": nn.ChannelPool(2, axis=-1),
    "abs": nn.Abs(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_maps(kind: str) -> None:
    first, second = RNG.normal(size=(6, 3)), RNG.normal(size=(4, 6 if kind != "maxima" else 3))

    def run(x: nn.Tensor) -> nn.Tensor:
        return nn.Linear(second)(KINDS[kind](2.5 * (x @ first.T) + 0.5)) + x[0]

    net = sx.Network.trace(run, (3,))
    domain = sx.Box([-1, 0.25, -1], [1, 0.25, 1])
    part = sx.enumerate_regions(net, domain)
    frame = frame_of(net, domain)
    assert len(part) > 1
    for region, rows in zip(part, output_maps(part, frame), strict=True):
        A, b = region.affine_map()
        exact = np.column_stack([A[:, frame.free], b + A[:, frame.fixed] @ frame.values])
        np.testing.assert_allclose(rows, exact, atol=1e-12)
