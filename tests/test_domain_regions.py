"""Regions of polytopes, segments and slices: random ones against the oracle, one domain in many forms, coordinates."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.net import Net, net
from families.random_nets import he_net, integer_net
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import exact, network
from oracles.exact_box import ExactBox, exact_box, whole_space
from oracles.exact_net import ExactLayer, ExactNet, Pattern, evaluate, exact_pattern, exact_value, exact_vector
from oracles.exact_splitting import split_patterns
from small_domains import Rows, along, plain, polytope, solid_rows, through, vectors
from small_nets import TENTHS, box_ends, small_nets
from splinex.domains import Domain


def cells(net: Net, domain: Domain, **options: Any) -> list[set[Pattern]]:
    """Patterns of the listed regions cut off after each layer, once they are as many as the counts say."""
    partition = sx.enumerate_regions(network(net), domain, **options)
    rows = {tuple(row) for row in partition.patterns.tolist()}
    result = [{row[:stop] for row in rows} for stop in accumulate(exact(net).widths)]
    count = sx.count_regions(network(net), domain, **options)
    assert len(rows) == len(partition)
    assert [layer.regions for layer in count.layers] == [len(patterns) for patterns in result]
    return result


def expected(net: Net, box: ExactBox, rows: Rows = (), front: tuple[ExactLayer, ...] = ()) -> list[set[Pattern]]:
    """The oracle's cells where a x <= b for all rows and the input x = front(t), t in the box.

    The rows join the first layer as units that nothing reads; the cells wanted are those where they are on.
    """
    first, *others = exact(net).layers
    extra = [(tuple(-v for v in exact_vector(a)), Fraction(b)) for a, b in rows]
    unread = (Fraction(0),) * len(extra)
    weights, biases = (*(a for a, _ in extra), *first.weights), (*(b for _, b in extra), *first.biases)
    layers = [ExactLayer(weights, biases, True)]
    for position, layer in enumerate(others):
        widened = tuple((unread if position == 0 else ()) + row for row in layer.weights)
        layers.append(ExactLayer(widened, layer.biases, layer.relu))
    found = split_patterns(ExactNet((*front, *layers)), box)
    return [{p[len(extra) :] for p in patterns if all(p[: len(extra)])} for patterns in found]


@settings(max_examples=25)
@given(st.data())
def test_polytope_against_the_oracle(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    rows = data.draw(solid_rows(net.n_inputs))
    assert cells(net, polytope(rows)) == expected(net, whole_space(net.n_inputs), rows)


@settings(max_examples=25)
@given(st.data())
def test_sides_of_a_box_as_a_polytope(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    low, high = data.draw(box_ends(net.n_inputs))
    eye = np.eye(net.n_inputs)
    # Infinite sides become rows that are dropped.
    sides = sx.Polytope(np.concatenate([eye, -eye]), np.concatenate([high, -np.array(low)]))
    assert cells(net, sides) == cells(net, sx.Box(low, high)) == split_patterns(exact(net), exact_box(low, high))


@settings(max_examples=25)
@given(st.data())
def test_segment_against_the_oracle(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    a, b = data.draw(st.tuples(*[vectors(net.n_inputs, TENTHS)] * 2).filter(lambda ends: ends[0] != ends[1]))
    assert cells(net, sx.Segment(a, b)) == expected(net, exact_box([0], [1]), front=through([a, b]))


@settings(max_examples=25)
@given(st.data())
def test_slice_against_the_oracle(data: st.DataObject) -> None:
    net = data.draw(small_nets(inputs=3))
    p, q, r = (data.draw(vectors(3, TENTHS)) for _ in range(3))
    low, high = data.draw(box_ends(2))
    rows = data.draw(st.just([]) | solid_rows(3))
    # The origin of R^3 may be outside the slice: only rows that hold at p keep the domain solid.
    rows = [(a, b) for a, b in rows if evaluate((exact_vector(a), -Fraction(b)), exact_vector(p)) < 0]
    rows = rows if all(lo < 0 < hi for lo, hi in zip(low, high, strict=True)) else []
    within = polytope(rows) if rows else None
    build, front = data.draw(st.sampled_from([(sx.Slice.through, through([p, q, r])), (plain, along(p, [q, r]))]))
    try:
        domain = build(p, q, r, domain=sx.Box(low, high), within=within)
    except sx.InputError:
        return
    assert cells(net, domain) == expected(net, exact_box(low, high), rows, front)


SOLID = {
    "generic": he_net(8, (3, 6, 4, 2)),
    "ties": integer_net(9, (3, 5, 4, 1)),
}


@pytest.mark.parametrize("name", SOLID)
def test_the_same_domain_in_many_forms(name: str) -> None:
    net, eye = SOLID[name], np.eye(3)
    sides = sx.Polytope(np.concatenate([eye, -eye]), [1.0] * 6)
    whole, box = cells(net, None), cells(net, sx.Box(-1, 1))
    assert cells(net, sx.Slice([0] * 3, eye)) == whole
    assert cells(net, sx.Slice.through([0] * 3, *eye)) == whole
    assert cells(net, sx.Polytope(np.zeros((0, 3)), [])) == whole
    assert cells(net, sides) == box
    assert cells(net, sx.Slice([0] * 3, eye, domain=sides)) == box
    assert cells(net, sx.Slice([0] * 3, eye, within=sides)) == box
    assert cells(net, sx.Slice.through([0] * 3, *eye, within=sx.Box(-1, 1))) == box
    assert cells(net, sx.Slice([1, 1, 1], -2 * eye, domain=sx.Box(0, 1))) == box
    assert cells(net, sides, arithmetic="exact") == box


FLAT: dict[str, tuple[Domain, Domain]] = {
    "two opposite rows": (
        sx.Polytope([[1, -1, 0], [-1, 1, 0]], [0, 0]),
        sx.Slice([0, 0, 0], [[1, 1, 0], [0, 0, 1]]),
    ),
    "three rows that only meet": (
        sx.Polytope([[1, 1, 0], [-1, 0, 0], [0, -1, 0]], [0, 0, 0]),
        sx.Slice([0, 0, 0], [[0, 0, 1]]),
    ),
    "side of a box": (sx.Polytope([[0, 0, 1]], [-1]), sx.Polytope([[0, 0, 3]], [-3])),
    "segment as a polytope": (
        sx.Polytope([[2, -1, 0], [-2, 1, 0], [0, 0, 1], [0, 0, -1], [1, 0, 0], [-1, 0, 0]], [0, 0, 0.5, -0.5, 1, 1]),
        sx.Segment([-1, -2, 0.5], [1, 2, 0.5]),
    ),
    "point": (
        sx.Polytope([[1, 1, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]], [0.75, -0.25, -0.25, -0.25]),
        sx.Box(0.25, 0.25),
    ),
    "slice that touches a corner": (
        sx.Slice([0, 0, 0], [[1, -1, 0], [0, 1, -1]], within=sx.Box(0, 1)),
        sx.Box(0, 0),
    ),
    "slice along an edge": (
        sx.Slice([0, 0, 0], [[1, -1, 0], [0, 0, 1]], within=sx.Box(0, 1)),
        sx.Segment([0, 0, 0], [0, 0, 1]),
    ),
}


@pytest.mark.parametrize("case", FLAT)
@pytest.mark.parametrize("name", SOLID)
def test_flat_domains_have_regions_of_their_own_dimension(name: str, case: str) -> None:
    flat, plain = FLAT[case]
    assert cells(SOLID[name], flat) == cells(SOLID[name], plain)


def test_differences_of_points_are_not_rounded() -> None:
    """x[0] - x[1] is 2^-60 at p and 0 at q; with q - p rounded to (1, 1, 0) it would be 2^-60 everywhere."""
    tiny = 2.0**-60
    one = net(([[1, -1, 0]], [0]), ([[1]], [0]))
    points = [tiny, 0, 0], [1, 1, 0], [tiny, 0, 1]
    exactly = sx.Slice.through(*points, domain=sx.Box(0, 2))
    assert exactly.directions[0].tolist() == [1, 1, 0]
    assert cells(one, exactly) == [{(0,), (1,)}]
    rounded = sx.Slice(exactly.origin, exactly.directions, domain=sx.Box(0, 2))
    assert cells(one, rounded) == [{(1,)}]


REGIONS: dict[str, tuple[Domain, tuple[ExactLayer, ...]]] = {
    "polytope": (sx.Polytope([[1, 1, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]], [1, 0, 0, 0]), ()),
    "segment": (sx.Segment([-1, -2, 0.3], [1, 2, 0.1]), through([[-1, -2, 0.3], [1, 2, 0.1]])),
    "slice": (
        sx.Slice([0.1, 0, 0], [[1, 1, 0.0], [0, 0.3, 1]], domain=sx.Box(-1, 1), within=sx.Box(-0.7, 0.9)),
        along([0.1, 0, 0], [[1, 1, 0], [0, 0.3, 1]]),
    ),
    "through": (
        sx.Slice.through([0.1, 0.2, 0.3], [1, 0, 0.7], [0, -1, 0.1]),
        through([[0.1, 0.2, 0.3], [1, 0, 0.7], [0, -1, 0.1]]),
    ),
}


@pytest.mark.parametrize("case", REGIONS)
@pytest.mark.parametrize("name", SOLID)
def test_regions_are_in_the_coordinates(name: str, case: str) -> None:
    domain, front = REGIONS[case]
    assert domain is not None
    net = exact(SOLID[name])
    partition = sx.enumerate_regions(network(SOLID[name]), domain)
    assert partition.points.shape == (len(partition), domain.dimension)
    for region in partition:
        t = region.witness()
        x = exact_value(ExactNet(front), t) if front else t
        assert exact_pattern(net, x) == tuple(region.pattern.tolist())
        A, b = region.affine_map().exact()
        assert tuple(evaluate((tuple(a), c), t) for a, c in zip(A, b, strict=True)) == exact_value(net, x)
        G, h = region.halfspaces().exact()
        assert all(evaluate((tuple(g), -c), t) < 0 for g, c in zip(G, h, strict=True))
