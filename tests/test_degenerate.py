"""Input that breaks tolerances and general-position assumptions is ordinary input (DESIGN 1.6, THEORY 5.2)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.net import Net, net, with_sum
from listing import assert_same_cells, assert_witness, counted, ends, exact, listed_patterns, network
from oracles.exact_net import exact_pattern, exact_value
from oracles.exact_splitting import split_patterns

ARITHMETICS = pytest.mark.parametrize("arithmetic", ["auto", "exact"])


def _assert_like_the_oracle(net: Net, domain: sx.Box | None = None, **options: str) -> None:
    assert_same_cells(net, domain, split_patterns(exact(net), ends(net, domain)), **options)


def test_no_hidden_layer_is_one_region() -> None:
    affine = sx.Network.from_layers([([[1.0, 2.0]], [3.0])])
    count = sx.count_regions(affine)
    assert (count.total, len(count.layers)) == (1, 0)
    partition = sx.enumerate_regions(affine, sx.Box(-1, 1))
    assert partition.patterns.shape == (1, 0)
    assert len(partition) == 1
    matrix, offset = partition[0].affine_map()
    assert (matrix.tolist(), offset.tolist()) == ([[1.0, 2.0]], [3.0])


@ARITHMETICS
def test_dead_constant_and_zero_units(arithmetic: str) -> None:
    dead, always_on, zero = ([0.0, 0.0], -1.0), ([0.0, 0.0], 1.0), ([0.0, 0.0], 0.0)
    rows = [dead, ([1.0, 0.0], 0.0), always_on, zero]
    network = with_sum([([w for w, _ in rows], [b for _, b in rows])])
    assert listed_patterns(network, arithmetic=arithmetic) == [{(0, 0, 1, 0), (0, 1, 1, 0)}]


@ARITHMETICS
def test_nothing_but_zero_units(arithmetic: str) -> None:
    network = with_sum([(np.zeros((3, 2)), np.zeros(3)), (np.ones((2, 3)), [0.0, 1.0])])
    assert listed_patterns(network, arithmetic=arithmetic) == [{(0, 0, 0)}, {(0, 0, 0, 0, 1)}]


@ARITHMETICS
def test_unit_that_dies_behind_a_dead_layer(arithmetic: str) -> None:
    network = with_sum([([[1.0], [1.0]], [-1.0, -2.0]), ([[-1.0, 0.0], [1.0, -1.0]], [0.0, 0.0])])
    expected = {(0, 0, 0, 0), (1, 0, 0, 1), (1, 1, 0, 1)}
    assert listed_patterns(network, arithmetic=arithmetic)[-1] == expected


@ARITHMETICS
def test_duplicated_negated_and_proportional_units(arithmetic: str) -> None:
    weights = [[1.0, 2.0], [1.0, 2.0], [-1.0, -2.0], [3.0, 6.0], [-0.5, -1.0], [1.0, 2.0]]
    biases = [1.0, 1.0, -1.0, 3.0, -0.5, 2.0]
    network = with_sum([(weights, biases)])
    expected = {(0, 0, 1, 0, 1, 0), (0, 0, 1, 0, 1, 1), (1, 1, 0, 1, 0, 1)}
    assert listed_patterns(network, arithmetic=arithmetic) == [expected]


@ARITHMETICS
def test_deep_cut_on_an_older_facet(arithmetic: str) -> None:
    """Two units of different layers switch on the same facet: no cell has one of them on and the other off."""
    network = with_sum([(np.eye(2), np.zeros(2)), ([[1.0, 0.0], [2.0, 0.0], [1.0, -1.0]], np.zeros(3))])
    _assert_like_the_oracle(network, arithmetic=arithmetic)


@ARITHMETICS
@pytest.mark.parametrize("width", [3, 4, 7, 12])
def test_many_lines_through_one_point(width: int, arithmetic: str) -> None:
    weights = np.array([[1.0, float(k)] for k in range(width)])
    assert counted(with_sum([(weights, -weights @ [1.0, 1.0])]), arithmetic=arithmetic) == [2 * width]


@ARITHMETICS
@pytest.mark.parametrize(
    ("line", "regions"), [([1, 1, -2], 1), ([1, 0, -1], 1), ([1, 1, -1], 2), ([1, -1, 0], 2), ([1, 1, 2], 1)]
)
def test_line_that_touches_the_box(line: list[float], regions: int, arithmetic: str) -> None:
    """At a corner or along a side it cuts nothing: a zero-step pivot there is no evidence of a cut."""
    network = with_sum([([line[:2]], [line[2]])])
    assert counted(network, sx.Box(-1, 1), arithmetic=arithmetic) == [regions]


@ARITHMETICS
def test_plane_that_touches_a_cell_at_its_vertex(arithmetic: str) -> None:
    """x + y + z = 0 meets the octants +++ and --- at the origin only."""
    network = with_sum([(np.vstack([np.eye(3), np.ones((1, 3))]), np.zeros(4))])
    patterns = listed_patterns(network, arithmetic=arithmetic)[0]
    assert len(patterns) == 14
    assert (1, 1, 1, 0) not in patterns
    assert (0, 0, 0, 1) not in patterns


@ARITHMETICS
def test_more_inputs_than_the_units_see(arithmetic: str) -> None:
    network = with_sum([([[0, 1, 0, 1, 0], [0, 1, 0, 1, 0]], [0, -1]), ([[1, -2]], [-0.5])])
    _assert_like_the_oracle(network, arithmetic=arithmetic)
    assert counted(network, arithmetic=arithmetic) == [3, 5]


@ARITHMETICS
def test_cell_without_a_float(arithmetic: str) -> None:
    narrow = awkward.cell_without_a_float()
    partition = sx.enumerate_regions(network(narrow), arithmetic=arithmetic)
    assert {tuple(row) for row in partition.patterns.tolist()} == {(0, 0), (1, 0), (1, 1)}
    middle = partition.patterns.tolist().index([1, 0])
    assert partition.inexact.tolist() == [index == middle for index in range(3)]
    witness = partition[middle].witness()
    assert_witness(exact(narrow), ends(narrow, None), (1, 0), list(witness))
    nearest = partition.points[middle, 0]
    assert abs(Fraction(float(nearest)) - witness[0]) <= Fraction(1, 2**54)
    assert exact_pattern(exact(narrow), [Fraction(float(nearest))]) != (1, 0)


@ARITHMETICS
def test_cell_without_a_float_in_a_later_layer(arithmetic: str) -> None:
    """The narrow cell splits the plane's strip once more: 3 strips, each cut by y = 0 in the next layer."""
    weights = [[3.0, 0.0], [3.0 * 2**53 - 4.0, 0.0], [0.0, 1.0]]
    network = with_sum([(weights, [-1.0, -(2.0**53 - 1.0), 0.0]), ([[0.0, 0.0, 1.0]], [-1.0])])
    _assert_like_the_oracle(network, arithmetic=arithmetic)
    assert counted(network, arithmetic=arithmetic) == [6, 9]


@ARITHMETICS
def test_decimal_matrix_that_only_looks_rank_deficient(arithmetic: str) -> None:
    assert counted(awkward.decimal_rank_deficient(), arithmetic=arithmetic) == [8]
    assert counted(awkward.decimal_concurrent(), arithmetic=arithmetic) == [7]
    in_decimals = sx.arrangement([[1, 2, 3], [2, 1, 3], [3, 3, 6]], [0, 0, 0])
    assert sx.count_regions(in_decimals, arithmetic=arithmetic).total == 6


@ARITHMETICS
def test_affine_maps_without_relu_compose_exactly(arithmetic: str) -> None:
    """0.1 * 3 - 0.3 is 2.8e-17 and not 0: folding the two maps in floats would lose the cut at x = -1 / 2.8e-17."""
    layers = (
        sx.Layer([[3.0], [1.0]], [0.0, 0.0], False),
        sx.Layer([[0.1, -0.3]], [1.0], True),
        sx.Layer([[1.0]], [0.0], False),
    )
    sloped = Fraction(0.1) * 3 - Fraction(0.3)
    assert sloped > 0
    partition = sx.enumerate_regions(sx.Network(layers), arithmetic=arithmetic)
    assert len(partition) == 2
    maps = sorted(region.affine_map().exact() for region in partition)
    assert maps == [([[Fraction(0)]], [Fraction(0)]), ([[sloped]], [Fraction(1)])]


@ARITHMETICS
def test_float32_weights_keep_their_value(arithmetic: str) -> None:
    weights = np.array([[0.1, 0.2], [0.3, 0.6], [1.0, 1.0]], dtype=np.float32)
    biases = np.array([0.1, 0.3, -1.0], dtype=np.float32)
    as_double = net((weights, biases), (np.ones((1, 3)), [0.0]))
    count = sx.count_regions(sx.arrangement(weights, biases), arithmetic=arithmetic)
    assert count.total == len(split_patterns(exact(as_double), ends(as_double, None))[-1])


@ARITHMETICS
def test_negative_zero_and_denormals(arithmetic: str) -> None:
    tiny = float(np.nextafter(0.0, 1.0))
    network = with_sum(
        [([[tiny, -0.0], [-0.0, -tiny], [tiny, tiny]], [-0.0, tiny, -tiny]), ([[1.0, 1.0, -1.0]], [-tiny])]
    )
    _assert_like_the_oracle(network, arithmetic=arithmetic)


def test_relu_after_the_last_layer() -> None:
    last = net(([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 1.0]], [-1.0]), relu_last=True)
    assert counted(last) == [2, 4]
    for region in sx.enumerate_regions(network(last)):
        point = list(region.witness())
        matrix, offset = region.affine_map().exact()
        assert [matrix[0][0] * point[0] + offset[0]] == list(exact_value(exact(last), point))
