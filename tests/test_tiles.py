"""The plane as a picture needs it: polygons of the regions, facets as segments, and a number for each colour."""

from __future__ import annotations

import numpy as np
import pytest
import splinex as sx
from drawn import BOX, CROSS, DEEP, QUADRANT, TOY, blank_axes, faces_of, tiles_in
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from splinex.partitions.partition import Partition
from splinex.plotting.polygons import Polygons
from splinex.plotting.region_values import region_values


def _lengths(ends: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum())


# Polygons


@given(st.integers(0, 10**6), st.integers(3, 12))
@settings(max_examples=25, deadline=None)
def test_two_halves_of_polygons_add_up(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    polygons = Polygons.of([np.column_stack([np.cos(angles), np.sin(angles)]) + shift for shift in (0, 3)])
    normal, bound = rng.normal(size=(1, 2)), rng.normal(size=1)
    parts = [polygons.clip(normal, bound), polygons.clip(-normal, -bound)]
    whole, halves = polygons.areas(), [part.areas() for part in parts]
    np.testing.assert_allclose(halves[0] + halves[1], whole, atol=1e-12)
    moments = np.zeros((2, 2))
    for part, area in zip(parts, halves, strict=True):
        moments += np.nan_to_num(part.centroids()) * area[:, None]
    np.testing.assert_allclose(moments, polygons.centroids() * whole[:, None], atol=1e-12)


def test_polygons_without_corners() -> None:
    empty = Polygons.of([[], []])
    assert (len(empty), empty.areas().tolist(), len(empty.clip(np.eye(2), np.ones(2)))) == (2, [0, 0], 2)
    assert np.isnan(empty.centroids()).all()


def test_centroids_far_from_the_origin_keep_their_digits() -> None:
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    np.testing.assert_allclose(Polygons.of([1e9 + 1e-3 * square]).centroids(), [[1e9 + 5e-4] * 2], rtol=0, atol=1e-6)


# Segments


@pytest.mark.parametrize("net", [TOY, DEEP], ids=["toy", "deep"])
def test_facets_are_the_sides_of_polygons(net: sx.Network) -> None:
    """Every inner side lies between two polygons: their perimeters are twice the facets and once the box."""
    tiles = tiles_in(net)
    corners = tiles.polygons.corners
    perimeters = _lengths(np.stack([corners, corners[tiles.polygons.following]], axis=1))
    segments = tiles.segments()
    assert 2 * _lengths(segments.ends) + 8 == pytest.approx(perimeters)
    assert len(segments.ends) == int((tiles.facets.neighbour >= 0).sum()) // 2


def test_facets_without_an_end_reach_the_window() -> None:
    """Three lines in general position: nine facets, six of them without an end, which cross the window from side to side."""
    tiles = tiles_in(sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), None)
    ends = tiles.segments().ends
    assert len(ends) == 9
    beyond = (ends < tiles.window.low) | (ends > tiles.window.high)
    assert sorted(beyond.any(axis=2).sum(axis=1).tolist()) == [0] * 3 + [1] * 6
    values = np.stack([ends[:, :, 0], ends[:, :, 1], ends.sum(axis=2) - 1])
    assert np.abs(values).max(axis=2).min(axis=0).max() < 1e-12


def test_edges_of_the_first_layer_lie_on_its_lines() -> None:
    segments = tiles_in(DEEP).segments()
    ends = segments.ends[segments.layers == 0].reshape(-1, 2)
    first = DEEP.layers[0]
    assert np.abs(ends @ first.weight.T + first.bias).min(axis=1).max() < 1e-12


# Colours


@pytest.mark.parametrize("name", ["active", "slope", "angle", "value", "volume"])
def test_named_colours(name: str) -> None:
    tiles = tiles_in(DEEP)
    part, numbers = tiles.part, region_values(tiles, name).numbers
    maps = [region.affine_map() for region in part]
    if name == "active":
        wanted = part.patterns.sum(axis=1).astype(np.float64)
    elif name == "slope":
        wanted = np.array([np.linalg.norm(m.A) for m in maps])
    elif name == "angle":
        wanted = np.array([np.degrees(np.arctan2(m.A[0, 1], m.A[0, 0])) if m.A.any() else np.nan for m in maps])
    elif name == "value":
        wanted = np.array([(m.A @ c + m.b).item() for m, c in zip(maps, tiles.polygons.centroids(), strict=True)])
    else:
        assert numbers.sum() == pytest.approx(4)
        return
    np.testing.assert_allclose(numbers, wanted, atol=1e-9)


def test_means_of_an_output_weighted_by_area_are_its_mean_on_the_box() -> None:
    tiles = tiles_in(QUADRANT)
    values = region_values(tiles, "value", 0)  # [x]_+ + [y]_+
    assert float(values.numbers @ tiles.polygons.areas()) / 4 == pytest.approx(0.5)
    assert region_values(tiles, "value", 1).low < 0 < region_values(tiles, "value", 1).high


def test_colours_by_an_array_or_a_function() -> None:
    part = sx.enumerate_regions(DEEP, BOX)
    given_numbers = np.arange(len(part)) / 7
    for color_by in (given_numbers, given_numbers.tolist(), lambda found: np.arange(len(found)) / 7):
        faces = faces_of(sx.plot(DEEP, BOX, color_by=color_by, ax=blank_axes()))
        np.testing.assert_array_equal(np.asarray(faces.get_array()), given_numbers)


def test_a_function_names_the_colour_bar() -> None:
    def number_of_neighbours(part: Partition) -> NDArray[np.float64]:
        return np.asarray(part.facets().adjacency().sum(axis=1), dtype=np.float64)

    axes = sx.plot(DEEP, BOX, color_by=number_of_neighbours, ax=blank_axes())
    assert axes.child_axes[0].get_ylabel() == "number of neighbours"


def test_regions_without_a_number_are_grey() -> None:
    part = sx.enumerate_regions(DEEP, BOX)
    numbers = np.where(np.arange(len(part)) % 2, np.arange(len(part)), np.nan)
    faces = faces_of(sx.plot(DEEP, BOX, color_by=numbers, ax=blank_axes()))
    assert np.ma.getmaskarray(np.ma.asarray(faces.get_array())).tolist() == np.isnan(numbers).tolist()
    assert len(faces_of(sx.plot(CROSS, BOX, color_by=np.full(4, np.inf), ax=blank_axes())).get_paths()) == 4


@pytest.mark.parametrize("color_by", ["slope", "angle", "value", "volume"])
@pytest.mark.parametrize("reach", [1e300, 1e-300, 1.0])
def test_numbers_that_overflow_are_missing(color_by: str, reach: float) -> None:
    net = sx.Network.from_layers([(np.array([[1e300, 1e300], [1, -1]]), np.zeros(2)), (np.array([[1e300, 1]]), [0])])
    axes = sx.plot(net, sx.Box(-reach, reach), color_by=color_by, ax=blank_axes())
    assert len(faces_of(axes).get_paths()) == 4
    axes.figure.canvas.draw()


def test_numbers_that_differ_by_rounding_have_one_colour() -> None:
    values = region_values(tiles_in(CROSS, None), "volume")
    assert np.ptp(values.shares()) < 1e-6


@pytest.mark.parametrize("color_by", ["pattern", "active", "slope", "angle", "value", "volume"])
def test_colours_of_one_region(color_by: str) -> None:
    zero = sx.Network.from_layers([(np.zeros((3, 2)), np.array([0, 1, -1])), (np.zeros((2, 3)), np.zeros(2))])
    for domain in (None, BOX):
        axes = sx.plot(zero, domain, color_by=color_by, boundary=True, ax=blank_axes())
        axes.figure.canvas.draw()
        assert len(faces_of(axes).get_paths()) == 1
