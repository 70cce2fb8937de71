"""Pictures beyond the plain partition: by layer, in colour, surfaces, cells, slices, counts, templates, curves, pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import design_net, he_net
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import network
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from splinex.data import path
from splinex.domains import Domain
from splinex.partitions.partition import Partition
from splinex.plotting.decisions import deciding_network, decisions
from splinex.plotting.files import save_plot
from splinex.plotting.interactive import plot_interactive
from splinex.plotting.polygons import Polygons
from splinex.plotting.region_values import region_values
from splinex.plotting.surface import lifted
from splinex.plotting.tiles import Tiles, plane_tiles

BOX = sx.Box(-1, 1)
TOY = network(design_net("toy", (2, 45, 3, 4)))
DEEP = network(he_net(3, (2, 8, 8, 8, 1)))
SOLID = network(he_net(1, (3, 6, 4, 2)))
CROSS = sx.arrangement([[1, 0], [0, 1]])
LARGE = sx.Network.from_layers([([[1e300, 0]], [0]), ([[1]], [0])])
QUADRANT = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[1, 1], [1, -1]], [0, 0.25])])


def _axes() -> Axes:
    return Figure().add_subplot()


def _space() -> Any:
    return Figure().add_subplot(projection="3d")


def _faces(axes: Axes) -> PolyCollection:
    (found,) = [c for c in axes.collections if isinstance(c, PolyCollection) and c.get_label() == "regions"]
    return found


def _tiles(net: sx.Network, domain: Domain = BOX) -> Tiles:
    return plane_tiles(net, domain, None, None)


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
    tiles = _tiles(net)
    corners = tiles.polygons.corners
    perimeters = _lengths(np.stack([corners, corners[tiles.polygons.following]], axis=1))
    segments = tiles.segments()
    assert 2 * _lengths(segments.ends) + 8 == pytest.approx(perimeters)
    assert len(segments.ends) == int((tiles.facets.neighbour >= 0).sum()) // 2


def test_facets_without_an_end_reach_the_window() -> None:
    """Three lines in general position: nine facets, six of them without an end, which cross the window from side to side."""
    tiles = _tiles(sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), None)
    ends = tiles.segments().ends
    assert len(ends) == 9
    beyond = (ends < tiles.window.low) | (ends > tiles.window.high)
    assert sorted(beyond.any(axis=2).sum(axis=1).tolist()) == [0] * 3 + [1] * 6
    values = np.stack([ends[:, :, 0], ends[:, :, 1], ends.sum(axis=2) - 1])
    assert np.abs(values).max(axis=2).min(axis=0).max() < 1e-12


def test_edges_of_the_first_layer_lie_on_its_lines() -> None:
    segments = _tiles(DEEP).segments()
    ends = segments.ends[segments.layers == 0].reshape(-1, 2)
    first = DEEP.layers[0]
    assert np.abs(ends @ first.weight.T + first.bias).min(axis=1).max() < 1e-12


# By layer


def test_layers_of_the_toy() -> None:
    figure = sx.plot_layers(TOY, BOX, figure=Figure())
    counts = sx.count_all(TOY, BOX)
    last = sx.count_regions(TOY.with_argmax(), BOX).total
    classes = len(np.unique(sx.enumerate_regions(TOY.with_argmax(), BOX).patterns[:, -1]))
    assert [ax.get_title() for ax in figure.axes] == [
        f"layer 0: {counts.layers[0].cells} regions",
        f"layer 1 alone: {counts.layers[1].codes} codes in {counts.layers[1].components} components",
        f"layers 0 and 1: {counts.layers[1].cells} regions",
        f"largest output: {last:,} regions, {classes} classes",
    ]
    for ax, total in zip(figure.axes, (949, 991, 991, last), strict=True):
        assert len(_faces(ax).get_paths()) == total


def test_a_layer_alone_has_one_colour_for_each_code() -> None:
    figure = sx.plot_layers(DEEP, BOX, figure=Figure(), decision=True)
    alone = [ax for ax in figure.axes if "alone" in ax.get_title()]
    assert len(alone) == 2
    for layer, ax in enumerate(alone, start=1):
        part = sx.enumerate_regions(DEEP.up_to(layer), BOX)
        codes, which = np.unique(part.patterns_of(layer), axis=0, return_inverse=True)
        shades = np.asarray(_faces(ax).get_array())
        assert len(np.unique(shades)) == len(codes)
        assert len({(code, shade) for code, shade in zip(which.tolist(), shades.tolist(), strict=True)}) == len(codes)


def test_layers_of_one_layer_and_of_none() -> None:
    assert len(sx.plot_layers(CROSS, BOX, figure=Figure(), decision=False).axes) == 1
    affine = sx.Network.from_layers([([[1, 2], [0, 1]], [0, 1])])
    (ax,) = sx.plot_layers(affine, BOX, figure=Figure()).axes
    assert ax.get_title().startswith("largest output: ")


# Colours


@pytest.mark.parametrize("name", ["active", "slope", "angle", "value", "volume"])
def test_named_colours(name: str) -> None:
    tiles = _tiles(DEEP)
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
    tiles = _tiles(QUADRANT)
    values = region_values(tiles, "value", 0)  # [x]_+ + [y]_+
    assert float(values.numbers @ tiles.polygons.areas()) / 4 == pytest.approx(0.5)
    assert region_values(tiles, "value", 1).low < 0 < region_values(tiles, "value", 1).high


def test_colours_by_an_array_or_a_function() -> None:
    part = sx.enumerate_regions(DEEP, BOX)
    given_numbers = np.arange(len(part)) / 7
    for color_by in (given_numbers, given_numbers.tolist(), lambda found: np.arange(len(found)) / 7):
        faces = _faces(sx.plot(DEEP, BOX, color_by=color_by, ax=_axes()))
        np.testing.assert_array_equal(np.asarray(faces.get_array()), given_numbers)


def test_a_function_names_the_colour_bar() -> None:
    def number_of_neighbours(part: Partition) -> NDArray[np.float64]:
        return np.asarray(part.facets().adjacency().sum(axis=1), dtype=np.float64)

    axes = sx.plot(DEEP, BOX, color_by=number_of_neighbours, ax=_axes())
    assert axes.child_axes[0].get_ylabel() == "number of neighbours"


def test_regions_without_a_number_are_grey() -> None:
    part = sx.enumerate_regions(DEEP, BOX)
    numbers = np.where(np.arange(len(part)) % 2, np.arange(len(part)), np.nan)
    faces = _faces(sx.plot(DEEP, BOX, color_by=numbers, ax=_axes()))
    assert np.ma.getmaskarray(np.ma.asarray(faces.get_array())).tolist() == np.isnan(numbers).tolist()
    assert len(_faces(sx.plot(CROSS, BOX, color_by=np.full(4, np.inf), ax=_axes())).get_paths()) == 4


@pytest.mark.parametrize("color_by", ["slope", "angle", "value", "volume"])
@pytest.mark.parametrize("reach", [1e300, 1e-300, 1.0])
def test_numbers_that_overflow_are_missing(color_by: str, reach: float) -> None:
    net = sx.Network.from_layers([(np.array([[1e300, 1e300], [1, -1]]), np.zeros(2)), (np.array([[1e300, 1]]), [0])])
    axes = sx.plot(net, sx.Box(-reach, reach), color_by=color_by, ax=_axes())
    assert len(_faces(axes).get_paths()) == 4
    axes.figure.canvas.draw()


def test_numbers_that_differ_by_rounding_have_one_colour() -> None:
    values = region_values(_tiles(CROSS, None), "volume")
    assert np.ptp(values.shares()) < 1e-6


@pytest.mark.parametrize("color_by", ["pattern", "active", "slope", "angle", "value", "volume"])
def test_colours_of_one_region(color_by: str) -> None:
    zero = sx.Network.from_layers([(np.zeros((3, 2)), np.array([0, 1, -1])), (np.zeros((2, 3)), np.zeros(2))])
    for domain in (None, BOX):
        axes = sx.plot(zero, domain, color_by=color_by, boundary=True, ax=_axes())
        axes.figure.canvas.draw()
        assert len(_faces(axes).get_paths()) == 1


# Decisions


def test_boundary_of_one_output_is_where_it_is_zero() -> None:
    moons = sx.load(path("moons.npz"))
    axes = sx.plot(moons, BOX, boundary=True, ax=_axes())
    (lines,) = [c for c in axes.collections if c.get_label() == "decision boundary"]
    ends = np.concatenate([np.asarray(line.vertices) for line in lines.get_paths()])
    np.testing.assert_allclose(moons(ends), 0, atol=1e-12)


def test_network_whose_sign_never_changes_has_no_boundary() -> None:
    axes = sx.plot(DEEP, BOX, boundary=True, ax=_axes())
    (lines,) = [c for c in axes.collections if c.get_label() == "decision boundary"]
    assert not lines.get_paths()


def test_boundary_of_classes_is_where_the_largest_outputs_tie() -> None:
    tiles = _tiles(deciding_network(TOY))
    ends = tiles.segments().between(decisions(tiles)).reshape(-1, 2)
    top = np.sort(TOY(ends), axis=1)
    np.testing.assert_allclose(top[:, -1], top[:, -2], atol=1e-12)
    points = tiles.part.points
    np.testing.assert_array_equal(decisions(tiles), TOY(points).argmax(axis=1))


# Surfaces


def test_surface_is_the_output_at_every_corner() -> None:
    tiles = _tiles(QUADRANT)
    np.testing.assert_allclose(lifted(tiles, 1), QUADRANT(tiles.polygons.corners)[:, 1], atol=1e-12)
    axes = _space()
    sx.plot_surface(QUADRANT, BOX, output=1, floor=False, ax=axes)
    (solids,) = axes.collections
    assert len(solids._facecolor3d) == 4


def test_surface_of_an_unbounded_domain_has_a_window() -> None:
    axes = sx.plot_surface(QUADRANT, ax=_space())
    assert "of them in this window" in axes.get_title()


# Cells


def test_cells_fill_the_box() -> None:
    from splinex.plotting.frame import frame_of
    from splinex.plotting.solids import solids_of

    part = sx.enumerate_regions(SOLID, BOX)
    solids = solids_of(part, frame_of(SOLID, BOX, (3,)), np.arange(len(part)))
    assert solids.volumes().sum() == pytest.approx(8)
    np.testing.assert_allclose(solids.volumes(), part.geometry().volumes, atol=1e-12)
    assert len(solids.faces) == len(part.facets())
    moments = np.nansum(solids.centres() * solids.volumes()[:, None], axis=0)
    np.testing.assert_allclose(moments, 0, atol=1e-12)


def test_hidden_faces_are_not_drawn_unless_cells_are_apart() -> None:
    whole, apart = _space(), _space()
    sx.plot_cells(SOLID, BOX, ax=whole)
    sx.plot_cells(SOLID, BOX, explode=0.5, color_by="volume", ax=apart)
    facets = sx.enumerate_regions(SOLID, BOX).facets()
    assert len(whole.collections[0]._facecolor3d) == int(facets.on_boundary.sum())
    assert len(apart.collections[0]._facecolor3d) == len(facets)


def test_chosen_cells() -> None:
    part = sx.enumerate_regions(SOLID, BOX)
    ways: list[Any] = [[0, 2], np.isin(np.arange(len(part)), [0, 2]), lambda found: [2, 0]]
    for choose in ways:
        axes = sx.plot_cells(SOLID, BOX, choose=choose, ax=_space())
        assert axes.get_title() == f"2 of {len(part)} activation regions in Box(-1, 1)"


def test_cells_of_a_slice() -> None:
    wide = network(he_net(2, (5, 6, 1)))
    space = sx.Slice(np.zeros(5), np.eye(5)[:3], domain=BOX)
    axes = _space()
    sx.plot_cells(wide, space, layer=0, ax=axes)
    assert axes.get_title().startswith(f"{sx.count_regions(wide, space).total} activation regions after layer 0")
    assert axes.get_zlabel() == "$t_{2}$"


# Slices


def test_slice_keeps_distances_and_marks_the_points() -> None:
    net = network(he_net(4, (6, 8, 3)))
    points = np.random.default_rng(0).normal(size=(3, 6))
    axes = sx.plot_slice(net, *points, labels=["a", "b", "c"], ax=_axes())
    (marks,) = [c for c in axes.collections if c.get_label() == "points"]
    seen = np.asarray(marks.get_offsets())
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert np.linalg.norm(seen[i] - seen[j]) == pytest.approx(np.linalg.norm(points[i] - points[j]))
    assert {text.get_text() for text in axes.texts} == {"a", "b", "c"}
    assert axes.get_aspect() == 1
    assert len(_faces(axes).get_paths()) == int(axes.get_title().split()[0])


def test_slopes_of_a_slice_are_those_of_the_picture() -> None:
    net = sx.Network.from_layers([([[3, 0, 4]], [0]), ([[1]], [0])])  # 5 times the distance along (3, 0, 4) / 5
    axes = sx.plot_slice(net, [0, 0, 0], [3, 0, 4], [0, 7, 0], color_by="slope", ax=_axes())
    np.testing.assert_allclose(sorted(np.asarray(_faces(axes).get_array())), [0, 5], atol=1e-12)


# Counts, templates, curves


def test_counts_and_bounds() -> None:
    axes = sx.plot_counts(DEEP, BOX, ax=_axes())
    counts = sx.count_regions(DEEP, BOX)
    assert [text.get_text() for text in axes.texts] == [f"{layer.regions:,}" for layer in counts.layers]
    labels = axes.get_legend_handles_labels()[1]
    assert "Serra et al. 2018" in labels
    for line in axes.lines:
        assert (np.asarray(line.get_ydata()) >= [np.log10(layer.regions) for layer in counts.layers]).all()


def test_counts_of_bounds_that_no_float_holds() -> None:
    net = network(he_net(0, (1, 1200, 1)))
    axes = sx.plot_counts(net, BOX, ax=_axes())
    (trivial,) = [line for line in axes.lines if "every pattern" in str(line.get_label())]
    assert np.asarray(trivial.get_ydata()).item() == pytest.approx(1200 * np.log10(2))


def test_templates_of_every_shape() -> None:
    rng = np.random.default_rng(0)
    for shape in ((4, 3, 3), (4, 1, 3, 3), (4, 3, 3, 3), (4, 2, 3, 3), (4, 5), (1, 2, 2)):
        figure = sx.plot_images(rng.normal(size=shape), figure=Figure())
        assert len([ax for ax in figure.axes if ax.get_label() != "<colorbar>"]) == shape[0]
    assert sx.plot_images(np.zeros((2, 2, 2)), shared=False, figure=Figure()).axes


def test_training_curves() -> None:
    curves = {"step": [0, 1, 2], "regions": [[3, 4], [3, 5], [4, 6]], "changes": {"born": [0, 1, 2], "died": [0, 0, 1]}}
    figure = sx.plot_training(curves, xlabel="epoch", figure=Figure())
    assert [[str(line.get_label()) for line in ax.lines] for ax in figure.axes] == [
        ["layer 0", "layer 1"],
        ["born", "died"],
    ]
    assert figure.axes[-1].get_xlabel() == "epoch"


# Pages


def test_page_has_a_trace_for_every_region() -> None:
    pytest.importorskip("plotly", reason="plotly is not installed")
    figure = plot_interactive(DEEP, BOX, color_by="active", boundary=True)
    part = sx.enumerate_regions(DEEP, BOX)
    filled = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(filled) == len(part)
    assert [trace.name for trace in figure.data[len(part) :]] == [
        *(f"edges of layer {k}" for k in (2, 1, 0)),
        "decision boundary",
    ]
    for trace, region in zip(filled, part, strict=True):
        lines = trace.text.split("<br>")
        assert lines[0] == f"region {region.index}"
        assert lines[1] == f"active units: {region.pattern.sum()}"
        assert re.sub("[^01]", "", lines[2].removeprefix("pattern")) == "".join(map(str, region.pattern))
        assert lines[3] == f"{region.pattern.sum()} of 24 units active"
        slope, _ = region.affine_map()
        assert float(lines[4].split()[3]) == pytest.approx(slope[0, 0], rel=1e-3)


def test_page_of_names_that_are_markup() -> None:
    pytest.importorskip("plotly", reason="plotly is not installed")
    net = sx.Network.from_layers([([[1, 0]], [0]), ([[1]], [0])], names=["<script>alert(1)</script>"])
    figure = plot_interactive(net, BOX, layer=0)
    assert "<script>" not in figure.to_json().replace("\\u003c", "<")


def test_page_in_a_file(tmp_path: Path) -> None:
    pytest.importorskip("plotly", reason="plotly is not installed")
    files = [tmp_path / "a.html", tmp_path / "b.html"]
    for file in files:
        assert save_plot(file, CROSS, BOX) == "4 activation regions in Box(-1, 1)"
    assert files[0].read_bytes() == files[1].read_bytes()
    text = files[0].read_text(encoding="utf-8")
    assert "region 3" in text
    assert not re.search(r'<(script|link)[^>]*(src|href)="http', text)


# Files


@pytest.mark.parametrize(
    ("kind", "net", "title"),
    [
        ("regions", DEEP, "activation regions in"),
        ("layers", QUADRANT, "layer 0: 4 regions"),
        ("surface", DEEP, "output 0 on"),
        ("cells", SOLID, "activation regions in"),
        ("counts", DEEP, "activation regions in"),
    ],
)
def test_every_kind_goes_into_a_file(tmp_path: Path, kind: str, net: sx.Network, title: str) -> None:
    file = tmp_path / "a.svg"
    assert title in save_plot(file, net, BOX, kind=kind)
    assert file.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [file]


def test_many_regions_are_rasterised_in_vector_files(tmp_path: Path) -> None:
    lines = network(he_net(9, (2, 210, 1)))
    assert sx.count_regions(lines, sx.Box(-9, 9)).total > 20_000
    axes = sx.plot(lines, sx.Box(-9, 9), ax=_axes())
    assert _faces(axes).get_rasterized()
    assert not _faces(sx.plot(DEEP, BOX, ax=_axes())).get_rasterized()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sx.plot(DEEP, BOX, color_by=[1, 2], ax=_axes()), r"color_by has shape \(2,\), but there are"),
        (lambda: sx.plot(DEEP, BOX, color_by=["a"], ax=_axes()), "color_by is no array of numbers"),
        (lambda: sx.plot(DEEP, BOX, color_by=[1j], ax=_axes()), "color_by is no array of numbers"),
        (lambda: sx.plot(DEEP, BOX, color_by="value", output=1, ax=_axes()), "output"),
        (lambda: sx.plot(DEEP, sx.Segment([0, 0], [1, 1]), boundary=True, ax=_axes()), "the domain has one"),
        (lambda: sx.plot_layers(SOLID, BOX, figure=Figure()), "shows one or two coordinates, but the domain has 3"),
        (lambda: sx.plot_layers(DEEP, sx.Segment([0, 0], [1, 1]), figure=Figure()), "the domain has one"),
        (lambda: sx.plot_surface(DEEP, BOX, output=1, ax=_space()), "output"),
        (lambda: sx.plot_surface(DEEP, BOX, ax=_axes()), "needs axes of three dimensions"),
        (lambda: sx.plot_surface(LARGE, sx.Box(-1e9, 1e9), ax=_space()), "output 0 overflows float64"),
        (lambda: sx.plot_cells(DEEP, BOX, ax=_space()), "shows three coordinates, but the domain has 2"),
        (lambda: sx.plot_cells(SOLID, ax=_space()), "bounded domain"),
        (lambda: sx.plot_cells(SOLID, BOX, choose=[], ax=_space()), "leaves no region"),
        (lambda: sx.plot_cells(SOLID, BOX, explode=-1, ax=_space()), "explode must be a number from 0"),
        (lambda: sx.plot_cells(SOLID, BOX, alpha=0, ax=_space()), "alpha must be a number"),
        (lambda: sx.plot_cells(SOLID, BOX, color_by="angle", ax=_space()), "two coordinates"),
        (lambda: sx.plot_slice(SOLID, [0, 0, 0], [1, 1, 1], [2, 2, 2], ax=_axes()), "affine hull"),
        (
            lambda: sx.plot_slice(SOLID, [0, 0], [1, 1, 1], [2, 0, 2], ax=_axes()),
            "p has 2 numbers, but the network has 3",
        ),
        (lambda: sx.plot_slice(SOLID, *np.eye(3), labels="ab", ax=_axes()), "labels must be three names"),
        (lambda: sx.plot_slice(SOLID, *np.eye(3), margin=float("nan"), ax=_axes()), "margin must be a positive number"),
        (lambda: sx.plot_images(np.zeros(3), figure=Figure()), "have shape"),
        (lambda: sx.plot_images(np.zeros((0, 2, 2)), figure=Figure()), "have shape"),
        (lambda: sx.plot_images([[[np.nan]]], figure=Figure()), "nan"),
        (lambda: sx.plot_images(np.zeros((2, 2, 2)), titles=["a"], figure=Figure()), "titles has 1 entries"),
        (lambda: sx.plot_training({"step": [0]}, figure=Figure()), "at least one more entry"),
        (lambda: sx.plot_training({"step": [0], "a": [1, 2]}, figure=Figure()), "but there are 1 steps"),
        (lambda: save_plot("a.png", DEEP, BOX, kind="mood"), "kind must be one of 'regions'"),
        (lambda: save_plot("a.html", DEEP, BOX, kind="layers"), "the extension must be"),
    ],
)
def test_what_cannot_be_drawn(call: Any, message: str) -> None:
    with pytest.raises(sx.InputError, match=message):
        call()
