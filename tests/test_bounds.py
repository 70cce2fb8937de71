"""Bounds on the number of regions of a shape: published values, a direct sum, and counts of real networks."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, prod

import pytest
import splinex as sx
from families.random_nets import design_net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from splinex import nn
from splinex.bounds import lower_bounds, upper_bounds
from splinex.info import network_info, rounded

WIDTHS = st.lists(st.integers(1, 7), max_size=4)


@pytest.mark.parametrize(
    ("inputs", "widths", "serra", "montufar"),
    [(2, (45, 3), 7252, 7252), (2, (2, 2, 2), 30, 64), (3, (4, 4, 4), 1631, 3375), (3, (), 1, 1)],
)
def test_published_values(inputs: int, widths: tuple[int, ...], serra: int, montufar: int) -> None:
    bounds = upper_bounds(widths, inputs)
    assert (bounds.serra_2018, bounds.montufar_2017) == (serra, montufar)
    assert bounds.trivial == 2 ** sum(widths)
    assert bounds.best == serra


def test_deep_nets_are_bounded_by_exact_integers() -> None:
    assert upper_bounds((50,) * 6, 5).montufar_2017 == sum(comb(50, j) for j in range(6)) ** 6
    assert upper_bounds((1000,) * 6, 784).best > 10**1000


@given(st.integers(1, 6), WIDTHS, st.data())
def test_table_equals_the_sum_it_stands_for(inputs: int, widths: list[int], data: st.DataObject) -> None:
    ranks = data.draw(st.lists(st.integers(1, 7), min_size=len(widths), max_size=len(widths)))

    def total(layer: int, least: int) -> int:
        if layer == len(widths):
            return 1
        n = widths[layer]
        return sum(comb(n, j) * total(layer + 1, min(least, n - j)) for j in range(min(least, n, ranks[layer]) + 1))

    assert upper_bounds(widths, inputs, ranks=ranks).serra_2018 == total(0, inputs)


@given(st.integers(1, 6), WIDTHS)
def test_bounds_are_in_order(inputs: int, widths: list[int]) -> None:
    upper = upper_bounds(widths, inputs)
    assert upper.serra_2018 is not None and upper.montufar_2017 is not None
    assert lower_bounds(widths, inputs).best <= upper.serra_2018 <= upper.montufar_2017 <= upper.trivial


def test_one_layer_is_met_by_general_position() -> None:
    assert lower_bounds((5,), 2).best == upper_bounds((5,), 2).best == 16
    assert sx.count_regions(network(design_net("arr4", (2, 5, 1)))).total == 16


def test_lower_bounds_by_hand() -> None:
    bounds = lower_bounds((8, 9), 2)
    assert bounds.first_layer == 1 + 8 + 28
    assert bounds.montufar_2014 == 4**2 * (1 + 9 + 36)
    assert bounds.serra_2018 == 5**2 * (1 + 9 + 36)
    assert bounds.one_input is None
    assert lower_bounds((1, 9), 2).montufar_2014 is None
    assert lower_bounds((5, 9), 2).serra_2018 is None
    assert lower_bounds((), 2).best == 1


def test_one_input_maximum_is_between_the_bounds_and_reached_by_one_layer() -> None:
    widths = (3, 4, 5)
    assert lower_bounds(widths, 1).best == prod(n + 1 for n in widths) <= upper_bounds(widths, 1).best
    assert sx.count_regions(sx.arrangement([[1], [1], [1]], [0, 1, 2])).total == lower_bounds((3,), 1).one_input


@pytest.mark.parametrize("call", [upper_bounds, lower_bounds])
@pytest.mark.parametrize(("widths", "inputs"), [((3, 0), 2), ((3,), 0), ((2.5,), 1), ((3,), True)])
def test_numbers_that_are_no_sizes(call: object, widths: tuple[int, ...], inputs: int) -> None:
    assert callable(call)
    with pytest.raises(sx.InputError, match="positive integer"):
        call(widths, inputs)


def test_ranks_must_match_the_layers() -> None:
    with pytest.raises(sx.InputError, match="ranks has 1 entries, but widths has 2"):
        upper_bounds((3, 3), 2, ranks=[1])


def test_info_uses_fixed_coordinates_and_affine_bottlenecks() -> None:
    net = network(design_net("wide", (4, 6, 1)))
    box = sx.Box([0, 0, -1, -1], [0, 0, 1, 1])
    info = network_info(net, box)
    assert (info.dimension, info.upper.best) == (2, 1 + 6 + 15)
    assert sx.count_regions(net, box).total <= info.upper.best
    assert network_info(net, sx.Box(0, 0)).upper.best == 1

    layers = [sx.Layer([[1, 1, 1]], [0], False), sx.Layer([[1]] * 5, [0, 1, 2, 3, 4], True)]
    narrow = sx.Network(tuple(layers))
    info = network_info(narrow)
    assert info.lower is not None
    assert sx.count_regions(narrow).total == info.upper.best == info.lower.best == 6


@pytest.mark.parametrize("kind", [nn.MaxPool1d(3, stride=1), nn.HardTanh(), nn.Abs(), nn.ArgMax()])
def test_bounds_of_other_networks(kind: Callable[[nn.Tensor], nn.Tensor]) -> None:
    net = sx.Network.trace(lambda x: nn.LeakyReLU(0.5)(kind(x) - 0.25), (4,))
    info = network_info(net)
    assert info.lower is None and "every pattern" in repr(info)
    assert info.upper.serra_2018 is None
    assert sx.count_regions(net).total <= info.upper.best <= info.upper.trivial


def test_large_numbers_are_rounded_for_reading() -> None:
    assert rounded(10**15 - 1) == "999,999,999,999,999"
    assert rounded(177182044384474170495191259715982196736) == "about 1.77e38"
    assert rounded(2**20000).startswith("about 3.98e6020")
