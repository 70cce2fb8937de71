"""Lipschitz constants: known values, the oracle's maps, and slopes that reach them."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import ends, exact, network
from oracles.exact_net import rows_on
from oracles.exact_splitting import split_patterns
from small_nets import box_ends, small_nets
from splinex.domains import Domain
from splinex.zoo.reference_nets import integer_network

INF = math.inf
POWERS = [1.0, 2.0, INF]
PLANE = sx.Slice([0.5, 0, 1], [[1, 2, 0], [0, 1, -1]])
FLAT = sx.Polytope([[1, 1, 1], [-1, -1, -1], *np.eye(3), *-np.eye(3)], [1, -1, 1, 1, 1, 1, 1, 1])
DOMAINS: list[Domain] = [
    None,
    sx.Box(-1, 1),
    sx.Box([-1, 0.5, -1], [1, 0.5, 1]),
    sx.Box([0.25, 0.25, 0], [0.25, 0.25, 1]),
    sx.Segment([0, 0, 0], [1, 2, 3]),
    sx.Slice([0, 0, 1], [[1, 0, 0], [0, 1, 0]], domain=sx.Box(-1, 1)),
    PLANE,
    sx.Slice.through([0.1, 0.2, 0.3], [1, 2, 3], [0, 1, 0], within=sx.Box(0, 1)),
    FLAT,
]


def he_net(*dims: int) -> sx.Network:
    draw = np.random.default_rng(sum(dims))
    return sx.Network.from_layers(
        [(draw.normal(0, math.sqrt(2 / a), (b, a)), draw.normal(0, 0.1, b)) for a, b in pairwise(dims)]
    )


def among_inputs(domain: Domain, step: np.ndarray) -> np.ndarray:
    """How the inputs move with a step of the domain's coordinates."""
    if isinstance(domain, sx.Segment):
        return np.asarray(step * (domain.b - domain.a))
    if isinstance(domain, sx.Slice):
        return np.asarray(step @ np.array(domain.exact_directions(), dtype=np.float64))
    return step


@pytest.mark.parametrize(
    ("seed", "dims", "ones", "maxima", "square"),
    [
        (3, (2, 4, 3, 2), 682, 648, 262400),
        (1, (2, 5, 4, 3), 3414, 2217, 3078853),
        (1, (2, 45, 3, 4), 8128, 5143, 16012548),
    ],
)
def test_the_reference_networks(seed: int, dims: tuple[int, ...], ones: int, maxima: int, square: int) -> None:
    net = integer_network(seed, dims, 9)
    assert sx.lipschitz_constant(net, p=1, q=1).exact == ones
    assert sx.lipschitz_constant(net, p=INF, q=INF).exact == maxima
    assert sx.lipschitz_constant(net, p=2, q=INF).square == square
    rows = [sx.lipschitz_constant(net, output=k).square for k in range(dims[-1])]
    assert max(row for row in rows if row is not None) == square


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("p", POWERS)
@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_slopes_never_exceed_it_and_reach_it(domain: Domain, p: float, q: float) -> None:
    net = he_net(3, 6, 5, 3)
    found = sx.lipschitz_constant(net, domain, p=p, q=q)
    assert found.lower <= found.value <= found.upper <= math.nextafter(found.lower, INF)
    assert found.sampled <= found.value * (1 + 1e-9)
    assert domain is not None or found.value <= found.layers * (1 + 1e-12)
    # Reached: a step that stays in the region, along the direction, from its point.
    step, inner = found.direction, found.region.network
    assert np.linalg.norm(among_inputs(domain, step), ord=p) == pytest.approx(1)
    change = found.region.affine_map().A @ step
    assert np.linalg.norm(change, ord=q) == pytest.approx(found.value, rel=1e-12)
    size = 1.0
    while (inner.pattern(found.point + size * step) != found.region.pattern).any():
        size /= 2
    slope = (inner(found.point + size * step) - inner(found.point)) / size
    assert np.linalg.norm(slope, ord=q) == pytest.approx(found.value, rel=1e-6)
    # Never exceeded: by pairs of points of other regions.
    points = sx.enumerate_regions(net, domain).points
    order = np.random.default_rng(0).permutation(len(points))
    for x, y in zip(points, points[order], strict=True):
        length = np.linalg.norm(among_inputs(domain, x - y), ord=p)
        assert np.linalg.norm(inner(x) - inner(y), ord=q) <= found.value * length * (1 + 1e-9) + 1e-9


@given(small_nets(), st.data())
def test_the_oracles_maps(net: Net, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    box = sx.Box(low, high)
    wide = [i for i in range(net.n_inputs) if low[i] < high[i]]
    rows = [rows_on(exact(net), pattern)[1][0] for pattern in split_patterns(exact(net), ends(net, box))[-1]]
    slopes = [[abs(row[0][i]) for i in wide] for row in rows]
    largest = max(max(slope, default=Fraction(0)) for slope in slopes)
    assert sx.lipschitz_constant(network(net), box, p=1, q=1).exact == largest
    assert sx.lipschitz_constant(network(net), box, p=INF, q=2).exact == max(map(sum, slopes))
    found = sx.lipschitz_constant(network(net), box)
    assert found.square == max(sum(a * a for a in slope) for slope in slopes)
    assert Fraction(found.lower) ** 2 <= found.square <= Fraction(found.upper) ** 2


def test_the_golden_ratio_is_enclosed() -> None:
    """The norm of [[1, 1], [0, 1]] is (1 + sqrt 5) / 2: x with x^2 = x + 1."""
    found = sx.lipschitz_constant(sx.Network.from_layers([([[1, 1], [0, 1]], [0, 0])]))
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    assert lower**2 < lower + 1 and upper**2 > upper + 1
    assert found.upper == math.nextafter(found.lower, INF)
    assert found.exact is None and found.square is None


def test_a_float_that_is_the_norm_is_recognised() -> None:
    found = sx.lipschitz_constant(sx.Network.from_layers([([[3, 0], [0, 4]], [0, 0])]))
    assert found.exact == 4 and found.square == 16
    assert found.lower == found.upper == 4.0


def test_equal_norms_of_many_maps() -> None:
    """(|x|, |y|) turned by rotations of the integers: every region has the norm sqrt 2."""
    hidden = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    net = sx.Network.from_layers([(hidden, [0] * 4), ([[1, 1, 1, 1], [1, 1, -1, -1]], [0, 0])])
    found = sx.lipschitz_constant(net)
    assert Fraction(found.lower) ** 2 < 2 < Fraction(found.upper) ** 2


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer(name: str) -> None:
    net = KINDS[name]()
    part = sx.enumerate_regions(net, sx.Box(-1, 1))
    maps = [region.affine_map().exact()[0] for region in part]
    assert sx.lipschitz_constant(net, sx.Box(-1, 1), p=INF, q=INF).exact == max(
        sum(map(abs, row)) for rows in maps for row in rows
    )
    spectral = max(np.linalg.norm(region.affine_map().A, ord=2) for region in part)
    assert sx.lipschitz_constant(net, sx.Box(-1, 1)).value == pytest.approx(spectral, rel=1e-12)


@pytest.mark.parametrize(("p", "q"), [(INF, 1.0), (INF, 2.0), (2.0, 1.0)])
@pytest.mark.parametrize("outputs", [2, 5])
def test_hard_norms_by_all_signs(p: float, q: float, outputs: int) -> None:
    draw = np.random.default_rng(outputs)
    A = draw.normal(size=(outputs, 4))
    signs = [np.array(s) for s in product([-1, 1], repeat=4 if p == INF else outputs)]
    sizes = [np.linalg.norm(A @ s, ord=q) if p == INF else np.linalg.norm(s @ A, ord=2) for s in signs]
    net = sx.Network.from_layers([(A, np.zeros(outputs))])
    assert sx.lipschitz_constant(net, p=p, q=q).value == pytest.approx(max(sizes), rel=1e-14)


def test_norms_between_the_few_on_a_plane() -> None:
    """f = x + y on x = t (1, 2): over t the slope is 3, and lengths are 3 |t|, sqrt 5 |t| and 2 |t|."""
    net = sx.Network.from_layers([([[1, 1]], [0])])
    line = sx.Slice([0, 0], [[1, 2]])
    assert sx.lipschitz_constant(net, line, p=1).exact == 1
    assert sx.lipschitz_constant(net, line).square == Fraction(9, 5)
    assert sx.lipschitz_constant(net, line, p=INF).exact == Fraction(3, 2)


def test_a_point_has_no_slopes() -> None:
    found = sx.lipschitz_constant(he_net(2, 4, 2), sx.Box(0.5, 0.5))
    assert found.value == 0.0 and found.exact == 0
    assert found.direction.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e170, 1e300])
@pytest.mark.parametrize(("p", "q"), list(product(POWERS, POWERS)))
def test_sizes_whose_squares_are_no_floats(size: float, p: float, q: float) -> None:
    A = np.array([[3.0, 1], [-1, 2], [0, 1]])
    plain = sx.lipschitz_constant(sx.Network.from_layers([(A, [0] * 3)]), p=p, q=q)
    found = sx.lipschitz_constant(sx.Network.from_layers([(A * 4, [0] * 3), (size * np.eye(3), [0] * 3)]), p=p, q=q)
    small = sx.lipschitz_constant(sx.Network.from_layers([(A * size, [0] * 3)]), p=p, q=q)
    assert small.value == pytest.approx(size * plain.value, rel=1e-14)
    assert found.value <= 4 * size * plain.value * (1 + 1e-14)


def test_a_norm_beyond_the_floats() -> None:
    net = sx.Network.from_layers([([[1e200], [-1e200]], [0, 0]), ([[1e200, 1e200]], [0])])
    found = sx.lipschitz_constant(net, sx.Box(-1, 1))
    assert found.exact == Fraction(1e200) ** 2
    assert found.lower < found.value == INF


def test_regions_that_only_differ_below_the_float_filter() -> None:
    """Slopes 1 and 1 + 2^-60 (by layers): floats see equal norms."""
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1.0, 1.0], [0.0, 2.0**-60]], [0.0, 0.0]), ([[1, 1]], [0])])
    found = sx.lipschitz_constant(net)
    assert found.exact == 1 + Fraction(1, 2**60)
    assert found.region.pattern.tolist()[:2] == [0, 1]


def test_truncated_searches_say_so() -> None:
    found = sx.lipschitz_constant(he_net(2, 6, 1), max_regions=3)
    assert found.truncated and "at least" in repr(found)
    assert float(found) <= sx.lipschitz_constant(he_net(2, 6, 1)).value


@pytest.mark.parametrize(
    "option", [{"p": 3}, {"q": "2"}, {"p": float("nan")}, {"p": True}, {"output": 2}, {"output": -1}]
)
def test_bad_options(option: dict[str, object]) -> None:
    with pytest.raises(sx.InputError, match="must be"):
        sx.lipschitz_constant(he_net(2, 3, 2), **option)  # type: ignore[arg-type]


def test_too_many_signs() -> None:
    wide = sx.Network.from_layers([(np.ones((20, 20)), np.zeros(20))])
    for p, q in ((INF, 1), (INF, 2), (2, 1)):
        with pytest.raises(sx.InputError, match="signs"):
            sx.lipschitz_constant(wide, p=p, q=q)
    assert sx.lipschitz_constant(wide, p=INF, q=2, output=3).exact == 20


def test_batched_maps_are_those_of_the_regions() -> None:
    for net in (he_net(3, 5, 4, 2), KINDS["clip"](), KINDS["leaky ReLU"](), KINDS["ReLU last"]()):
        part = sx.enumerate_regions(net, sx.Box(-1, 1))
        for layer in (None, *range(len(net.widths))):
            A, b = part.affine_maps(layer)
            for i, region in enumerate(part):
                one = region.affine_map(layer)
                assert np.array_equal(A[i], one.A) and np.array_equal(b[i], one.b)


def test_batched_maps_beyond_the_floats() -> None:
    net = sx.Network.from_layers([([[1e200]], [1e-200]), ([[-1e200]], [0]), ([[1e-300]], [5e-324])])
    part = sx.enumerate_regions(net)
    maps = [region.affine_map() for region in part]
    assert np.array_equal(part.affine_maps()[0], [m.A for m in maps])
    A, _ = part.affine_maps(0)
    assert np.array_equal(A, [region.affine_map(0).A for region in part])
    huge = sx.enumerate_regions(sx.Network.from_layers([([[1e200]], [0]), ([[-1e200]], [1])]))
    assert -INF in huge.affine_maps()[0]
    assert np.array_equal(huge.affine_maps()[0], [region.affine_map().A for region in huge])


def test_progress_and_empty_parts() -> None:
    seen: list[sx.Progress] = []
    part = sx.enumerate_regions(he_net(2, 5, 1))
    part.affine_maps(progress=seen.append)
    sx.lipschitz_constant(he_net(2, 5, 1), progress=seen.append)
    assert [now.fraction for now in seen][-1] == 1.0
    A, b = part[:0].affine_maps()
    assert A.shape == (0, 1, 2) and b.shape == (0, 1)
