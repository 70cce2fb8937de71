"""Facets of regions, neighbours across them, and boundedness."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from degenerate_cases import DEGENERATE, DOMAINS
from families.random_nets import he_net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from oracles.facets import OracleFacet, bounded_regions, coprime, facets
from random_graphs import programs
from random_spaces import spaces
from scipy.sparse.csgraph import connected_components
from small_domains import polytope, solid_rows
from small_nets import box_ends, small_nets
from splinex.graphs.units import maximum


def fixed_coordinates(part: sx.Partition) -> dict[int, Fraction]:
    """Sides of zero width; other domains here have interior points."""
    where = part._coordinates()
    return {int(i): Fraction(float(where.low[i])) for i in np.flatnonzero(where.low == where.high)}


def assert_consistent(part: sx.Partition, found: sx.Facets, connected: bool = True) -> None:
    """Every facet inside the domain has exactly two regions, which see opposite rows and switch the same units."""
    inside = ~found.on_boundary
    assert (found.neighbour[inside] >= 0).all()
    assert (found.neighbour[~inside] == -1).all()
    assert (np.diff(found.region) >= 0).all()
    opposite = found.opposite()
    assert (opposite[inside] >= 0).all()
    assert (opposite[~inside] == -1).all()
    assert np.array_equal(opposite[opposite[inside]], np.flatnonzero(inside))
    rows = found.halfspaces()
    normals, offsets = rows.exact()
    patterns = part.patterns.astype(np.int64)
    for i in np.flatnonzero(inside).tolist():
        j = int(opposite[i])
        assert normals[i] == [-v for v in normals[j]]
        assert offsets[i] == -offsets[j]
        switched = np.flatnonzero(patterns[found.region[i]] != patterns[found.neighbour[i]])
        assert found.units(i).tolist() == switched.tolist() != []
    graph = found.adjacency()
    assert (graph != graph.T).nnz == 0
    assert graph.nnz == inside.sum()
    assert graph.diagonal().sum() == 0
    assert not connected or connected_components(graph)[0] == 1
    assert (np.abs(rows.A).max(axis=1, initial=0) == 1).all()
    for normal, offset, point in zip(normals, offsets, found.points.tolist(), strict=True):
        value = sum((a * Fraction(x) for a, x in zip(normal, point, strict=True)), -offset)
        assert abs(value) <= Fraction(1e-9) * (
            1 + sum(abs(a * Fraction(x)) for a, x in zip(normal, point, strict=True))
        )


def assert_facets(part: sx.Partition) -> sx.Facets:
    """They are the oracle's."""
    found = part.facets(threads=1)
    assert_consistent(part, found)
    fixed = fixed_coordinates(part)
    regions = [list(zip(*region.halfspaces().exact(), strict=True)) for region in part]
    expected = facets(regions, fixed)
    normals, offsets = found.halfspaces().exact()
    mine = [
        OracleFacet(
            int(found.region[i]),
            coprime([*(-v for k, v in enumerate(normals[i]) if k not in fixed), offsets[i]]),
            () if found.on_boundary[i] else (int(found.neighbour[i]),),
        )
        for i in range(len(found))
    ]
    assert sorted(mine, key=str) == sorted(expected, key=str)
    assert part.bounded.tolist() == bounded_regions(regions, part.network.n_inputs)
    return found


@pytest.mark.parametrize(
    ("name", "cells", "interior", "n_bounded"),
    [("integers-2-4-3-2", 20, 32, 8), ("integers-2-5-4-3", 42, 74, 26), ("integers-2-45-3-4", 1053, 2031, 961)],
)
def test_reference_nets(name: str, cells: int, interior: int, n_bounded: int) -> None:
    """THEORY 5.9."""
    part = sx.enumerate_regions(sx.zoo.load(name))
    found = part.facets()
    assert_consistent(part, found)
    assert len(part) == cells
    assert len(found) == 2 * interior
    assert part.bounded.sum() == n_bounded


@pytest.mark.parametrize(
    ("name", "per_cell"),
    [("braid-3", 2), ("braid-4", 3), ("braid-5", 4), ("type-b-3", 3), ("type-b-4", 4), ("coordinate-5", 5)],
)
def test_reflection_arrangements_have_simplicial_cells(name: str, per_cell: int) -> None:
    part = sx.enumerate_regions(sx.zoo.load(name))
    found = part.facets()
    assert_consistent(part, found)
    assert (np.bincount(found.region) == per_cell).all()
    assert not part.bounded.any()


@pytest.mark.parametrize("dims", [(1, 6, 1), (2, 7, 5, 1), (3, 5, 4, 1), (4, 5, 2, 1)], ids=str)
@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1)], ids=["space", "box"])
def test_random_nets(dims: tuple[int, ...], domain: sx.Box | None) -> None:
    assert_facets(sx.enumerate_regions(network(he_net(1, dims)), domain))


@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1), sx.Box(0, np.inf)], ids=["space", "box", "orthant"])
def test_cones(domain: sx.Box | None) -> None:
    """Without biases every wall passes through the origin, where more meet than there are inputs."""
    numbers = np.random.default_rng(5)
    layers = [(numbers.normal(size=(m, n)), np.zeros(m)) for n, m in [(3, 6), (6, 4), (4, 1)]]
    assert_facets(sx.enumerate_regions(sx.Network.from_layers(layers), domain))


@given(net=small_nets(), data=st.data())
def test_small_nets_in_boxes(net: Any, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    assert_facets(sx.enumerate_regions(network(net), sx.Box(low, high)))


@given(net=small_nets())
def test_small_nets_in_space(net: Any) -> None:
    assert_facets(sx.enumerate_regions(network(net)))


@given(net=small_nets(), data=st.data())
def test_small_nets_in_polytopes(net: Any, data: st.DataObject) -> None:
    assert_facets(sx.enumerate_regions(network(net), polytope(data.draw(solid_rows(net.n_inputs)))))


@pytest.mark.parametrize("dimension", [1, 2, 3])
@given(data=st.data())
def test_general_networks(dimension: int, data: st.DataObject) -> None:
    program = data.draw(programs(dimension, most_units=7))
    domain, _ = data.draw(spaces(dimension))
    assert_facets(sx.enumerate_regions(program.network(), domain))


def test_threads_and_parts() -> None:
    part = sx.enumerate_regions(network(he_net(3, (3, 12, 12, 1))), sx.Box(-1, 1))
    one, two = part.facets(threads=1), part.facets(threads=2)
    for column in ("region", "neighbour", "on_boundary", "points"):
        assert np.array_equal(getattr(one, column), getattr(two, column))
    some = part[: len(part) // 2]
    fewer = some.facets()
    kept = one.region < len(some)
    assert np.array_equal(fewer.region, one.region[kept])
    assert np.array_equal(fewer.on_boundary, one.on_boundary[kept])
    assert np.array_equal(fewer.neighbour, np.where(one.neighbour[kept] < len(some), one.neighbour[kept], -1))
    assert "not listed" in repr(fewer)
    seen: list[float] = []
    part.facets(progress=lambda p: seen.append(p.fraction))
    assert seen[-1] == 1.0


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate(name: str, domain: str) -> None:
    net = DEGENERATE[name]
    assert_facets(sx.enumerate_regions(net, DOMAINS[domain](net.n_inputs)))


def test_several_units_switch_on_one_facet() -> None:
    part = sx.enumerate_regions(DEGENERATE["coincident deep units"])
    found = part.facets()
    assert {tuple(found.units(i).tolist()) for i in range(len(found))} == {(0, 1, 4, 6), (2, 3, 5)}


def test_pieces_that_are_equal_on_one_facet() -> None:
    """Of max(x, 2x, 3x, y) the piece 2x is never the largest, though it ties on the facet from x to 3x."""
    net = sx.Network.trace(lambda t: maximum([t[0], 2 * t[0], 3 * t[0], t[1]]), (2,))
    found = assert_facets(sx.enumerate_regions(net))
    assert sorted(found.partition.patterns[:, 0].tolist()) == [0, 2, 3]
    assert len(found) == 6


def test_a_point_of_the_facet_that_no_float_is() -> None:
    """Proven in integers: between 1/3 and its neighbour there is no float."""
    part = sx.enumerate_regions(DEGENERATE["thirds"])
    assert part.inexact.sum() == 1
    assert len(part.facets()) == 4


def test_no_regions() -> None:
    part = sx.enumerate_regions(sx.zoo.load("braid-3"))[:0]
    found = part.facets()
    assert len(found) == len(part.bounded) == len(found.opposite()) == 0
    assert found.adjacency().shape == (0, 0)
    assert len(found.halfspaces().b) == 0


def test_partitions_from_files(tmp_path: Path) -> None:
    part = sx.enumerate_regions(DEGENERATE["doubled line"], sx.Box(-1, 1))
    part.to_npz(tmp_path / "part.npz")
    again = sx.open_partition(tmp_path / "part.npz").facets()
    assert np.array_equal(again.neighbour, part.facets().neighbour)
    found = pickle.loads(pickle.dumps(part.facets()))
    assert (found.adjacency() != again.adjacency()).nnz == 0


def test_choices_of_facets() -> None:
    part = sx.enumerate_regions(DEGENERATE["doubled line"], sx.Box(-1, 1))
    found = part.facets()
    for region in range(len(part)):
        rows = found.halfspaces(found.of(region))
        assert len(rows.b) == len(found.of(region))
        assert (rows.A @ part.points[region] < rows.b).all()
    assert found.of(-1) == found.of(len(part) - 1)
    assert found.units(-1).tolist() == found.units(len(found) - 1).tolist()
    assert len(found.halfspaces([]).b) == 0
    with pytest.raises(IndexError):
        found.halfspaces([len(found)])
    with pytest.raises(IndexError):
        found.of(len(part))


def test_what_a_callback_raises_stops() -> None:
    part = sx.enumerate_regions(sx.zoo.load("braid-6"))

    def stop(progress: sx.Progress) -> None:
        raise KeyError(progress.regions)

    with pytest.raises(KeyError):
        part.facets(progress=stop)
