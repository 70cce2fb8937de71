"""Counts with closed formulas or published values (THEORY 5.2, 5.4, 5.6, 5.8, 5.9)."""

from __future__ import annotations

from math import comb, factorial

import pytest
import splinex as sx
from families import awkward, folding
from families.arrangement import Arrangement
from families.known import Known, known_arrangements
from families.random_nets import LCG_TABLE, he_net, integer_net, lcg_net
from families.reflections import type_b
from families.zero_one_normals import coordinate, resonance, threshold_functions
from listing import counted, listed_patterns, network
from oracles.deletion_restriction import count_regions

AFFORDABLE = known_arrangements(100_000)
SMALL = [known for known in AFFORDABLE if known.regions <= 3_000]
LARGE = [known for known in known_arrangements(2_000_000) if known.regions > 100_000]


def _net(known: Arrangement) -> sx.Network:
    return sx.arrangement(known.matrix, known.vector)


def _name(known: Known) -> str:
    return known.name.replace(" ", "-")


@pytest.mark.parametrize("known", AFFORDABLE, ids=_name)
def test_arrangement_count(known: Known) -> None:
    net = sx.arrangement(known.arrangement.matrix, known.arrangement.vector)
    assert sx.count_regions(net).total == known.regions


@pytest.mark.slow(reason="a million regions, about a second at full speed and minutes in exact arithmetic")
@pytest.mark.parametrize("known", LARGE, ids=_name)
def test_large_arrangement_count(known: Known) -> None:
    net = sx.arrangement(known.arrangement.matrix, known.arrangement.vector)
    assert sx.count_regions(net).total == known.regions


@pytest.mark.parametrize("known", SMALL, ids=_name)
def test_arrangement_in_exact_arithmetic(known: Known) -> None:
    net = sx.arrangement(known.arrangement.matrix, known.arrangement.vector)
    assert sx.count_regions(net, arithmetic="exact").total == known.regions


@pytest.mark.parametrize("known", SMALL, ids=_name)
def test_arrangement_listing(known: Known) -> None:
    partition = sx.enumerate_regions(sx.arrangement(known.arrangement.matrix, known.arrangement.vector))
    assert len(partition) == known.regions
    assert len({row.tobytes() for row in partition.patterns}) == known.regions


@pytest.mark.parametrize("known", AFFORDABLE, ids=_name)
def test_deletion_restriction_gives_the_known_count(known: Known) -> None:
    assert count_regions(known.arrangement.normals, known.arrangement.constants) == known.regions


def test_counting_without_visiting_regions() -> None:
    """Far more regions than anybody could list in a test: resonance n = 7 takes seconds, type B n = 9 less."""
    assert sx.count_regions(_net(type_b(9))).total == 2**9 * factorial(9)
    assert sx.count_regions(_net(threshold_functions(6))).total == 15_028_134
    assert sx.count_regions(_net(coordinate(62))).total == 2**62
    with pytest.raises(sx.InputError, match=r"more than 2\^63 - 1 regions"):
        sx.count_regions(_net(coordinate(63)))


@pytest.mark.slow(reason="347 million regions, four seconds")
def test_resonance_seven() -> None:
    assert sx.count_regions(_net(resonance(7))).total == 347_326_352


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
    net = folding.sawtooth(depth)
    assert counted(net, arithmetic=arithmetic) == folding.SAWTOOTH_CELLS_ON_R[:depth]
    assert counted(net, sx.Box(0, 1), arithmetic=arithmetic) == [2**k for k in range(1, depth + 1)]


@pytest.mark.parametrize("arithmetic", ["auto", "exact"])
@pytest.mark.parametrize("folds", folding.FOLD_COUNTS)
def test_folded_lines(folds: tuple[int, ...], arithmetic: str) -> None:
    in_square, on_plane = folding.FOLD_COUNTS[folds]
    net = folding.folded_lines(folds)
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
    assert counted(folding.serra()) == [3, 5]
    assert counted(folding.absolute_minus_one()) == [2, 4]


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
