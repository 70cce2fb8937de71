"""Regions in polytopes and on slices against the oracle; flat, unbounded, redundant and empty ones among them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from families.net import Matrix, Net
from families.random_nets import he_net, integer_net
from listing import counted, exact, listed_patterns, network
from oracles.exact_net import evaluate, exact_value
from oracles.exact_splitting import split_patterns_in_polytope

ARITHMETICS = pytest.mark.parametrize("arithmetic", ["auto", "exact"])
MAKERS: dict[str, Callable[[int, tuple[int, ...]], Net]] = {
    "floats": he_net,
    "ties": integer_net,
    "bias-free": lambda seed, dims: integer_net(seed, dims, bias_free=True),
}
EVERY = pytest.mark.parametrize("kind", MAKERS)
CUBE = (np.vstack([np.eye(3), -np.eye(3)]), np.full(6, 2.0))
PLANE = np.array([[-2.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
"""Two directions along x + 2y - z = 0; with (1, 0, 0) added, the plane x + 2y - z = 1."""
ORIGIN = np.array([1.0, 0.0, 0.0])


def _half_spaces(seed: int, dimension: int) -> tuple[Matrix, Matrix]:
    """A polytope around the origin, or one with it on the boundary; bounded or not, with rows that may be redundant."""
    r = np.random.default_rng(seed)
    rows = int(r.integers(1, 2 * dimension + 3))
    if seed % 2:
        return r.integers(-2, 3, (rows, dimension)).astype(np.float64), r.integers(1, 3, rows).astype(np.float64)
    return r.normal(size=(rows, dimension)), np.abs(r.normal(size=rows)) + 0.1


@ARITHMETICS
@EVERY
@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_polytopes(dimension: int, kind: str, arithmetic: str) -> None:
    for seed in range(6):
        net = MAKERS[kind](seed, (dimension, 5, 4, 1))
        normals, offsets = _half_spaces(seed, dimension)
        expected = split_patterns_in_polytope(exact(net), normals.tolist(), offsets.tolist())
        domain = sx.Polytope(normals, offsets)
        assert listed_patterns(net, domain, arithmetic=arithmetic) == expected
        assert counted(net, domain, arithmetic=arithmetic) == [len(patterns) for patterns in expected]


@EVERY
def test_witnesses_in_polytopes(kind: str) -> None:
    for seed in range(6):
        normals, offsets = _half_spaces(seed, 3)
        for region in sx.enumerate_regions(network(MAKERS[kind](seed, (3, 5, 4, 1))), sx.Polytope(normals, offsets)):
            point = region.witness()
            for normal, offset in zip(normals.tolist(), offsets.tolist(), strict=True):
                row = tuple(Fraction(v) for v in normal)
                assert not any(row) or evaluate((row, -Fraction(offset)), point) < 0


def _on_plane(net: Net) -> Net:
    """The net as a function of the plane's coordinates, exactly: all numbers are small integers."""
    (weights, biases), *rest = net.layers
    return Net(((weights @ PLANE, biases + weights @ ORIGIN), *rest))


@ARITHMETICS
@pytest.mark.parametrize("seed", range(8))
def test_flat_polytope_slice_and_oracle_agree(seed: int, arithmetic: str) -> None:
    """The plane as two half-spaces of a polytope, as a slice within a cube, and as a net of two inputs."""
    net = integer_net(seed, (3, 5, 4, 1))
    normals, offsets = CUBE
    flat = sx.Polytope(np.vstack([normals, [[1, 2, -1], [-1, -2, 1]]]), [*offsets, 1, -1])
    cut = sx.Slice(ORIGIN, PLANE.T, within=sx.Polytope(normals, offsets))
    boxed = sx.Slice(ORIGIN, PLANE.T, within=sx.Box(-2, 2))
    inner = normals @ PLANE, offsets - normals @ ORIGIN
    expected = split_patterns_in_polytope(exact(_on_plane(net)), *(v.tolist() for v in inner))
    sizes = [len(patterns) for patterns in expected]
    assert [counted(net, domain, arithmetic=arithmetic) for domain in (flat, cut, boxed)] == [sizes] * 3
    for region in sx.enumerate_regions(network(net), flat, arithmetic=arithmetic):
        x, y, z = region.witness()
        assert x + 2 * y - z == 1
        assert region.inexact or region.point.tolist() == [x, y, z]


def test_segments_and_slices_through_points_are_exact() -> None:
    """0.1 + 1 * (0.3 - 0.1) is not 0.3 in floats; a slice through a point contains that point."""
    net = he_net(4, (3, 8, 5, 1))
    points = [[0.1, 0.7, -0.3], [0.3, -0.9, 0.2], [-0.6, 0.1, 0.9]]
    for domain in (sx.Segment(*points[:2]), sx.Slice.through(*points, domain=sx.Box(0, 1))):
        regions = sx.enumerate_regions(network(net), domain)
        assert counted(net, domain)[-1] == len(regions)
        for region in regions:
            t = region.witness()
            weights = [1 - sum(t), *t]
            x = [sum(w * Fraction(p[i]) for w, p in zip(weights, points, strict=False)) for i in range(3)]
            matrix, offset = region.affine_map().exact()
            value = evaluate((tuple(matrix[0]), offset[0]), t)
            assert [value] == list(exact_value(exact(net), [Fraction(v) for v in x]))


@pytest.mark.parametrize(
    "domain",
    [
        sx.Polytope([[1, 0, 0], [-1, 0, 0]], [0, -1]),
        sx.Slice([0, 0, 0], [[1, 0, 0]], within=sx.Box([2, 5, 0], [3, 6, 1])),
        sx.Slice([0, 0, 0], [[1, 0, 0]], domain=sx.Box(0, 1), within=sx.Polytope([[1, 0, 0]], [-1])),
    ],
)
def test_empty_domains(domain: sx.Polytope | sx.Slice) -> None:
    with pytest.raises(sx.InputError, match="the domain is empty"):
        sx.count_regions(network(he_net(1, (3, 4, 1))), domain)


def test_polytope_that_is_a_point() -> None:
    point = sx.Polytope(np.vstack([np.eye(2), -np.eye(2)]), [0.1, 2.0, -0.1, -2.0])
    regions = sx.enumerate_regions(network(he_net(1, (2, 6, 1))), point)
    assert regions.points.tolist() == [[0.1, 2.0]]
    assert not regions.inexact.any()


def test_threads_and_batches_on_a_slice() -> None:
    net = network(he_net(5, (6, 20, 10, 1)))
    r = np.random.default_rng(1)
    domain = sx.Slice(r.normal(size=6), r.normal(size=(3, 6)), domain=sx.Box(-1, 1))
    alone, shared = (sx.enumerate_regions(net, domain, threads=threads) for threads in (1, 3))
    assert alone.points.tobytes() == shared.points.tobytes()
    assert sum(map(len, sx.iter_regions(net, domain, batch_size=7))) == len(alone)
    assert len(alone) == sx.count_regions(net, domain).total


def test_points_on_a_flat_domain_are_marked_only_where_they_miss_it() -> None:
    """A quotient that is a float64 counts as one whatever its denominator."""
    r = np.random.default_rng(1)
    net = sx.Network.from_layers([(r.normal(size=(40, 2)), r.normal(size=40))], relu_last=True)
    line = sx.Polytope([[0.8, 0.8], [-0.8, -0.8], [1.0, 0.0], [-1.0, 0.0]], [-0.2, 0.2, 1, 1])
    regions = sx.enumerate_regions(net, line)
    assert len(regions) == 21
    for region in regions:
        x, y = (Fraction(v) for v in region.point.tolist())
        on_line = Fraction(0.8) * (x + y) == -Fraction(0.2)
        assert region.inexact != (on_line and net.pattern(region.point).tolist() == region.pattern.tolist())


@pytest.mark.parametrize(("dimension", "rows"), [(3, 12), (8, 100)])
def test_dense_polytopes_with_and_without_bounds_by_linear_programs(dimension: int, rows: int) -> None:
    r = np.random.default_rng(0)
    domain = sx.Polytope(r.normal(size=(rows, dimension)), np.abs(r.normal(size=rows)) + 1)
    net = he_net(2, (dimension, 6, 4, 1))
    assert counted(net, domain) == counted(net, domain, arithmetic="exact")
