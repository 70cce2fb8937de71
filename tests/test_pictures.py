"""Pictures beyond the plain partition: by layer, decisions, slices, counts, templates, curves; and what cannot be drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import splinex as sx
from drawn import BOX, CROSS, DEEP, SOLID, TOY, blank_axes, blank_space, faces_of, tiles_in
from families.random_nets import he_net
from listing import network
from matplotlib.figure import Figure
from splinex.data import path
from splinex.plotting.decisions import deciding_network, decisions
from splinex.plotting.files import save_plot

LARGE = sx.Network.from_layers([([[1e300, 0]], [0]), ([[1]], [0])])


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
        assert len(faces_of(ax).get_paths()) == total


def test_a_layer_alone_has_one_colour_for_each_code() -> None:
    figure = sx.plot_layers(DEEP, BOX, figure=Figure(), decision=True)
    alone = [ax for ax in figure.axes if "alone" in ax.get_title()]
    assert len(alone) == 2
    for layer, ax in enumerate(alone, start=1):
        part = sx.enumerate_regions(DEEP.up_to(layer), BOX)
        codes, which = np.unique(part.patterns_of(layer), axis=0, return_inverse=True)
        shades = np.asarray(faces_of(ax).get_array())
        assert len(np.unique(shades)) == len(codes)
        assert len({(code, shade) for code, shade in zip(which.tolist(), shades.tolist(), strict=True)}) == len(codes)


def test_layers_of_one_layer_and_of_none() -> None:
    assert len(sx.plot_layers(CROSS, BOX, figure=Figure(), decision=False).axes) == 1
    affine = sx.Network.from_layers([([[1, 2], [0, 1]], [0, 1])])
    (ax,) = sx.plot_layers(affine, BOX, figure=Figure()).axes
    assert ax.get_title().startswith("largest output: ")


# Decisions


def test_boundary_of_one_output_is_where_it_is_zero() -> None:
    moons = sx.load(path("moons.npz"))
    axes = sx.plot(moons, BOX, boundary=True, ax=blank_axes())
    (lines,) = [c for c in axes.collections if c.get_label() == "decision boundary"]
    ends = np.concatenate([np.asarray(line.vertices) for line in lines.get_paths()])
    np.testing.assert_allclose(moons(ends), 0, atol=1e-12)


def test_network_whose_sign_never_changes_has_no_boundary() -> None:
    axes = sx.plot(DEEP, BOX, boundary=True, ax=blank_axes())
    (lines,) = [c for c in axes.collections if c.get_label() == "decision boundary"]
    assert not lines.get_paths()


def test_boundary_of_classes_is_where_the_largest_outputs_tie() -> None:
    tiles = tiles_in(deciding_network(TOY))
    ends = tiles.segments().between(decisions(tiles)).reshape(-1, 2)
    top = np.sort(TOY(ends), axis=1)
    np.testing.assert_allclose(top[:, -1], top[:, -2], atol=1e-12)
    points = tiles.part.points
    np.testing.assert_array_equal(decisions(tiles), TOY(points).argmax(axis=1))


# Slices


def test_slice_keeps_distances_and_marks_the_points() -> None:
    net = network(he_net(4, (6, 8, 3)))
    points = np.random.default_rng(0).normal(size=(3, 6))
    axes = sx.plot_slice(net, *points, labels=["a", "b", "c"], ax=blank_axes())
    (marks,) = [c for c in axes.collections if c.get_label() == "points"]
    seen = np.asarray(marks.get_offsets())
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert np.linalg.norm(seen[i] - seen[j]) == pytest.approx(np.linalg.norm(points[i] - points[j]))
    assert {text.get_text() for text in axes.texts} == {"a", "b", "c"}
    assert axes.get_aspect() == 1
    assert len(faces_of(axes).get_paths()) == int(axes.get_title().split()[0])


def test_slopes_of_a_slice_are_those_of_the_picture() -> None:
    net = sx.Network.from_layers([([[3, 0, 4]], [0]), ([[1]], [0])])  # 5 times the distance along (3, 0, 4) / 5
    axes = sx.plot_slice(net, [0, 0, 0], [3, 0, 4], [0, 7, 0], color_by="slope", ax=blank_axes())
    np.testing.assert_allclose(sorted(np.asarray(faces_of(axes).get_array())), [0, 5], atol=1e-12)


# Counts, templates, curves


def test_counts_and_bounds() -> None:
    axes = sx.plot_counts(DEEP, BOX, ax=blank_axes())
    counts = sx.count_regions(DEEP, BOX)
    assert [text.get_text() for text in axes.texts] == [f"{layer.regions:,}" for layer in counts.layers]
    labels = axes.get_legend_handles_labels()[1]
    assert "Serra et al. 2018" in labels
    for line in axes.lines:
        assert (np.asarray(line.get_ydata()) >= [np.log10(layer.regions) for layer in counts.layers]).all()


def test_counts_of_bounds_that_no_float_holds() -> None:
    net = network(he_net(0, (1, 1200, 1)))
    axes = sx.plot_counts(net, BOX, ax=blank_axes())
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


# Refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sx.plot(DEEP, BOX, color_by=[1, 2], ax=blank_axes()), r"color_by has shape \(2,\), but there are"),
        (lambda: sx.plot(DEEP, BOX, color_by=["a"], ax=blank_axes()), "color_by is no array of numbers"),
        (lambda: sx.plot(DEEP, BOX, color_by=[1j], ax=blank_axes()), "color_by is no array of numbers"),
        (lambda: sx.plot(DEEP, BOX, color_by="value", output=1, ax=blank_axes()), "output"),
        (lambda: sx.plot(DEEP, sx.Segment([0, 0], [1, 1]), boundary=True, ax=blank_axes()), "the domain has one"),
        (lambda: sx.plot_layers(SOLID, BOX, figure=Figure()), "shows one or two coordinates, but the domain has 3"),
        (lambda: sx.plot_layers(DEEP, sx.Segment([0, 0], [1, 1]), figure=Figure()), "the domain has one"),
        (lambda: sx.plot_surface(DEEP, BOX, output=1, ax=blank_space()), "output"),
        (lambda: sx.plot_surface(DEEP, BOX, ax=blank_axes()), "needs axes of three dimensions"),
        (lambda: sx.plot_surface(LARGE, sx.Box(-1e9, 1e9), ax=blank_space()), "output 0 overflows float64"),
        (lambda: sx.plot_cells(DEEP, BOX, ax=blank_space()), "shows three coordinates, but the domain has 2"),
        (lambda: sx.plot_cells(SOLID, ax=blank_space()), "bounded domain"),
        (lambda: sx.plot_cells(SOLID, BOX, choose=[], ax=blank_space()), "leaves no region"),
        (lambda: sx.plot_cells(SOLID, BOX, explode=-1, ax=blank_space()), "explode must be a number from 0"),
        (lambda: sx.plot_cells(SOLID, BOX, alpha=0, ax=blank_space()), "alpha must be a number"),
        (lambda: sx.plot_cells(SOLID, BOX, color_by="angle", ax=blank_space()), "two coordinates"),
        (lambda: sx.plot_slice(SOLID, [0, 0, 0], [1, 1, 1], [2, 2, 2], ax=blank_axes()), "affine hull"),
        (
            lambda: sx.plot_slice(SOLID, [0, 0], [1, 1, 1], [2, 0, 2], ax=blank_axes()),
            "p has 2 numbers, but the network has 3",
        ),
        (lambda: sx.plot_slice(SOLID, *np.eye(3), labels="ab", ax=blank_axes()), "labels must be three names"),
        (
            lambda: sx.plot_slice(SOLID, *np.eye(3), margin=float("nan"), ax=blank_axes()),
            "margin must be a positive number",
        ),
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
