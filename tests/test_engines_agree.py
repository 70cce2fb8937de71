"""Cells by their vertices, by walks over flats, and by dictionaries: different engines, the same regions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import splinex as sx
from families.net import Matrix, Net, net
from hypothesis import given
from hypothesis import strategies as st
from listing import assert_witness, counted, ends, exact, listed_patterns, network
from oracles.exact_splitting import split_patterns
from small_domains import polytope, solid_rows
from small_nets import TENTHS, box_ends, matrices

DOMAINS = {
    "box": sx.Box(-1, 1),
    "plane and space": None,
    "half open": sx.Box(-0.5, np.inf),
    "far": sx.Box(1000.25, 1001.5),
    "tiny": sx.Box(0.3, 0.3 + 1e-9),
}


def random_net(seed: int, *dims: int, bits: int | None = None) -> Net:
    """Normal weights, or ones with so many bits after the point: then vertices with too many facets are ordinary."""
    rng = np.random.default_rng(seed)
    layers: list[tuple[Matrix, Matrix]] = []
    for fan_in, width in pairwise(dims):
        weights, biases = rng.normal(size=(width, fan_in)), rng.normal(0, 0.5, width)
        if bits is not None:
            weights, biases = (np.round(values * 2**bits) / 2**bits + 1e-3 for values in (weights, biases))
        layers.append((weights, biases))
    return net(*layers)


@pytest.mark.parametrize("domain", DOMAINS.values(), ids=DOMAINS.keys())
@pytest.mark.parametrize("dims", [(2, 9, 7, 1), (2, 5, 5, 5, 5, 1), (3, 7, 6, 1), (4, 6, 5, 1), (5, 6, 4, 1)])
def test_vertices_and_dictionaries_find_the_same_cells(dims: tuple[int, ...], domain: sx.Box | None) -> None:
    generic = random_net(sum(dims), *dims)
    expected = listed_patterns(generic, domain, arithmetic="dictionary")
    assert listed_patterns(generic, domain) == expected
    assert counted(generic, domain) == [len(patterns) for patterns in expected]


@pytest.mark.parametrize("seed", range(6))
def test_no_cell_kept_by_its_vertices_needs_a_pivot(seed: int) -> None:
    stats = sx.count_regions(network(random_net(seed, 3, 8, 8, 1)), sx.Box(-1, 1)).stats
    assert stats.pivots == 0
    assert stats.cuts > 0


@pytest.mark.parametrize("inputs", [2, 3, 4])
def test_vertices_with_too_many_facets(inputs: int) -> None:
    """Few bits after the point, plus 0.001: hyperplanes meet in more than a point, and floats cannot tell."""
    for seed in range(4):
        degenerate = random_net(seed, inputs, 6, 4, 1, bits=0)
        assert listed_patterns(degenerate, sx.Box(-1, 1)) == listed_patterns(
            degenerate, sx.Box(-1, 1), arithmetic="exact"
        )


@given(st.data())
def test_like_the_oracle_on_any_box(data: st.DataObject) -> None:
    """Sides of zero width, infinite ones, ties in decimals: whatever engine, and however the last layer is counted."""
    inputs = data.draw(st.integers(2, 4))
    widths = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    layers = [
        (data.draw(matrices(rows, columns, TENTHS)), data.draw(matrices(1, rows, TENTHS))[0])
        for columns, rows in zip([inputs, *widths], [*widths, 1], strict=True)
    ]
    domain = sx.Box(*data.draw(box_ends(inputs)))
    expected = split_patterns(exact(net(*layers)), ends(net(*layers), domain))
    assert listed_patterns(net(*layers), domain) == expected
    assert counted(net(*layers), domain) == [len(patterns) for patterns in expected]


@given(solid_rows(3), st.integers(0, 50))
def test_corners_of_polytopes(rows: list[tuple[list[float], float]], seed: int) -> None:
    """Pyramids and prisms, bounded or not: corners where more facets meet than there are inputs."""
    generic = random_net(seed, 3, 4, 3, 1)
    assert listed_patterns(generic, polytope(rows)) == listed_patterns(generic, polytope(rows), arithmetic="exact")


def test_many_facets_at_one_corner() -> None:
    """A pyramid over a 12-gon whose apex is a vertex of the network's own."""
    angles = np.arange(12) * np.pi / 6
    sides = np.column_stack([np.cos(angles), np.sin(angles), np.ones(12)])
    pyramid = sx.Polytope(np.vstack([sides, [[0, 0, -1]]]), [*np.ones(12), 1.0])
    through_apex = net(
        (np.array([[1.0, 0.0, 0.0], [0.25, 1.0, 0.0], [0.5, 0.5, 1.0]]), np.array([0.0, 0.0, -1.0])),
        (np.array([[1.0, -1.5, 0.25], [0.5, 1.0, -2.0]]), np.array([-0.1, 0.0])),
        (np.ones((1, 2)), np.zeros(1)),
    )
    assert listed_patterns(through_apex, pyramid) == listed_patterns(through_apex, pyramid, arithmetic="exact")


def test_more_candidates_than_a_level_takes() -> None:
    wide = random_net(3, 2, 90, 3, 1)
    small = sx.Box([0.0, 0.0], [0.35, 0.3])
    expected = listed_patterns(wide, small, arithmetic="dictionary")
    assert len(expected[0]) > 64
    assert listed_patterns(wide, small) == expected
    assert counted(wide, small) == [len(patterns) for patterns in expected]


def test_more_facets_than_a_cell_has_slots() -> None:
    """A polygon with 70 sides around everything: its cell goes on in integers."""
    angles = np.arange(70) * 2 * np.pi / 70
    lines = np.column_stack([np.cos(angles), np.sin(angles)])
    inside = np.zeros((2, 71))
    inside[:, 70], inside[1, 0] = 1.0, 0.5
    around = net(
        (np.vstack([lines, [[0.6, 0.8]]]), np.append(np.ones(70), 0.125)),
        (inside, np.array([-0.25, -0.5])),
        (np.ones((1, 2)), np.zeros(1)),
    )
    domain = sx.Box(-1.01, 1.01)
    assert sx.count_regions(network(around), domain).stats.pivots > 0  # by a dictionary
    assert counted(around, domain) == counted(around, domain, arithmetic="dictionary")
    assert listed_patterns(around, domain) == listed_patterns(around, domain, arithmetic="exact")


def test_points_are_inside_their_cells_exactly() -> None:
    deep = random_net(8, 3, 7, 6, 5, 1)
    partition = sx.enumerate_regions(network(deep), sx.Box(-1, 1))
    assert not partition.inexact.any()
    box = ends(deep, sx.Box(-1, 1))
    for pattern, point in zip(partition.patterns.tolist(), partition.points.tolist(), strict=True):
        assert_witness(exact(deep), box, tuple(pattern), [Fraction(x) for x in point])


@pytest.mark.parametrize("scale", [2.0**-200, 2.0**-40, 2.0**40, 2.0**200])
def test_scales_of_units_and_of_the_domain(scale: float) -> None:
    """Cells do not depend on the units' scales; a box and its network may be scaled together."""
    (first, biases), *rest = random_net(5, 3, 6, 5, 1).layers
    plain = listed_patterns(net((first, biases), *rest), sx.Box(-1, 1))
    assert (
        listed_patterns(
            net((first * scale, biases * scale), (rest[0][0] / scale, rest[0][1]), *rest[1:]), sx.Box(-1, 1)
        )
        == plain
    )
    if 2.0**-100 < scale < 2.0**100:
        assert listed_patterns(net((first / scale, biases), *rest), sx.Box(-scale, scale)) == plain


def test_coinciding_sections_count_once() -> None:
    """On the plane x = y the units of the second layer coincide, and so do two of their sections."""
    first = (np.array([[1.0, -1.0, 0.001], [1.0, 1.0, 0.5], [0.3, 0.1, 1.0]]), np.array([0.0, 1.7, 2.1]))
    second = (
        np.array([[1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.1, 0.3, -0.7]]),
        np.array([-1.7, -1.7, -3.8, 0.9]),
    )
    tied = net(first, second, (np.ones((1, 4)), np.zeros(1)))
    assert counted(tied, sx.Box(-1, 1)) == counted(tied, sx.Box(-1, 1), arithmetic="exact")
    assert counted(tied) == counted(tied, arithmetic="exact")
