"""The partitions of splines as power diagrams, Voronoi diagrams and k-means codes."""

from __future__ import annotations

import itertools
import pickle
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from test_splines import some_points, splines

F = Fraction


def power(site: list[Fraction], squared_radius: Fraction, x: list[Fraction]) -> Fraction:
    return sum(((v - m) ** 2 for v, m in zip(x, site, strict=True)), -squared_radius)


def knotted(breakpoints: list[float]) -> sx.MaxAffineSpline:
    """A spline on R whose slope grows by one at each breakpoint."""
    return sx.MaxAffineSpline([[r] for r in range(len(breakpoints) + 1)], np.cumsum([0, *(-t for t in breakpoints)]))


def is_voronoi(spline: sx.MaxAffineSpline, test: sx.VoronoiTest) -> bool:
    """Whether the Voronoi cells of the sites are the cells of the spline: each overlaps its own only."""
    slim = spline.irredundant()
    nearest = sx.MaxAffineSpline.from_power_diagram([list(site) for site in test.sites], [0] * len(test.sites))
    if nearest.irredundant().n_pieces != slim.n_pieces:
        return False
    both = slim + nearest  # one joint cell for each pair whose cells overlap
    pairs = {divmod(cell.piece, nearest.n_pieces) for cell in both.cells()}
    return pairs == {(r, r) for r in range(slim.n_pieces)}


@given(splines())
def test_power_diagram_round_trip(spline: sx.MaxAffineSpline) -> None:
    diagram = spline.power_diagram()
    assert diagram.to_spline() == spline
    sites, rho = diagram.exact()
    again = sx.PowerDiagram(sites, rho)
    assert sx.MaxAffineSpline.from_power_diagram(sites, rho) == spline
    for x in some_points(spline.n_inputs):
        powers = [power(site, r, x) for site, r in zip(sites, rho, strict=True)]
        assert spline.codes(x) == diagram.codes(x) == again.codes(x) == powers.index(min(powers))


@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=6, unique=True))
def test_centroids_are_voronoi_sites(sites: list[tuple[int, int]]) -> None:
    spline = sx.MaxAffineSpline.from_centroids(sites)
    assert spline.irredundant().n_pieces == len(sites), "every site lies in its own cell"
    found = spline.power_diagram().voronoi()
    assert found.holds and found.similar and is_voronoi(spline, found)
    sheared = 3 * spline + sx.MaxAffineSpline([[1, -2]], [5])  # the same partition
    assert sheared.power_diagram().voronoi().similar


@given(splines())
def test_sites_that_are_found_are_right(spline: sx.MaxAffineSpline) -> None:
    found = spline.power_diagram().voronoi()
    assert bool(found) == found.holds
    if found:
        assert is_voronoi(spline, found)
    else:
        assert found.reason and not found.sites


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True))
def test_voronoi_in_one_dimension(breakpoints: list[int]) -> None:
    """Sites mirror each other: s_(r+1) = 2 t_r - s_r, each left of its breakpoint. An interval of s_1 is left, or nothing."""
    breakpoints = sorted(breakpoints)
    low, high = F(-100), F(breakpoints[0])
    sign, shift = 1, F(0)
    for t in breakpoints:
        bound = (t - shift) * sign  # sign * s + shift < t
        low, high = (low, min(high, bound)) if sign > 0 else (max(low, bound), high)
        sign, shift = -sign, 2 * t - shift
    assert knotted([float(t) for t in breakpoints]).power_diagram().voronoi().holds == (low < high)


def test_voronoi_tells_apart() -> None:
    assert not knotted([0, 1, 10, 11]).power_diagram().voronoi()
    # Two pieces always are; so are products of such, though not with sites alpha a + c.
    one = sx.MaxAffineSpline([[1, 0], [7, 3]], [2, 5])
    assert one.power_diagram().voronoi().similar
    grid = knotted([0, 1]).precompose([[1, 0]]) + 5 * knotted([0, 2, 4.5]).precompose([[0, 1]])
    found = grid.power_diagram().voronoi()
    assert found.holds and not found.similar and is_voronoi(grid, found)
    # Five sectors: a site comes back to itself only on the ray at 45 degrees, between its cell and the next.
    fan = sx.MaxAffineSpline([[0, 0], [-1, 1], [-2, 1], [-2, -1], [0, -1]])
    assert fan.irredundant().n_pieces == 5 and not fan.power_diagram().voronoi()
    # Random pieces: three cells around a point fix the ratio of their sites.
    rng = np.random.default_rng(0)
    spline = sx.MaxAffineSpline(rng.integers(-9, 10, (9, 2)), rng.integers(-9, 10, 9))
    assert not spline.power_diagram().voronoi()


def test_codes_are_those_of_kmeans() -> None:
    cluster = pytest.importorskip("sklearn.cluster")
    rng = np.random.default_rng(0)
    data = np.concatenate([rng.normal(centre, 0.7, (60, 4)) for centre in rng.normal(0, 2, (5, 4))])
    fitted = cluster.KMeans(7, n_init=2, random_state=0).fit(data)
    spline = sx.MaxAffineSpline.from_centroids(fitted.cluster_centers_)
    assert spline.codes(data).tolist() == fitted.predict(data).tolist()
    assert spline.power_diagram().squared_radii.tolist() == [0.0] * 7


def test_the_diagram_of_an_operator_is_that_of_its_joint_codes() -> None:
    rng = np.random.default_rng(1)
    operator = sx.MASO(rng.integers(-5, 6, (3, 3, 2)), rng.integers(-5, 6, (3, 3)))
    diagram = operator.power_diagram()
    assert len(diagram.sites) == sx.count_regions(operator.to_network()).total
    found = {(*site, r) for site, r in zip(map(tuple, diagram.exact()[0]), diagram.exact()[1], strict=True)}
    codes = itertools.product(range(3), repeat=3)
    every = {(*site, r) for site, r in map(operator.site, codes)}
    assert found <= every
    for x in some_points(2):
        site, r = operator.site(operator.codes(x))
        own = power(list(site), r, x)
        assert (
            own
            == min(power(list(s[:-1]), s[-1], x) for s in every)
            == min(power(list(s[:-1]), s[-1], x) for s in found)
        )


def test_bad_diagrams() -> None:
    with pytest.raises(sx.InputError, match="there are 2 sites"):
        sx.PowerDiagram([[0], [1]], [0])
    with pytest.raises(sx.InputError, match=r"sites has shape \(2,\)"):
        sx.PowerDiagram([0, 1])
    diagram = sx.PowerDiagram([[0, 1], [F(1, 3), 2]], [-1, 0])
    assert pickle.loads(pickle.dumps(diagram)).exact() == diagram.exact()
    assert repr(diagram) == "PowerDiagram(2 inputs, 2 sites)"
