"""Convex for every choice of biases: where the theorem's "if and only if" is true, and where it is not."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.convexity import check, convex_for_every_bias, sign_premises

M = np.array


def test_for_relu_layers_the_premises_are_necessary() -> None:
    """THEORY 3.4 (i), with the biases and the points wherever a weight is negative."""
    rng = np.random.default_rng(34)
    outcomes = []
    for _ in range(200):
        layers = [(rng.integers(-2, 3, (n, m)), np.zeros(n)) for m, n in pairwise((1, 3, 3, 2, 1))]
        layers[0] = (rng.choice([-2, -1, 1, 2], (3, 1)), np.zeros(3))
        net = sx.Network.from_layers(layers)
        (verdict,) = convex_for_every_bias(net)
        assert verdict.holds == sign_premises(net)[0].holds == verdict.by_signs
        outcomes.append(verdict.holds)
        if verdict.counterexample is not None:
            _breaks(net, verdict.counterexample)
        else:
            shifted = [(W, rng.integers(-3, 4, len(b))) for W, b in layers]
            assert sx.verify_convexity(sx.Network.from_layers(shifted), threads=1).holds
    assert 0 < sum(outcomes) < 100


def _breaks(net: sx.Network, found: sx.convexity.BiasCounterexample) -> None:
    assert all(
        np.array_equal(mine.weight, theirs.weight)
        for mine, theirs in zip(net.layers, found.network.layers, strict=True)
    )
    assert found.product < 0 and found.triple.network == found.network
    assert check(found.triple.to_dict())


def test_floats_without_short_sums_are_no_obstacle() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        net = sx.Network.from_layers([(rng.normal(size=(n, m)), np.zeros(n)) for m, n in pairwise((3, 6, 5, 4, 2))])
        for verdict in convex_for_every_bias(net):
            assert verdict.counterexample is not None
            _breaks(net, verdict.counterexample)


@pytest.mark.parametrize(("slope", "holds"), [(0.25, True), (0.125, True), (0.0625, False), (0.0, False)])
def test_a_negative_weight_behind_leaky_relus_may_do_no_harm(slope: float, holds: bool) -> None:
    """THEORY 3.4 (iii): the bend is multiplied by 10 s - s' with slopes s, s' of the second layer, at least 10 slope - 1."""

    def function(x: Any) -> Any:
        second = nn.LeakyReLU(slope)(nn.LeakyReLU(slope)(x @ M([[1.0]])) @ M([[10.0, -1.0]]))
        return second @ M([[1.0], [1.0]])

    net = sx.Network.trace(function, (1,))
    (verdict,) = convex_for_every_bias(net)
    assert not verdict.by_signs and not sign_premises(net)[0].holds
    assert verdict.holds is holds
    if verdict.counterexample is not None:
        _breaks(net, verdict.counterexample)


def test_leaky_relus_stay_convex_whatever_the_first_weights_and_the_biases() -> None:
    rng = np.random.default_rng(4)
    for _ in range(25):
        W, b, c, d = rng.integers(-2, 3, (1, 1)), rng.normal(size=1), rng.normal(size=2), rng.normal(size=1)

        def function(x: Any, W: Any = W, b: Any = b, c: Any = c, d: Any = d) -> Any:
            first = nn.LeakyReLU(0.2)(x @ W + b)
            return nn.LeakyReLU(0.2)(first @ M([[10.0, -1.0]]) + c) @ M([[1.0], [1.0]]) + d

        assert sx.verify_convexity(sx.Network.trace(function, (1,)), threads=1).holds


def test_skips_between_hidden_layers_may_make_up_for_a_negative_weight() -> None:
    """z + [b - z]_+ = max(z, b) for z = [h]_+."""

    def with_skip(factor: float) -> sx.Network:
        def function(x: Any) -> Any:
            z = nn.ReLU()(x)
            return factor * z + nn.ReLU()(1.0 - z)

        return sx.Network.trace(function, (1,))

    assert convex_for_every_bias(with_skip(1.0))[0].holds
    (weaker,) = convex_for_every_bias(with_skip(0.5))
    assert weaker.counterexample is not None and weaker.counterexample.product == -0.5
    _breaks(with_skip(0.5), weaker.counterexample)


def test_units_that_nothing_reaches_do_not_count() -> None:
    zero_row = sx.Network.from_layers([([[0], [1]], [1, 0]), ([[-1, 1]], [0]), ([[1]], [0])])
    assert convex_for_every_bias(zero_row)[0].holds
    unused = sx.Network.from_layers([([[1], [1]], [1, 0]), ([[1, 0], [0, -1]], [0, 0]), ([[1, 0]], [0])])
    assert convex_for_every_bias(unused)[0].holds


def test_units_whose_rows_cancel_are_constant() -> None:
    """[r]_+ - [-r]_+ - r = 0 in front of a ReLU."""
    net = sx.Network.trace(
        lambda x: nn.ReLU()(nn.LeakyReLU(-1.0)(x) - 2 * nn.ReLU()(x) + x) - nn.ReLU()(nn.Abs()(x) - x), (1,)
    )
    assert not convex_for_every_bias(net)[0].holds and not sx.verify_convexity(net).holds
    straight = sx.Network.trace(lambda x: x - nn.ReLU()(nn.PiecewiseLinear([0.0], [1.0, 1.0])(x) - x), (1,))
    assert convex_for_every_bias(straight)[0].holds and sx.verify_convexity(straight)[0].affine


def test_absolute_values_are_two_bends_of_one_unit() -> None:
    net = sx.Network.trace(lambda x: nn.Abs()(nn.ReLU()(x)), (1,))  # |[x]_+ + b| is not convex for b < 0
    (verdict,) = convex_for_every_bias(net)
    assert sx.verify_convexity(net).holds and not verdict.holds


@pytest.mark.parametrize(
    ("module", "reason"), [(lambda x: nn.MaxPool1d(2)(x.reshape(1, 2)), "takes maxima"), (nn.ReLU6(), "several bends")]
)
def test_what_the_statement_is_not_about_is_refused(module: Any, reason: str) -> None:
    with pytest.raises(sx.InputError, match=reason):
        convex_for_every_bias(sx.Network.trace(module, (2,)))


def test_texts() -> None:
    net = sx.Network.from_layers([([[1], [1]], [0, 0]), ([[2, -1], [1, 1]], [0, 0])])
    assert [str(verdict) for verdict in convex_for_every_bias(net)] == [
        "output 0: not convex for some biases, the bend of layer 0, output 1 is multiplied by -1: "
        "x = (-1), y = (1), t = 1/2: gap 1/2 > 0",
        "output 1: convex for every choice of biases",
    ]
