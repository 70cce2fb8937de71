"""Facets of regions, neighbours across them, and boundedness."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import he_net
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import network
from oracles.facets import OracleFacet, bounded_regions, facets
from random_graphs import programs
from random_spaces import spaces
from scipy.sparse.csgraph import connected_components
from small_domains import polytope, solid_rows
from small_nets import box_ends, small_nets


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
    values = (rows.A * found.points).sum(axis=1) - rows.b
    size = np.abs(rows.A).sum(axis=1) * (1 + np.abs(found.points).max(initial=0))
    assert (np.abs(values) <= 1e-9 * size).all()


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
            (*(-int(v) for k, v in enumerate(normals[i]) if k not in fixed), int(offsets[i])),
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


@given(net=small_nets(), data=st.data())
@settings(max_examples=40)
def test_small_nets_in_boxes(net: Any, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    assert_facets(sx.enumerate_regions(network(net), sx.Box(low, high)))


@given(net=small_nets())
@settings(max_examples=40)
def test_small_nets_in_space(net: Any) -> None:
    assert_facets(sx.enumerate_regions(network(net)))


@given(net=small_nets(), data=st.data())
@settings(max_examples=40)
def test_small_nets_in_polytopes(net: Any, data: st.DataObject) -> None:
    assert_facets(sx.enumerate_regions(network(net), polytope(data.draw(solid_rows(net.n_inputs)))))


@pytest.mark.parametrize("dimension", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=40)
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
