"""Near copies, extreme scales and cancellation: where float noise is largest (EXACTNESS 3 and 6)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.cancelling import LATTICE_COUNTS, lattice_net
from families.net import Net, net, with_sum
from families.random_nets import he_net, integer_net
from listing import assert_same_cells, counted, ends, exact, listed_patterns, network
from oracles.deletion_restriction import count_regions
from oracles.exact_splitting import split_patterns

ARITHMETICS = pytest.mark.parametrize("arithmetic", ["auto", "exact"])


def _assert_like_the_oracle(any_net: Net, domain: sx.Box | None = None, **options: str) -> None:
    assert_same_cells(any_net, domain, split_patterns(exact(any_net), ends(any_net, domain)), **options)


@ARITHMETICS
@pytest.mark.parametrize("recipe", LATTICE_COUNTS)
def test_lattice_counts(recipe: tuple[int, int, int, int, float], arithmetic: str) -> None:
    """Single float decisions fail here by the thousand; the search then changes its scalar in mid-tree."""
    assert counted(lattice_net(*recipe), arithmetic=arithmetic) == list(LATTICE_COUNTS[recipe])


@pytest.mark.slow(reason="confirms the table with the slow oracle, a minute in all")
@pytest.mark.parametrize("recipe", LATTICE_COUNTS)
def test_lattice_pattern_sets(recipe: tuple[int, int, int, int, float]) -> None:
    net = lattice_net(*recipe)
    expected = split_patterns(exact(net), ends(net, None))
    assert tuple(map(len, expected)) == LATTICE_COUNTS[recipe]
    assert_same_cells(net, None, expected)


@ARITHMETICS
@pytest.mark.parametrize("seed", range(4))
def test_near_copy(seed: int, arithmetic: str) -> None:
    _assert_like_the_oracle(awkward.with_near_copy(he_net(seed, (2, 5, 4, 1))), arithmetic=arithmetic)
    _assert_like_the_oracle(awkward.with_near_copy(integer_net(seed, (3, 4, 3, 1))), arithmetic=arithmetic)


@pytest.mark.parametrize(("dimension", "width"), [(2, 20), (3, 10), (4, 7)])
def test_every_unit_with_a_near_copy(dimension: int, width: int) -> None:
    """Rounding the copies tilts them a little: the true count comes from integers of a thousand bits."""
    weights, biases = he_net(7, (dimension, width, 1)).layers[0]
    doubled, offsets = np.vstack([weights, weights * (1 + 2.0**-44)]), np.tile(biases, 2)
    assert sx.count_regions(sx.arrangement(doubled, offsets)).total == count_regions(doubled.tolist(), offsets.tolist())


@pytest.mark.parametrize(("dimension", "width"), [(2, 30), (3, 14), (4, 8)])
def test_parallel_near_copies(dimension: int, width: int) -> None:
    """Few-bit weights make the copies exactly parallel: sets of hyperplanes that meet hold one of the two at most."""
    weights = np.random.default_rng(9).integers(-127, 128, (width, dimension)) / 128
    biases = np.random.default_rng(8).integers(1, 128, width) / 128
    doubled = sx.arrangement(np.vstack([weights, weights * (1 + 2.0**-44)]), np.tile(biases, 2))
    expected = sum(comb(width, i) * 2**i for i in range(dimension + 1))
    assert sx.count_regions(doubled).total == expected


@ARITHMETICS
@pytest.mark.parametrize("exponent", [40, 200, -200, 500])
def test_scaled_units(exponent: int, arithmetic: str) -> None:
    for seed in range(3):
        plain = he_net(seed, (3, 6, 4, 1))
        exponents = [exponent if unit % 2 else -exponent // 2 for unit in range(6)]
        scaled = awkward.with_scaled_units(plain, exponents)
        for domain in (None, sx.Box(-1, 1)):
            assert listed_patterns(scaled, domain, arithmetic=arithmetic) == listed_patterns(plain, domain)


def test_scaled_units_of_a_larger_net() -> None:
    plain = he_net(20261125, (4, 24, 24, 1))
    assert counted(plain, sx.Box(-1, 1)) == [10997, 164561]
    for exponent in (40, 200):
        scaled = awkward.with_scaled_units(plain, [exponent * (-1) ** unit for unit in range(24)])
        assert counted(scaled, sx.Box(-1, 1)) == [10997, 164561]


@ARITHMETICS
@pytest.mark.parametrize("make", [awkward.huge_weights, awkward.tiny_weights, awkward.mixed_magnitudes])
def test_extreme_weights(make: Callable[[], Net], arithmetic: str) -> None:
    for domain in (None, sx.Box(-1, 1), sx.Box(-1e300, 1e300)):
        _assert_like_the_oracle(make(), domain, arithmetic=arithmetic)


@ARITHMETICS
def test_numbers_grow_beyond_double_in_deep_nets(arithmetic: str) -> None:
    """Layer after layer of 1e150: exact rows have thousands of bits, and their float images are infinite."""
    r = np.random.default_rng(5)
    hidden = [
        (1e150 * r.normal(size=(4, 2 if k == 0 else 4)), 1e150 ** (k + 1) * 0.1 * r.normal(size=4)) for k in range(2)
    ]
    hidden += [(1e-150 * r.normal(size=(4, 4)), 0.1 * r.normal(size=4)) for _ in range(3)]
    _assert_like_the_oracle(with_sum(hidden), arithmetic=arithmetic)


def test_overflow_is_no_proof() -> None:
    """N1 + N2 + N3 - 5e307 cuts the cell N1, N2, N3 >= 0, but its partial sums are infinite."""
    planes = with_sum([(np.vstack([np.eye(3), np.ones((1, 3))]), [-1.5e308, 1.5e308, 1.5e308, 1e308])])
    for domain in (None, sx.Box(-1, 1)):
        _assert_like_the_oracle(planes, domain)
    assert counted(planes) == [15]


@pytest.mark.parametrize("reach", [16, 2**12, 2**20, 2**25, 2**30])
@pytest.mark.parametrize("dims", [(3, 7, 4, 1), (4, 6, 1)])
def test_integers_that_outgrow_the_small_ones(dims: tuple[int, ...], reach: int) -> None:
    """Products of these pass 2^26 early, late or at once: the dictionary goes on in big integers."""
    for seed in range(4):
        for bias_free in (False, True):
            wide = integer_net(seed, dims, bias_free, reach)
            for arithmetic in ("auto", "exact"):
                _assert_like_the_oracle(wide, arithmetic=arithmetic)


def test_bounds_that_overflow_in_a_very_deep_net() -> None:
    """Bounds that hold for every pattern grow eightfold a layer and pass 1e308; one large row keeps the layers in floats."""
    r = np.random.default_rng(3)
    hidden = []
    for k in range(380):
        weights = r.integers(-1, 2, (8, 2 if k == 0 else 8)).astype(np.float64)
        weights[0] *= 5000
        hidden.append((weights, np.zeros(8)))
    deep = with_sum(hidden)
    counts = counted(deep)
    assert counts[-1] == 122
    assert counts == counted(deep, arithmetic="exact")


OVERFLOWING = {
    "half line": (
        net(
            ([[-1.0], [0.0]], [1e308, 1e308]),
            ([[-2.0, 1.0], [-1.0, 1.0], [1.0, 0.0]], [0.0, 1.7e308, 0.0]),
            ([[1.0, 1.0, 1.0]], [0.0]),
        ),
        sx.Box(0, np.inf),
    ),
    "huge corner": (
        net(
            ([[0.1, 1.0], [0.1, -0.3]], [0.0, 0.0]),
            ([[0.0, -1.0], [0.2, 1.0], [0.0, 0.2]], [1.0, 0.0, 0.0]),
            ([[0.0, 0.0, 0.0]], [0.0]),
        ),
        sx.Box([-np.inf, -np.inf], [1.7e308, 1.7e308]),
    ),
    "always on": (
        net(
            ([[2.0, 0.0], [-1.0, 2.0]], [1.7e308, 1e308]),
            ([[0.0, 1.0], [1.0, 0.0], [-(2.0**991), -(2.0**991)]], [0.0, 0.0, 0.0]),
            ([[0.0, 0.0, 0.0]], [0.0]),
        ),
        sx.Box(0, 1),
    ),
}


@ARITHMETICS
@pytest.mark.parametrize("name", OVERFLOWING)
def test_scores_that_overflow_only_order(name: str, arithmetic: str) -> None:
    """An infinite score once passed for a unit that needs no walk, and another unit was dropped for it."""
    _assert_like_the_oracle(*OVERFLOWING[name], arithmetic=arithmetic)


@ARITHMETICS
def test_witness_beyond_the_floats(arithmetic: str) -> None:
    """A cell that begins at y = 1e600: its nearest float64 is the largest one, and is marked."""
    far = sx.enumerate_regions(sx.arrangement([[1.0, 0.0], [-1e300, 1e-300]], [-1.0, 2.0]), arithmetic=arithmetic)
    assert len(far) == 4
    assert np.isfinite(far.points).all()
    for region in far:
        x, y = region.witness()
        assert (x > 1, -Fraction(1e300) * x + Fraction(1e-300) * y + 2 > 0) == tuple(region.pattern == 1)
        if not region.inexact:
            assert (x, y) == tuple(Fraction(v) for v in region.point.tolist())


def test_affine_map_beyond_the_floats_rounds_to_infinity() -> None:
    steep = net(([[1.0]], [1e308]), ([[-3.0]], [0.0]))
    assert sx.enumerate_regions(network(steep), sx.Box(0, 1))[0].affine_map().b.tolist() == [-np.inf]
