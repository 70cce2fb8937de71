"""The rounding bound of importers, for every kind of layer."""

from __future__ import annotations

import numpy as np
import pytest
import splinex as sx
from splinex.importers.checking import check_against, evaluated


def network(shift: float = 0.0) -> sx.Network:
    """Every kind of row: ReLUs, maxima, rows passed on, several breakpoints, a denominator."""
    rng = np.random.default_rng(3)
    W = rng.normal(size=(2, 1, 3, 3))
    W[0, 0, 1, 1] += shift

    def run(x: sx.nn.Tensor) -> sx.nn.Tensor:
        y = sx.nn.MaxPool2d(2, stride=1)(sx.nn.Conv2d(W, [0.1, 0.7], padding=1)(x))
        z = sx.nn.HardSigmoid()(sx.nn.LeakyReLU(0.01)(y)) + sx.nn.ReLU()(y) - y
        return sx.nn.GlobalAvgPool()(sx.nn.AvgPool2d(3, stride=1)(z)).flatten()

    return sx.Network.trace(run, (1, 6, 6))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_other_arithmetic_stays_within_the_bound(dtype: type[np.floating]) -> None:
    net, rng = network(), np.random.default_rng(5)
    eps = float(np.finfo(dtype).eps)
    for _ in range(20):
        x = rng.integers(-99, 100, 36) / 16.0
        values = x.astype(dtype)
        for layer in net.layers:
            # The same layers, every operation rounded.
            rows = np.zeros(len(layer.bias), dtype)
            for column in rng.permutation(layer.n_inputs):
                rows = (rows + layer.weight[:, column].astype(dtype) * values[column]).astype(dtype)
            rows = ((rows + layer.bias.astype(dtype)) / dtype(layer.denominator)).astype(dtype)
            sizes = np.maximum(layer.gates, 1)
            values = np.maximum.reduceat(rows, np.cumsum(sizes) - sizes)
            values = np.where(layer.gates == 0, np.maximum(values, dtype(0)), values)
        exact, bound = evaluated(net, x, eps)
        assert (np.abs(values.astype(np.float64) - exact) <= bound).all()
        assert (bound < 4000 * eps * (1 + np.abs(exact))).all()


def test_another_network_is_noticed() -> None:
    net, other = network(), network(1e-3)
    check_against(net, lambda x: net(x.ravel()), (1, 6, 6), 2.0**-23, "itself")
    with pytest.raises(sx.InputError, match=r"the imported network disagrees with another at \[.* report this model"):
        check_against(net, lambda x: other(x.ravel()), (1, 6, 6), 2.0**-23, "another")
    with pytest.raises(sx.InputError, match="disagrees"):
        check_against(net, lambda x: net(x.ravel())[:1], (1, 6, 6), 2.0**-23, "a shorter one")
