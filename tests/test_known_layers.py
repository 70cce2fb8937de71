"""Layers whose regions are known: equal forms of one network, tables of THEORY 5.6 and 5.7, and degenerate units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from math import comb, prod
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import _core, nn
from splinex.domains import Domain
from splinex.restriction import core_domain

ANY = np.random.default_rng(7)


def cells(net: sx.Network, domain: Domain = None) -> set[tuple[int, ...]]:
    """Patterns of all regions, which are as many as are counted."""
    patterns = sx.enumerate_regions(net, domain).patterns
    found = set(map(tuple, patterns.tolist()))
    assert len(found) == len(patterns) == sx.count_regions(net, domain).total
    return found


def counts(net: sx.Network, domain: Domain = None) -> list[int]:
    return [layer.regions for layer in sx.count_regions(net, domain).layers]


def maps(net: sx.Network) -> dict[tuple[int, ...], Any]:
    """The exact affine map of each region."""
    return {tuple(region.pattern.tolist()): region.affine_map().exact() for region in sx.enumerate_regions(net)}


def integers(*shape: int) -> Any:
    return ANY.integers(-3, 4, shape).astype(float)


# Equal forms of one network


@pytest.mark.parametrize("domain", [None, sx.Box(-2, 2)])
def test_a_convolutional_net_and_its_toeplitz_form(domain: Domain) -> None:
    layer, shape = nn.Conv2d(integers(2, 1, 2, 2), integers(2), padding=1, stride=2), (1, 2, 2)
    convolution = sx.Network.sequential([layer, nn.Flatten()], shape)
    bias = convolution(np.zeros(4))
    toeplitz = (convolution(np.eye(4)) - bias).T
    head = (integers(3, len(bias)), integers(3))
    net = sx.Network.sequential([layer, nn.ReLU(), nn.Flatten(), nn.Linear(*head), nn.ReLU()], shape)
    plain = sx.Network.from_layers([(toeplitz, bias), head], relu_last=True)
    assert cells(net, domain) == cells(plain, domain)
    assert counts(net, domain) == counts(plain, domain)


def test_a_leaky_net_and_its_relu_twin_share_the_cells_of_one_layer() -> None:
    linear = nn.Linear(integers(6, 2), integers(6))
    twin = cells(sx.Network.sequential([linear, nn.ReLU()], (2,)))
    activations: tuple[Callable[[nn.Tensor], nn.Tensor], ...] = (
        nn.LeakyReLU(),
        nn.LeakyReLU(3.0),
        nn.LeakyReLU(-0.5),
        nn.Abs(),
        nn.PReLU([0.1] * 3 + [2.0] * 3),
    )
    for activation in activations:
        assert cells(sx.Network.sequential([linear, activation], (2,))) == twin


def test_a_skip_net_and_its_split_form() -> None:
    W1, b1, W2, b2 = integers(3, 2), integers(3), integers(2, 3), integers(2)
    inner = sx.Network.trace(lambda x: nn.ReLU()(x + nn.Linear(W2, b2)(nn.ReLU()(nn.Linear(W1, b1)(x)))), (2,))
    joined = nn.Linear(np.hstack([np.eye(2), W2]), b2)
    split = sx.Network.trace(lambda x: nn.ReLU()(joined(nn.concatenate([x, nn.ReLU()(nn.Linear(W1, b1)(x))]))), (2,))
    doubled = sx.Network.from_layers(
        [
            (np.vstack([W1, np.eye(2), -np.eye(2)]), np.append(b1, [0.0] * 4)),
            (np.hstack([W2, np.eye(2), -np.eye(2)]), b2),
        ],
        relu_last=True,
    )
    for domain in (None, sx.Box(-1, 3), sx.Box([0, -np.inf], [np.inf, np.inf])):
        assert cells(inner, domain) == cells(split, domain)
        # With x = [x]_+ - [-x]_+ each quadrant is apart.
        finer = sx.enumerate_regions(doubled, domain).patterns
        assert {(*row[:3], *row[7:]) for row in finer.tolist()} == cells(inner, domain)


def test_a_recurrent_net_of_one_step_is_feed_forward() -> None:
    W, R, b, start = integers(4, 2), integers(4, 4), integers(4), integers(4)
    net = sx.Network.sequential([nn.RNN(W, R, b, start)], (1, 2))
    assert cells(net) == cells(sx.Network.from_layers([(W, b + R @ start)], relu_last=True))


def test_a_recurrent_net_of_two_steps_is_a_net_with_a_skip() -> None:
    W, R, b = integers(2, 1), integers(2, 2), integers(2)

    def unrolled(x: nn.Tensor) -> nn.Tensor:
        first = nn.ReLU()(nn.Linear(W, b)(x[0]))
        return nn.ReLU()(nn.Linear(np.hstack([W, R]), b)(nn.concatenate([x[1], first])))

    assert cells(sx.Network.sequential([nn.RNN(W, R, b)], (2, 1))) == cells(sx.Network.trace(unrolled, (2, 1)))


# THEORY 5.7: maxima of several pieces

POOLS: list[tuple[int, int, dict[int, int]]] = [
    (2, 1, {n: 2 ** (n - 1) for n in range(2, 8)}),
    (3, 1, dict(zip(range(3, 8), (3, 7, 16, 36, 81), strict=True))),
    (4, 1, dict(zip(range(4, 8), (4, 10, 24, 56), strict=True))),
    (3, 2, {3: 3, 5: 9, 7: 27}),
    (4, 2, {4: 4, 6: 14}),
    (3, 3, {3: 3, 6: 9}),
    (2, 2, {2: 2, 4: 4, 6: 8}),
]


@pytest.mark.parametrize(("kernel", "stride", "table"), POOLS)
def test_max_pooling_of_raw_inputs(kernel: int, stride: int, table: dict[int, int]) -> None:
    for n, expected in table.items():
        net = sx.Network.sequential([nn.MaxPool1d(kernel, stride)], (1, n))
        assert len(cells(net)) == expected
        if n <= 6:
            starts = range(0, n - kernel + 1, stride)
            ranked = {tuple(int(np.argmax(order[s : s + kernel])) for s in starts) for order in permutations(range(n))}
            assert cells(net) == ranked


@pytest.mark.parametrize(("shape", "expected"), [((1, 2, 3), 14), ((1, 3, 3), 150)])
def test_max_pooling_of_small_images(shape: Sequence[int], expected: int) -> None:
    assert sx.count_regions(sx.Network.sequential([nn.MaxPool2d(2, 1)], shape)).total == expected


@pytest.mark.parametrize(
    ("units", "rank", "inputs"), [(2, 3, 2), (3, 3, 2), (4, 3, 2), (2, 4, 2), (3, 3, 3), (2, 5, 3)]
)
def test_maxout_layers_attain_their_maximum(units: int, rank: int, inputs: int) -> None:
    directions = np.array([[1.0, i, i * i][:inputs] for i in range(1, units + 1)])
    r = np.arange(rank)
    weight = r[None, :, None] * directions[:, None, :]
    bias = -(r * r)[None, :] + 0.01 * np.arange(units)[:, None] * r + np.arange(units)[:, None] ** 3
    net = sx.Network.sequential([nn.Maxout(weight, bias)], (inputs,))
    expected = sum((rank - 1) ** k * comb(units, k) for k in range(min(units, inputs) + 1))
    assert len(cells(net)) == expected


# THEORY 5.6: deep constructions


@pytest.mark.parametrize("tooth", [
    nn.PiecewiseLinear([0.0, 0.5], [0.0, 2.0, -2.0]),
    lambda x: nn.ReLU()(2.0 * x) - 2.0 * nn.ReLU()(2.0 * x - 1.0),
])  # fmt: skip
def test_sawtooth(tooth: Callable[[nn.Tensor], nn.Tensor]) -> None:
    net = sx.Network.sequential([tooth] * 6, (1,))
    if len(net.widths) == 6:
        assert counts(net) == [3, 6, 10, 18, 34, 66]
        assert counts(net, sx.Box(0, 1)) == [2, 4, 8, 16, 32, 64]
    else:
        assert counts(net)[1::2] == [3, 6, 10, 18, 34, 66]
        assert counts(net, sx.Box(0, 1))[1::2] == [2, 4, 8, 16, 32, 64]


@pytest.mark.parametrize(("folds", "on_plane"), [((2,), 39), ((2, 2), 148), ((3, 2), 279), ((2, 2, 2), 516)])
def test_folds_and_lines(folds: Sequence[int], on_plane: int) -> None:
    def run(x: nn.Tensor) -> nn.Tensor:
        for p in folds:  # knots at multiples of 1 / p
            x = nn.PiecewiseLinear(np.arange(p), [0.0] + [(-1.0) ** i for i in range(p)])(x * p)
        return nn.ReLU()(nn.Linear([[1, 1], [3, -6], [15, -5]], [-1, 1, -7])(x))

    net = sx.Network.trace(run, (2,))
    assert sx.count_regions(net, sx.Box(0, 1)).total == 7 * prod(p * p for p in folds)
    assert sx.count_regions(net).total == on_plane


# Degenerate units


def test_duplicated_pieces_count_once_and_the_first_is_named() -> None:
    net = sx.Network.sequential([nn.Maxout([[[1], [-1], [1], [-1], [1]]], [[0, 0, 0, 0, 0]])], (1,))
    assert cells(net) == {(0,), (1,)}
    twice = sx.Network.trace(lambda x: nn.maximum([x, x, x]), (2,))
    assert cells(twice) == {(0, 0)}


def test_dominated_pieces_are_no_cells() -> None:
    # Below everywhere; tight in one point only; below by a constant.
    net = sx.Network.sequential([nn.Maxout(np.array([[[1], [-1], [0], [0], [1]]]), [[0, 0, -1, 0, -3]])], (1,))
    assert cells(net) == {(0,), (1,)}
    # The upper envelope cuts, not all six hyperplanes.
    plane = nn.Maxout([[[1, 0], [0, 1], [-1, 0], [0, -1]]])
    assert cells(sx.Network.sequential([plane], (2,))) == {(0,), (1,), (2,), (3,)}


def test_a_comparison_that_became_idle_is_not_decided() -> None:
    """A coefficient of 2^-32 looks like zero to floats, and the piece is out by the time integers are asked."""
    e = 2.0**-32
    net = sx.Network.sequential([nn.Maxout(np.array([[[-1, 1], [-1, 1], [e, 1 + e], [1 + e, 0]]]))], (2,))
    assert cells(net) == {(0,), (2,), (3,)}


def test_a_maximum_of_one_entry_has_one_piece() -> None:
    net = sx.Network.sequential([nn.MaxPool1d(1), nn.Linear([[1.0, 1.0]]), nn.ReLU()], (1, 2))
    assert cells(net) == {(0, 0, 0), (0, 0, 1)}
    assert net.widths == (2, 1)


def test_windows_that_share_comparisons() -> None:
    both = sx.Network.trace(lambda x: nn.concatenate([nn.maximum([x[:1], x[1:]]), nn.minimum([x[:1], x[1:]])]), (2,))
    assert cells(both) == {(0, 1), (1, 0)}
    pooled = nn.MaxPool1d(2, 1)
    scaled = sx.Network.trace(lambda x: pooled(nn.stack([x[0], 2 * x[0], -x[0]])), (1, 3))
    assert {row[:4] for row in cells(scaled)} == {(a, b, a, b) for a in (0, 1) for b in (0, 1)}
    assert all(row[4:] == (1 - row[0], 1 - row[1]) for row in cells(scaled))


def test_a_leaky_unit_that_is_zero_all_over_has_a_rational_witness() -> None:
    """Below -2^32 the leaky unit is zero; the float nearest to a rational point there need not be one."""
    net = sx.Network.sequential(
        [nn.Maxout([[[0.0], [2.0**-32], [0.0], [1.0]]], [[-1, 0, -1, -1]]), lambda x: x + 1, nn.ReLU(), nn.LeakyReLU()],
        (1,),
    )
    for arithmetic in ("auto", "exact"):
        for region in sx.enumerate_regions(net, arithmetic=arithmetic):
            low, high, constraints = core_domain(None, 1)
            found = _core.witness(net._exact, low, high, constraints, region.bits)
            assert found is not None
            assert net.pattern([found[0][0] / found[1]]).tolist() == region.pattern.tolist()


def test_prelu_of_slope_one_does_not_cut() -> None:
    net = sx.Network.sequential([nn.PReLU([1.0, 0.25]), nn.Linear([[1, 1]]), nn.ReLU()], (2,))
    assert net.widths == (2, 1)
    assert cells(net) == {(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)}


def test_clip_with_equal_bounds_is_constant() -> None:
    net = sx.Network.sequential([nn.Clip(0.5, 0.5), nn.ReLU()], (2,))
    assert cells(net) == {(1, 1)}
    assert maps(net) == {(1, 1): ([[0, 0], [0, 0]], [Fraction(1, 2)] * 2)}


def test_hard_sigmoid_has_exact_sixths() -> None:
    net = sx.Network.sequential([nn.HardSigmoid()], (1,))
    assert maps(net) == {(0,): ([[0]], [0]), (1,): ([[Fraction(1, 6)]], [Fraction(1, 2)]), (2,): ([[0]], [1])}


def test_mean_pooling_has_exact_ninths() -> None:
    net = sx.Network.sequential([nn.AvgPool2d(3, 1), nn.ReLU()], (1, 3, 3))
    assert maps(net) == {(0,): ([[0] * 9], [0]), (1,): ([[Fraction(1, 9)] * 9], [0])}
    padded = sx.Network.sequential([nn.AvgPool1d(3, 2, 1, count_include_pad=False)], (1, 3))
    half = Fraction(1, 2)
    assert maps(padded) == {(): ([[half, half, 0], [0, half, half]], [0, 0])}


def test_units_behind_weights_of_zero_still_count() -> None:
    """Whether a module is one of the network's does not depend on weights: `from_layers` keeps such units too."""
    layers = [(np.array([[1.0], [2.0]]), np.array([0.0, 1.0])), (np.zeros((1, 2)), np.ones(1))]
    net = sx.Network.sequential([nn.Linear(*layers[0]), nn.ReLU(), nn.Linear(*layers[1])], (1,))
    assert cells(net) == cells(sx.Network.from_layers(layers))
    assert len(cells(net)) == 3
