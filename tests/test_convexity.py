"""Exact verdicts on convexity: the examples of the theory, an independent oracle, known counts of facets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import lcg_net
from hypothesis import HealthCheck, given, settings
from oracles.exact_net import exact_net
from oracles.vertex_convexity import convex_by_vertices
from small_nets import small_nets

Layers = list[tuple[Any, Any]]

# f of one input, as layers: THEORY 3.3, all convex although the premises fail.
CONVEX_ALL_THE_SAME: dict[str, Layers] = {
    "a: [x]_+ - [-x]_+ is x": [([[1], [-1]], [0, 0]), ([[1, -1]], [0])],
    "b: 2 [x]_+ - [x]_+": [([[1], [1]], [0, 0]), ([[2, -1]], [0])],
    "c: a dead unit": [([[1]], [0]), ([[1], [-1]], [0, -1]), ([[1, -5]], [0])],
    "d: a masked kink": [([[1], [1]], [0, 1]), ([[3, -1]], [-0.5]), ([[1]], [0])],
    "e: a unit that is not convex": [([[1], [1]], [0, -1]), ([[2, -1], [0, 1]], [0, 0]), ([[1, 1]], [0])],
    "f: |[x]_+|": [([[1]], [0]), ([[1], [-1]], [0, 0]), ([[1, 1]], [0])],
}


@pytest.mark.parametrize("name", CONVEX_ALL_THE_SAME)
def test_the_premises_are_not_necessary(name: str) -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers(CONVEX_ALL_THE_SAME[name]))
    assert verdict.holds and verdict[0].not_convex is None
    assert not verdict[0].sharp.holds and not verdict[0].deck.holds
    assert convex_by_vertices(exact_net(CONVEX_ALL_THE_SAME[name]), 0)


def test_the_masked_kink_has_four_cells_and_two_pieces() -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers(CONVEX_ALL_THE_SAME["d: a masked kink"]))
    assert verdict.regions == 4
    pieces = verdict.max_affine(0)
    assert pieces.n_pieces == 2 and pieces == sx.MaxAffineSpline([[0], [2]], [0, Fraction(-3, 2)])


def test_a_dead_unit_does_not_count_on_the_domain() -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers(CONVEX_ALL_THE_SAME["c: a dead unit"]))
    assert not verdict[0].sharp.holds and verdict[0].on_domain.holds


def test_nonnegative_weights_do_not_help_a_function_that_is_not_monotone() -> None:
    net = sx.Network.from_layers([([[1]], [0]), ([[1], [-1]], [-1, 1]), ([[1, 1]], [0])])  # |[x]_+ - 1|
    verdict = sx.verify_convexity(net)
    assert not verdict.holds
    certificate = verdict.certificate(0)
    assert sx.convexity.check(certificate | {"x": ["-1"], "y": ["1"], "t": "1/2", "gap": "1/2"})


def test_the_verdict_depends_on_the_domain() -> None:
    net = sx.Network.from_layers([([[1], [1]], [0, -1]), ([[1, -1]], [0])])  # [x]_+ - [x - 1]_+
    whole = sx.verify_convexity(net)
    assert not whole.holds and not whole.concave
    triple = whole[0].not_convex
    assert triple is not None and triple.gap > 0
    assert sx.convexity.check(triple.to_dict() | {"x": ["0"], "y": ["2"], "t": "1/2", "gap": "1/2"})
    assert sx.verify_convexity(net, sx.Box(-5, 1)).holds
    assert sx.verify_convexity(net, sx.Box(0.5, 5)).concave
    assert sx.verify_convexity(net, sx.Box(0.25, 0.75))[0].affine
    assert sx.verify_convexity(net, sx.Segment([-2.0], [1.0])).holds
    assert not sx.verify_convexity(net, sx.Slice([0.0], [[1.0]], sx.Box(0, 2))).holds


@pytest.mark.parametrize(
    "domain",
    [sx.Box([0, 0], [0, 1]), sx.Polytope([[1, 1], [-1, -1]], [1, -1]), sx.Slice([0, 0], [[1, 0]], sx.Box(1, 1))],
)
def test_domains_without_interior_are_refused(domain: Any) -> None:
    with pytest.raises(sx.InputError, match="has no interior"):
        sx.verify_convexity(sx.arrangement([[1, 2]]), domain)


def test_a_network_without_units_is_affine() -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers([([[1, 2], [3, 4]], [5, 6])]))
    assert verdict.holds and verdict.concave and verdict.facets == 0
    assert all(output.affine and output.deck.holds for output in verdict)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(net=small_nets(inputs=1))
def test_facets_agree_with_vertices_in_one_dimension(net: Any) -> None:
    _agrees_with_the_oracle(net.layers)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(net=small_nets(inputs=2))
def test_facets_agree_with_vertices_in_two_dimensions(net: Any) -> None:
    _agrees_with_the_oracle(net.layers)


def test_facets_agree_with_vertices_on_nets_of_which_many_are_convex() -> None:
    rng = np.random.default_rng(3)
    verdicts = []
    for _ in range(150):
        dims = (2, 2, 2, 1)
        layers = [(rng.integers(-2, 3, (n, m)), rng.integers(-2, 3, n)) for m, n in pairwise(dims)]
        verdicts.append(_agrees_with_the_oracle(layers))
    assert 20 < sum(verdicts) < 130


def _agrees_with_the_oracle(layers: Any) -> bool:
    verdict = sx.verify_convexity(sx.Network.from_layers(list(layers)), threads=1)
    assert verdict.holds == convex_by_vertices(exact_net(layers), 0)
    negated = [*layers[:-1], (-np.asarray(layers[-1][0]), -np.asarray(layers[-1][1]))]
    assert verdict.concave == convex_by_vertices(exact_net(negated), 0)
    if verdict.holds:
        verdict.max_affine(0)  # which checks itself
    return verdict.holds


def test_one_hidden_layer_is_convex_where_no_hyperplane_bends_down() -> None:
    """THEORY 3.5: the sums of v_j |mu_j| over the units of each hyperplane decide."""
    rng = np.random.default_rng(5)
    for _ in range(100):
        W, b, v = rng.integers(-2, 3, (4, 2)), rng.integers(-1, 2, 4), rng.integers(-2, 3, (1, 4))
        sums: dict[tuple[Fraction, ...], Fraction] = {}
        for (p, q), c, weight in zip(W.tolist(), b.tolist(), v[0].tolist(), strict=True):
            lead = Fraction(p or q)
            if lead:
                hyperplane = (p / lead, q / lead, c / lead)
                sums[hyperplane] = sums.get(hyperplane, Fraction(0)) + weight * abs(lead)
        verdict = sx.verify_convexity(sx.Network.from_layers([(W, b), (v, [0])]), threads=1)
        assert verdict.holds == all(total >= 0 for total in sums.values())
        assert verdict.concave == all(total <= 0 for total in sums.values())


@pytest.mark.parametrize(
    ("seed", "dims", "facets", "falling"),
    [
        (3, (2, 4, 3, 2), 32, [15, 14]),
        (1, (2, 5, 4, 3), 74, [38, 24, 45]),
        (1, (2, 45, 3, 4), 2031, [612, 940, 925, 916]),
    ],
)
def test_known_counts_of_facets_that_bend_down(
    seed: int, dims: tuple[int, ...], facets: int, falling: list[int]
) -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers(lcg_net(seed, dims, 9).layers))
    assert verdict.facets == facets
    assert [output.jumps.falling for output in verdict] == falling
    assert all(output.not_convex is not None and output.not_concave is not None for output in verdict)


def test_nonnegative_nets_are_the_maximum_of_their_pieces() -> None:
    """THEORY 4.5: no bad facet, and one piece for each linear region."""
    rng = np.random.default_rng(11)
    for _ in range(15):
        layers = [(rng.integers(-3, 4, (4, 2)), rng.integers(-3, 4, 4))]
        layers += [(rng.integers(0, 4, (n, m)), rng.integers(-3, 4, n)) for m, n in ((4, 3), (3, 2))]
        verdict = sx.verify_convexity(sx.Network.from_layers(layers))
        assert verdict.holds and all(output.deck.holds and output.sharp.holds for output in verdict)
        for k in range(2):
            pieces = verdict.max_affine(k)
            x = [Fraction(int(v), 7) for v in rng.integers(-50, 50, 2)]
            exact = sx.convexity.checker.forward(sx.convexity.plain_network(verdict.partition.network)["layers"], x)[k]
            assert exact == pieces.value(x) and pieces.irredundant().n_pieces == pieces.n_pieces


def test_a_convex_output_has_one_piece_for_each_linear_region() -> None:
    net = sx.Network.from_layers(
        [([[1, 2], [2, -1], [1, 2]], [0, 1, -1]), ([[1, 2, 1], [3, 0, 1]], [-1, -2]), ([[1, 1]], [0])]
    )
    verdict = sx.verify_convexity(net)
    maps = [tuple(map(tuple, region.affine_map().exact()[0])) for region in verdict.partition]
    part_of = list(range(len(maps)))
    for facet in verdict.shared_facets:
        if maps[facet.lower] == maps[facet.upper]:
            old, new = part_of[facet.lower], part_of[facet.upper]
            part_of = [new if place == old else place for place in part_of]
    assert verdict.holds and len(set(part_of)) == verdict.max_affine(0).n_pieces < len(maps)


def test_regions_that_are_listed_already() -> None:
    part = sx.enumerate_regions(sx.arrangement([[1, 2], [3, 4]]))
    assert str(sx.convexity.convexity_of(part)) == str(sx.verify_convexity(part.network))
    for some in (part[:2], part[[0, 1, 2]], sx.enumerate_regions(part.network, max_regions=2)):
        if some.truncated or some.chosen is not None:
            with pytest.raises(sx.InputError, match="by all regions"):
                sx.convexity.convexity_of(some)


def test_the_pieces_of_a_function_that_is_not_convex_are_refused() -> None:
    verdict = sx.verify_convexity(sx.Network.from_layers([([[1]], [0]), ([[-1]], [0])]))
    with pytest.raises(sx.InputError, match="output 0 is not convex"):
        verdict.max_affine(0)


MODULES: dict[str, tuple[Callable[[Any], Any], bool, bool]] = {
    "maximum": (lambda x: sx.nn.MaxPool1d(2, stride=1)(x.reshape(1, 3)), True, False),
    "minimum": (lambda x: -sx.nn.MaxPool1d(2, stride=1)(-x.reshape(1, 3)), False, True),
    "clipped": (lambda x: sx.nn.ReLU6()(x), False, False),
    "leaky": (lambda x: sx.nn.LeakyReLU(0.25)(x), True, False),
    "absolute": (lambda x: sx.nn.Abs()(x), True, False),
}


@pytest.mark.parametrize("name", MODULES)
def test_units_of_other_kinds(name: str) -> None:
    function, convex, concave = MODULES[name]
    verdict = sx.verify_convexity(sx.Network.trace(function, (3,)))
    assert verdict.holds is convex and verdict.concave is concave
    assert all(output.sharp.holds is convex and output.concave_premises.holds is concave for output in verdict)


def test_texts() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1], [1, -1]], [0, 0])])
    assert str(sx.verify_convexity(net)).splitlines() == [
        "convex on R^d: 2 regions, 1 facet",
        "  output 0: convex; facets bend up 1, down 0; premises hold",
        "  output 1: affine; facets bend up 0, down 0; premises fail, but are not necessary",
    ]
    assert repr(sx.verify_convexity(net)) == "ConvexityVerdict(convex, affine)"
    assert repr(sx.verify_convexity(net)[1]) == "OutputVerdict(1: affine)"
    thirds = sx.Network.from_layers([([[1 / 3]], [0]), ([[-1 / 3]], [0])])
    assert "gap about 0.0" in str(sx.verify_convexity(thirds))
