"""Half-spaces, vertices, rays, volumes, balls and boxes of regions."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from degenerate_cases import DEGENERATE, DOMAINS
from families.random_nets import he_net
from geometry_checks import assert_columns, assert_geometry, assert_volumes
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import ends, exact, network
from oracles.polygons import area, polygons
from random_graphs import programs
from random_spaces import spaces
from scipy.optimize import linprog
from scipy.spatial import ConvexHull, HalfspaceIntersection
from small_domains import polytope, solid_rows
from small_nets import box_ends, small_nets
from splinex.graphs.units import maximum

EXAMPLES = settings(max_examples=settings().max_examples // 3)
"""Of those that the profile asks for: the oracle is slow."""


@pytest.mark.parametrize("dims", [(1, 6, 1), (2, 7, 5, 1), (3, 4, 3, 1), (4, 4, 1)], ids=str)
@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1)], ids=["space", "box"])
def test_random_nets(dims: tuple[int, ...], domain: sx.Box | None) -> None:
    assert_geometry(sx.enumerate_regions(network(he_net(1, dims)), domain)[: 24 // dims[0]])


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate(name: str, domain: str) -> None:
    net = DEGENERATE[name]
    assert_geometry(sx.enumerate_regions(net, DOMAINS[domain](net.n_inputs)))


@EXAMPLES
@given(net=small_nets(), data=st.data())
def test_small_nets_in_boxes(net: Any, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    assert_geometry(sx.enumerate_regions(network(net), sx.Box(low, high)))


@EXAMPLES
@given(net=small_nets(), data=st.data())
def test_small_nets_in_polytopes(net: Any, data: st.DataObject) -> None:
    assert_geometry(sx.enumerate_regions(network(net), polytope(data.draw(solid_rows(net.n_inputs)))))


@pytest.mark.parametrize("dimension", [1, 2, 3])
@EXAMPLES
@given(data=st.data())
def test_general_networks(dimension: int, data: st.DataObject) -> None:
    """With maxima, pools, skips; on boxes, polytopes, slices and R^d."""
    program = data.draw(programs(dimension, most_units=6))
    domain, _ = data.draw(spaces(dimension))
    assert_geometry(sx.enumerate_regions(program.network(), domain))


@pytest.mark.parametrize("name", ["braid-4", "type-b-3", "shi-3"])
def test_arrangements_with_known_cells(name: str) -> None:
    assert_geometry(sx.enumerate_regions(sx.zoo.load(name))[:10])


@pytest.mark.parametrize("dims", [(3, 6, 5, 1), (4, 6, 3, 1), (5, 6, 1)], ids=str)
def test_vertices_are_those_of_scipy(dims: tuple[int, ...]) -> None:
    part = sx.enumerate_regions(network(he_net(2, dims)), sx.Box(-1, 1))
    geometry = part.geometry(threads=1)
    for i in range(0, len(part), 5):
        A, b = geometry.halfspaces.of(i)
        found = HalfspaceIntersection(np.column_stack([A, -b]), part.points[i]).intersections
        mine = geometry.vertices.of(i)
        distances = np.abs(found[:, None] - mine[None]).max(axis=2)
        assert distances.min(axis=0).max() < 1e-6
        assert distances.min(axis=1).max() < 1e-6
        assert geometry.volumes[i] == pytest.approx(ConvexHull(mine).volume, rel=1e-6, abs=1e-12)


@EXAMPLES
@given(net=small_nets(inputs=2))
def test_areas_are_those_of_the_oracle(net: Any) -> None:
    box = sx.Box([-1, 0], [1, 2])
    part = sx.enumerate_regions(network(net), box)
    found = sorted(part.geometry().exact(i).volume() for i in range(len(part)))
    assert found == sorted(area(cell.corners) for cell in polygons(exact(net), ends(net, box)))


@pytest.mark.parametrize("dims", [(1, 9, 5, 1), (2, 9, 7, 1), (3, 6, 4, 1), (4, 4, 2, 1), (5, 2, 1)], ids=str)
def test_volumes_add_up(dims: tuple[int, ...]) -> None:
    net, d = network(he_net(3, dims)), dims[0]
    assert_volumes(sx.enumerate_regions(net, sx.Box(-1, 2)), Fraction(3) ** d)
    corner = sx.Polytope(np.vstack([-np.eye(d), np.ones((1, d))]), [0] * d + [1])
    assert_volumes(sx.enumerate_regions(net, corner), Fraction(1, math.factorial(d)))
    flat = sx.Box([0.25] + [0.0] * (d - 1), [0.25] + [0.5] * (d - 1))
    assert_volumes(sx.enumerate_regions(net, flat), Fraction(1, 2 ** (d - 1)))


@pytest.mark.parametrize("integers", [False, True], ids=["normal", "integers"])
def test_float_volumes_add_up_in_six_dimensions(integers: bool) -> None:
    """Errors of rays grow from wall to wall there: they are solved for anew, or decided in integers."""
    r = np.random.default_rng(6)
    A, b = (r.integers(-2, 3, (4, 6)), r.integers(-2, 3, 4)) if integers else (r.normal(size=(4, 6)), r.normal(size=4))
    geometry = sx.enumerate_regions(sx.arrangement(A, b), sx.Box(-1, 1)).geometry(threads=1)
    assert abs(geometry.volumes.sum() - 2.0**6) <= geometry.volume_errors.sum() + 1e-10
    assert geometry.volume_errors.sum() < 1e-3
    cell = geometry.exact(0)
    assert geometry.vertices.of(0).tolist() == [[float(x) for x in vertex] for vertex in cell.vertices]


@pytest.mark.parametrize(
    "name", ["bias-free", "doubled line", "duplicate units", "coincident deep units", "dead units"]
)
def test_volumes_of_degenerate_nets_add_up(name: str) -> None:
    assert_volumes(sx.enumerate_regions(DEGENERATE[name], sx.Box(-1, 1)), Fraction(4))


@EXAMPLES
@given(data=st.data())
def test_volumes_of_general_networks_add_up(data: st.DataObject) -> None:
    program = data.draw(programs(3, most_units=5))
    assert_volumes(sx.enumerate_regions(program.network(), sx.Box(-1, [1, 2, 0.5])), Fraction(9))


def test_volumes_on_slices_are_in_their_coordinates() -> None:
    net = network(he_net(3, (4, 6, 4, 1)))
    assert_volumes(sx.enumerate_regions(net, sx.Segment([0] * 4, [1] * 4)), Fraction(1))
    plane = sx.Slice([0.0] * 4, [[1, 0, 1, 0], [0, 1, 0, 3]], domain=sx.Box(-1, 1))
    assert_volumes(sx.enumerate_regions(net, plane), Fraction(4))


def test_maxima_have_volumes_too() -> None:
    net = sx.Network.trace(lambda t: maximum([t[0], t[1], -t[0] - t[1] + 0.5]), (2,))
    assert_volumes(sx.enumerate_regions(net, sx.Box(-1, 1)), Fraction(4))
    pool = sx.Network.sequential([sx.nn.MaxPool1d(2, 1)], (4,))
    assert_volumes(sx.enumerate_regions(pool, sx.Box(0, 1)), Fraction(1))


@pytest.mark.parametrize("dims", [(2, 6, 5, 1), (2, 9, 1)], ids=str)
def test_euler_in_the_plane(dims: tuple[int, ...]) -> None:
    """V - E + F = 1 for the cells of a bounded domain: vertices and sides cut where cells meet."""
    part = sx.enumerate_regions(network(he_net(5, dims)), sx.Box(-1, 1))
    geometry = part.geometry(threads=1)
    cells = [geometry.exact(i).vertices for i in range(len(part))]
    points = {vertex for cell in cells for vertex in cell}
    sides = set()
    for cell in cells:
        for a, b in zip(cell, (*cell[1:], cell[0]), strict=True):
            inner = sorted(p for p in points if between(a, p, b))
            sides |= {frozenset(pair) for pair in pairwise(inner)}
    assert len(points) - len(sides) + len(cells) == 1


def between(a: tuple[Fraction, ...], p: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> bool:
    if (p[0] - a[0]) * (b[1] - a[1]) != (p[1] - a[1]) * (b[0] - a[0]):
        return False
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1)], ids=["space", "box"])
def test_no_ball_is_larger(domain: sx.Box | None) -> None:
    part = sx.enumerate_regions(network(he_net(4, (3, 6, 4, 1))), domain)
    geometry = part.geometry(threads=1)
    centres, radii = geometry.chebyshev_balls
    for i in range(0, len(part), 3):
        A, b = geometry.halfspaces.of(i)
        norms = np.linalg.norm(A, axis=1)
        best = linprog([0, 0, 0, -1], np.column_stack([A, norms]), b, bounds=[(None, None)] * 3 + [(0, None)])
        if best.fun is None:  # unbounded
            assert np.isinf(radii[i])
            assert np.isnan(centres[i]).all()
        else:
            assert radii[i] == pytest.approx(-best.fun, rel=1e-5, abs=1e-6)
            assert (b - A @ centres[i] >= radii[i] * norms - 1e-12).all()


def test_a_ball_in_an_unbounded_strip() -> None:
    part = sx.enumerate_regions(sx.arrangement([[1, 0, 0], [1, 0, 0]], [0, 1]))
    geometry = part.geometry()
    assert sorted(geometry.chebyshev_balls[1].tolist()) == [0.5, np.inf, np.inf]
    assert geometry.lines.counts.tolist() == [2, 2, 2]
    assert geometry.vertices.counts.tolist() == [1, 2, 1] or sorted(geometry.vertices.counts.tolist()) == [1, 1, 2]


def test_boxes_and_directions_without_end() -> None:
    part = sx.enumerate_regions(sx.arrangement([[1, 1]], [-1]), sx.Box([0, -np.inf], [2, np.inf]))
    low, high = part.geometry().bounding_boxes
    rows = sorted(zip(low.tolist(), high.tolist(), strict=True))
    assert rows == [([0.0, -np.inf], [2.0, 1.0]), ([0.0, -1.0], [2.0, np.inf])]


def test_space_without_facets() -> None:
    geometry = sx.enumerate_regions(DEGENERATE["no units"]).geometry()
    assert geometry.vertices.of(0).tolist() == [[0.0, 0.0]]
    assert geometry.lines.of(0).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert geometry.volumes.tolist() == [np.inf]
    assert geometry.chebyshev_balls[1].tolist() == [np.inf]


def test_a_domain_that_is_one_point() -> None:
    part = sx.enumerate_regions(DEGENERATE["doubled line"], sx.Box([0.5, 0.25], [0.5, 0.25]))
    geometry = assert_geometry(part)
    assert geometry.vertices.of(0).tolist() == [[0.5, 0.25]]
    assert geometry.volumes.tolist() == [1.0]
    assert geometry.volume_of(0, exact=True) == 1
    assert geometry.measured == ()


def test_a_domain_on_an_oblique_line() -> None:
    """x + y = 1 as two half-spaces: everything is measured in one coordinate, the other follows."""
    line = sx.Polytope([[3, 3], [-3, -3], [-1, 0], [1, 0]], [1, -1, 0, 1])
    geometry = sx.enumerate_regions(sx.arrangement([[3, 0]], [-1]), line).geometry()
    (coordinate,) = geometry.measured
    for i in range(2):
        cell = geometry.exact(i)
        assert all(sum(v) == Fraction(1, 3) for v in cell.vertices)
        assert geometry.vertices.of(i).tolist() == [[float(x) for x in v] for v in cell.vertices]
        assert geometry.chebyshev_balls[0][i].sum() == pytest.approx(1 / 3)
    low, high = geometry.bounding_boxes
    assert geometry.volumes.sum() == pytest.approx(high[:, coordinate].max() - low[:, coordinate].min())


def test_many_facets() -> None:
    """More than fit into a machine word; and the float's vertices are still the nearest ones."""
    angles = np.arange(150) * 2 * np.pi / 150
    disc = sx.Polytope(np.column_stack([np.cos(angles), np.sin(angles)]), np.ones(150))
    geometry = sx.enumerate_regions(sx.arrangement([[1, 2]], [0.125]), disc).geometry()
    assert_columns(geometry)
    assert geometry.vertices.counts.sum() == geometry.halfspaces.starts[-1] == 154
    assert geometry.volumes.sum() == pytest.approx(150 * np.tan(np.pi / 150), rel=1e-12)


def test_a_pyramid_over_many_sides() -> None:
    """All facets but one meet in one vertex: far from simple."""
    sides = [
        [a, b, 1.0] for a, b in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1), (2, 1), (-2, 1)]
    ]
    pyramid = sx.Polytope(np.array([*sides, [0, 0, -1]]), [*(1.0 for _ in sides), 0])
    part = sx.enumerate_regions(sx.arrangement([[1, 0, 0], [1, 1, -3]], [0, 0]), pyramid)
    assert_geometry(part)
    whole = sx.enumerate_regions(sx.Network.from_layers([([[1, 1, 1]], [0])]), pyramid)
    total = whole.geometry().volume_of(0, exact=True)
    assert_volumes(part, Fraction(total))


def test_one_region_alone() -> None:
    part = sx.enumerate_regions(network(he_net(2, (2, 6, 4, 1))))
    geometry = part.geometry(threads=1)
    for i in (0, len(part) - 1):
        region = part[i]
        A, b = region.facets()
        assert np.array_equal(A, geometry.halfspaces.of(i)[0])
        assert np.array_equal(b, geometry.halfspaces.of(i)[1])
        assert np.array_equal(region.vertices(), geometry.vertices.of(i))
        assert np.array_equal(region.rays(), geometry.rays.of(i))
        assert region.volume() == geometry.volumes[i]
        assert region.volume(exact=True) == geometry.volume_of(i, exact=True)
        assert np.array_equal(region.bounding_box(), [ends[i] for ends in geometry.bounding_boxes])
        centre, radius = region.chebyshev_ball()
        assert radius == geometry.chebyshev_balls[1][i]
        assert np.array_equal(centre, geometry.chebyshev_balls[0][i], equal_nan=True)


def test_threads_parts_and_files() -> None:
    part = sx.enumerate_regions(network(he_net(3, (3, 8, 6, 1))))
    one, again = part.geometry(threads=1), pickle.loads(pickle.dumps(part)).geometry(threads=2)
    assert part.geometry() is one
    half = part[: len(part) // 2].geometry()
    for name in ("vertices", "rays", "lines"):
        mine, other, fewer = getattr(one, name), getattr(again, name), getattr(half, name)
        assert np.array_equal(mine.values, other.values)
        assert np.array_equal(mine.facets.values, other.facets.values)
        assert np.array_equal(fewer.values, mine.values[: len(fewer.values)])
    assert np.array_equal(one.volumes, again.volumes)
    assert np.array_equal(one.halfspaces.A, again.halfspaces.A)
    assert np.array_equal(one.chebyshev_balls[1], again.chebyshev_balls[1])


def test_no_regions() -> None:
    geometry = sx.enumerate_regions(sx.zoo.load("braid-3"))[:0].geometry()
    assert_columns(geometry)
    assert geometry.halfspaces.A.shape == (0, 3)
    assert geometry.vertices.values.shape == (0, 3)
    with pytest.raises(IndexError):
        geometry.exact(0)


def test_progress_is_heard() -> None:
    part = sx.enumerate_regions(sx.zoo.load("braid-5"))
    seen: list[float] = []
    geometry = part.geometry(progress=lambda p: seen.append(p.fraction))
    before = len(seen)
    assert len(geometry.rays) == 120
    assert len(seen) > before
    assert seen[-1] == 1.0


def test_a_region_of_too_many_simplices_is_refused() -> None:
    part = sx.enumerate_regions(sx.arrangement(np.ones((1, 11)), [-100]), sx.Box(0, 1))
    assert part.geometry(threads=1).vertices.counts.tolist() == [2**11]
    with pytest.raises(sx.InputError, match="500,000 simplices"):
        part.geometry().volumes  # noqa: B018


def test_beyond_floats() -> None:
    """Decided and rounded from integers; what overflows says so."""
    huge = sx.enumerate_regions(sx.arrangement([[1e300, 1e-300], [1e-300, 1e300]], [1, 1]), sx.Box(-1e300, 1e300))
    geometry = huge.geometry(threads=1)
    assert geometry.vertices.counts.tolist() == [4, 4, 4, 4]
    assert np.isinf(geometry.volume_errors).all()
    assert sum(geometry.volume_of(i, exact=True) for i in range(4)) == (2 * Fraction(1e300)) ** 2
    tiny = sx.enumerate_regions(sx.arrangement([[1, 1]], [-5e-324]), sx.Box(0, 5e-324)).geometry(threads=1)
    assert tiny.volume_of(0, exact=True) == tiny.volume_of(1, exact=True) == Fraction(5e-324) ** 2 / 2
    assert (tiny.volume_errors > 0).all()


def test_a_region_with_too_many_vertices_is_refused() -> None:
    part = sx.enumerate_regions(sx.arrangement(np.ones((1, 20))), sx.Box(-1, 1))
    with pytest.raises(sx.InputError, match="131,072 vertices"):
        part.geometry().vertices  # noqa: B018
