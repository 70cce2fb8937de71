"""Counts with closed formulas or published values (THEORY 5.2, 5.4, 5.6, 5.8, 5.9)."""

from __future__ import annotations

from math import comb, factorial

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.known import arrangements, zoo_net
from families.random_nets import LCG_TABLE, he_net, integer_net, lcg_net
from listing import counted, listed_patterns, network
from oracles.deletion_restriction import count_regions

AFFORDABLE = arrangements(100_000)
SMALL = arrangements(3_000)
LARGE = arrangements(20_000_000, 100_001)


def _id(entry: sx.zoo.Entry) -> str:
    return entry.id


@pytest.mark.parametrize("entry", AFFORDABLE, ids=_id)
def test_arrangement_count(entry: sx.zoo.Entry) -> None:
    assert sx.count_regions(entry.network).total == entry.regions()[0]


@pytest.mark.slow(reason="millions of regions, about a second at full speed and minutes in exact arithmetic")
@pytest.mark.parametrize("entry", LARGE, ids=_id)
def test_large_arrangement_count(entry: sx.zoo.Entry) -> None:
    assert sx.count_regions(entry.network).total == entry.regions()[0]


@pytest.mark.parametrize("entry", SMALL, ids=_id)
def test_arrangement_in_exact_arithmetic(entry: sx.zoo.Entry) -> None:
    assert sx.count_regions(entry.network, arithmetic="exact").total == entry.regions()[0]


@pytest.mark.parametrize("entry", SMALL, ids=_id)
def test_arrangement_listing(entry: sx.zoo.Entry) -> None:
    partition = sx.enumerate_regions(entry.network)
    assert len(partition) == entry.regions()[0]
    assert len({row.tobytes() for row in partition.patterns}) == entry.regions()[0]


@pytest.mark.parametrize("entry", AFFORDABLE, ids=_id)
def test_deletion_restriction_gives_the_known_count(entry: sx.zoo.Entry) -> None:
    layer = entry.network.layers[0]
    assert count_regions(layer.weight.tolist(), layer.bias.tolist()) == entry.regions()[0]


def test_counting_without_visiting_regions() -> None:
    """Far more regions than anybody could list in a test: resonance n = 7 takes seconds, type B n = 9 less."""
    assert sx.count_regions(sx.zoo.load("type-b-9")).total == 2**9 * factorial(9)
    assert sx.count_regions(sx.zoo.load("threshold-6")).total == 15_028_134
    assert sx.count_regions(sx.zoo.load("coordinate-62")).total == 2**62
    with pytest.raises(sx.InputError, match=r"more than 2\^63 - 1 regions"):
        sx.count_regions(sx.arrangement(np.eye(63)))


@pytest.mark.slow(reason="347 million regions, four seconds")
def test_resonance_seven() -> None:
    assert sx.count_regions(sx.zoo.load("resonance-7")).total == 347_326_352


@pytest.mark.parametrize("bias_free", [False, True])
@pytest.mark.parametrize("reach", [1, 2, 40, 4096])
def test_counting_and_visiting_agree(reach: int, bias_free: bool) -> None:
    """With entries of 4096 the restrictions outgrow 64 bits and begin again in big integers."""
    for seed, dims in enumerate([(2, 12, 1), (4, 10, 1), (6, 10, 1), (7, 9, 1)]):
        weights, biases = integer_net(seed, dims, bias_free, reach).layers[0]
        net = sx.arrangement(weights, biases)
        assert sx.count_regions(net).total == len(sx.enumerate_regions(net))


@pytest.mark.parametrize("width", range(1, 20))
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_generic_arrangement_of_every_width(dimension: int, width: int) -> None:
    weights, biases = he_net(width, (dimension, width, 1)).layers[0]
    expected = sum(comb(width, i) for i in range(dimension + 1))
    assert sx.count_regions(sx.arrangement(weights, biases)).total == expected


@pytest.mark.parametrize("arithmetic", ["auto", "exact"])
@pytest.mark.parametrize("depth", range(1, 7))
def test_sawtooth(depth: int, arithmetic: str) -> None:
    net = zoo_net(f"sawtooth-{depth}")
    assert counted(net, arithmetic=arithmetic) == [3, 6, 10, 18, 34, 66][:depth]
    assert counted(net, sx.Box(0, 1), arithmetic=arithmetic) == [2**k for k in range(1, depth + 1)]


@pytest.mark.parametrize("arithmetic", ["auto", "exact"])
@pytest.mark.parametrize(
    ("id", "in_square", "on_plane"),
    [("folding-2", 28, 39), ("folding-2-2", 112, 148), ("folding-3-2", 252, 279), ("folding-2-2-2", 448, 516)],
)
def test_folded_lines(id: str, in_square: int, on_plane: int, arithmetic: str) -> None:
    net = zoo_net(id)
    assert counted(net, sx.Box(0, 1), arithmetic=arithmetic)[-1] == in_square
    assert counted(net, arithmetic=arithmetic)[-1] == on_plane


@pytest.mark.parametrize(("recipe", "expected"), LCG_TABLE)
def test_reference_nets(recipe: tuple[int, tuple[int, ...], int], expected: tuple[int, ...]) -> None:
    assert counted(lcg_net(*recipe)) == list(expected)


def test_first_reference_net_is_the_one_described() -> None:
    weights, biases = lcg_net(3, (2, 4, 3, 2), 9).layers[0]
    assert weights.tolist() == [[-8, -8], [1, 0], [-2, -2], [3, -8]]
    assert biases.tolist() == [6, 2, -8, 9]


def test_nets_of_the_papers() -> None:
    assert counted(zoo_net("serra-fig2")) == [3, 5]
    assert counted(zoo_net("absolute-minus-one")) == [2, 4]


def test_bias_free_net_has_both_units_zero_on_a_quadrant() -> None:
    assert counted(awkward.bias_free()) == [4, 5]
    third_quadrant = (0, 0, 0, 0)
    assert third_quadrant in listed_patterns(awkward.bias_free())[-1]


def test_doubled_line() -> None:
    assert counted(awkward.doubled_line()) == [7]
    assert all(row[2] == row[3] for row in listed_patterns(awkward.doubled_line())[-1])


def test_theory_values_of_upper_bounds_hold() -> None:
    """Serra's bound for 2;45,3 and 2;2,2,2 (THEORY 5.5): no network of these widths may exceed it."""
    assert sx.count_regions(network(he_net(1, (2, 45, 3, 1)))).total <= 7252
    assert all(sx.count_regions(network(he_net(seed, (2, 2, 2, 2, 1)))).total <= 30 for seed in range(20))
