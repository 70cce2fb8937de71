"""Pattern sets of small networks against the oracles, and the oracles against each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import splinex as sx
from families.cancelling import lattice_net
from families.net import Net
from families.random_nets import he_net, integer_net, lcg_net
from hypothesis import given
from hypothesis import strategies as st
from listing import assert_same_cells, ends, exact
from oracles.deletion_restriction import count_regions
from oracles.exact_splitting import split_patterns
from oracles.highs_splitting import highs_patterns
from oracles.intervals import interval_patterns
from oracles.polygons import polygon_patterns
from small_nets import box_ends, small_nets

INF = float("inf")
BOXES: dict[str, Callable[[int], sx.Box | None]] = {
    "space": lambda d: None,
    "unit": lambda d: sx.Box(-1, 1),
    "half": lambda d: sx.Box([0.0] + [-INF] * (d - 1), [INF] * d),
    "shifted": lambda d: sx.Box([-0.3] * d, [0.7] * d),
    "slab": lambda d: sx.Box([-INF] * (d - 1) + [-0.5], [INF] * (d - 1) + [0.5]),
}
MAKERS: dict[str, Callable[[int, tuple[int, ...]], Net]] = {
    "ties": integer_net,
    "bias-free": lambda seed, dims: integer_net(seed, dims, bias_free=True),
    "floats": he_net,
    "nines": lambda seed, dims: lcg_net(seed, dims, 9),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("side", BOXES)
@pytest.mark.parametrize("seed", range(6))
def test_one_input(seed: int, side: str, kind: str) -> None:
    net, domain = MAKERS[kind](seed, (1, 6, 5, 4, 1)), BOXES[side](1)
    assert_same_cells(net, domain, interval_patterns(exact(net), ends(net, domain)))


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("seed", range(6))
def test_two_inputs_in_a_box(seed: int, kind: str) -> None:
    net, domain = MAKERS[kind](seed, (2, 6, 5, 3, 1)), sx.Box([-1, -2], [1, 1.5])
    assert_same_cells(net, domain, polygon_patterns(exact(net), ends(net, domain)))


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("side", BOXES)
@pytest.mark.parametrize("dims", [(2, 5, 4, 1), (3, 5, 3, 1), (4, 5, 2, 1)])
def test_any_inputs(dims: tuple[int, ...], side: str, kind: str) -> None:
    for seed in range(2):
        net, domain = MAKERS[kind](seed, dims), BOXES[side](dims[0])
        assert_same_cells(net, domain, split_patterns(exact(net), ends(net, domain)))


@pytest.mark.parametrize("fixed", [0.0, 0.5, 1.0, 0.1])
@pytest.mark.parametrize("kind", MAKERS)
def test_zero_width_sides(kind: str, fixed: float) -> None:
    for seed in range(3):
        net = MAKERS[kind](seed, (3, 5, 4, 1))
        plane = sx.Box([-1, fixed, -INF], [1, fixed, INF])
        assert_same_cells(net, plane, split_patterns(exact(net), ends(net, plane)))
        line = sx.Box([fixed, fixed, -INF], [fixed, fixed, INF])
        assert_same_cells(net, line, interval_patterns(exact(net), ends(net, line)))
        point = sx.Box(fixed, fixed)
        assert_same_cells(net, point, split_patterns(exact(net), ends(net, point)))


@pytest.mark.parametrize("arithmetic", ["auto", "exact"])
@given(st.data())
def test_any_small_net_in_any_box(arithmetic: str, data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    assert_same_cells(net, domain, split_patterns(exact(net), ends(net, domain)), arithmetic=arithmetic)


@pytest.mark.parametrize("scale", [1.0, 0.25, 0.1, 0.3])
@pytest.mark.parametrize("shape", [(1, 5), (2, 4), (3, 4)])
def test_lattice_nets(shape: tuple[int, int], scale: float) -> None:
    for seed in range(3):
        net = lattice_net(seed, *shape, levels=2, scale=scale)
        assert_same_cells(net, None, split_patterns(exact(net), ends(net, None)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dimension", [2, 3, 4])
def test_integer_arrangement_against_deletion_restriction(dimension: int, seed: int) -> None:
    weights, biases = integer_net(seed, (dimension, 12, 1)).layers[0]
    expected = count_regions(weights.astype(int).tolist(), biases.astype(int).tolist())
    assert sx.count_regions(sx.arrangement(weights, biases)).total == expected


@pytest.mark.parametrize("kind", MAKERS)
def test_exact_oracles_agree_with_each_other(kind: str) -> None:
    for seed in range(8):
        line, plane, box = MAKERS[kind](seed, (1, 4, 3, 1)), MAKERS[kind](seed, (2, 4, 3, 1)), sx.Box(-1, 1)
        for domain in (None, box):
            sides = ends(line, domain)
            assert interval_patterns(exact(line), sides) == split_patterns(exact(line), sides)
        assert polygon_patterns(exact(plane), ends(plane, box)) == split_patterns(exact(plane), ends(plane, box))


def test_highs_agrees_on_generic_nets() -> None:
    for seed in range(3):
        net = he_net(seed, (3, 5, 3, 1))
        found = highs_patterns(net.layers, np.full(3, -1.0), np.full(3, 1.0))
        assert found == split_patterns(exact(net), ends(net, sx.Box(-1, 1)))


@pytest.mark.parametrize("seed", range(3))
def test_generic_nets_against_highs(seed: int) -> None:
    net = he_net(seed, (3, 6, 4, 1))
    assert_same_cells(net, sx.Box(-1, 1), highs_patterns(net.layers, np.full(3, -1.0), np.full(3, 1.0)))
