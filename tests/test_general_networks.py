"""Random general networks against the oracle: cells, patterns, maps, points and files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from graph_checks import assert_regions, assert_same_cells, expected_cells
from graph_programs import Program
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.graph_splitting import Space
from random_graphs import programs
from random_spaces import spaces
from splinex.domains import Domain

DIMENSIONS = (1, 2, 3)
HALVES = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


def drawn(data: st.DataObject, dimension: int, most_units: int = 7) -> tuple[Program, Domain, Space]:
    program = data.draw(programs(dimension, most_units=most_units))
    return (program, *data.draw(spaces(dimension)))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@given(data=st.data())
def test_cells_are_those_of_the_oracle(dimension: int, data: st.DataObject) -> None:
    program, domain, space = drawn(data, dimension)
    net = program.network()
    _, expected, _ = expected_cells(program, space)
    for arithmetic in ("auto", "dictionary", "exact"):
        assert_same_cells(net, domain, expected, arithmetic=arithmetic, threads=1)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@given(data=st.data())
def test_regions_are_those_of_the_oracle(dimension: int, data: st.DataObject) -> None:
    """The map is the forward pass at the witness and the oracle's map; the witness is strictly inside and is located."""
    program, domain, space = drawn(data, dimension)
    oracle, _, cells = expected_cells(program, space)
    part = sx.enumerate_regions(program.network(), domain)
    assert len(part) == len(cells)
    assert_regions(part, oracle, space, cells)


@given(data=st.data())
@settings(max_examples=30)
def test_the_listing_is_the_same_for_any_threads_batches_and_limits(data: st.DataObject) -> None:
    program, domain, _ = drawn(data, 2, 9)
    net = program.network()
    whole = sx.enumerate_regions(net, domain, threads=1)
    assert np.array_equal(sx.enumerate_regions(net, domain, threads=2).patterns, whole.patterns)
    limit = data.draw(st.integers(1, len(whole) + 1))
    some = sx.enumerate_regions(net, domain, max_regions=limit)
    assert some.truncated == (limit < len(whole))
    assert np.array_equal(some.patterns, whole.patterns[:limit])
    assert np.array_equal(some.points, whole.points[:limit])
    batches = [batch.patterns for batch in sx.iter_regions(net, domain, batch_size=limit)]
    assert np.array_equal(np.concatenate(batches), whole.patterns)
    assert sx.count_regions(net, domain, threads=2).total == len(whole)
    for layer, width in enumerate(net.widths):
        first = sum(net.widths[:layer])
        assert np.array_equal(whole.patterns_of(layer), whole.patterns[:, first : first + width])


@given(data=st.data())
@settings(max_examples=30)
def test_points_on_facets_belong_to_the_first_closed_region(data: st.DataObject) -> None:
    program, domain, _ = drawn(data, 2, 9)
    part = sx.enumerate_regions(program.network(), domain)
    closed = [region.halfspaces().exact() for region in part]
    size = part.network.n_inputs
    points = data.draw(
        st.lists(st.lists(st.sampled_from(HALVES), min_size=size, max_size=size), min_size=1, max_size=9)
    )
    for point, found in zip(points, np.atleast_1d(part.locate(points)), strict=True):
        holding = [i for i, (normals, offsets) in enumerate(closed) if _holds(normals, offsets, point)]
        assert found == (holding[0] if holding else -1)


def _holds(normals: list[list[Fraction]], offsets: list[Fraction], point: list[float]) -> bool:
    return all(
        sum((a * Fraction(x) for a, x in zip(normal, point, strict=True)), Fraction(0)) <= offset
        for normal, offset in zip(normals, offsets, strict=True)
    )


@given(data=st.data())
@settings(max_examples=20)
def test_files_hold_everything(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    program, domain, _ = drawn(data, 2, 9)
    net, folder = program.network(), tmp_path_factory.mktemp("files")
    net.to_npz(folder / "net.npz")
    again = sx.load(folder / "net.npz")
    assert again == net
    assert again.input_shape == net.input_shape
    part = sx.enumerate_regions(net, domain)
    part.to_npz(folder / "part.npz")
    opened = _opened(folder / "part.npz")
    assert np.array_equal(opened.patterns, part.patterns)
    for mine, theirs in zip(part, opened, strict=True):
        assert mine.witness() == theirs.witness()
        assert mine.affine_map().exact() == theirs.affine_map().exact()
        for layer in range(len(net.widths)):
            assert mine.affine_map(layer).exact() == theirs.affine_map(layer).exact()


def _opened(path: Path) -> sx.Partition:
    return sx.open_partition(path)
