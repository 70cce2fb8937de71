"""Pictures: what is drawn, where, and with which title."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from families.random_nets import design_net, he_net
from listing import network
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from splinex.domains import Domain
from splinex.plotting import plot
from splinex.plotting.files import save_plot

TOY = network(design_net("toy", (2, 45, 3, 4)))
DEEP = network(he_net(3, (2, 8, 8, 8, 1)))
LINE = network(he_net(2, (1, 6, 6, 2)))
CROSS = sx.arrangement([[1, 0], [0, 1]])


def _axes() -> Axes:
    return Figure().add_subplot()


def _polygons(axes: Axes, label: str = "regions") -> list[np.ndarray]:
    found = [c for c in axes.collections if isinstance(c, PolyCollection) and c.get_label() == label]
    assert len(found) == 1
    return [np.asarray(path.vertices)[:-1] for path in found[0].get_paths()]


def _area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


@pytest.mark.parametrize("net", [TOY, DEEP, CROSS], ids=["toy", "deep", "cross"])
def test_polygons_tile_the_box(net: sx.Network) -> None:
    axes = plot(net, sx.Box(-1, 1), ax=_axes())
    polygons = _polygons(axes)
    total = sx.count_regions(net, sx.Box(-1, 1)).total
    assert len(polygons) == total
    assert sum(map(_area, polygons)) == pytest.approx(4)
    assert axes.get_title() == f"{total:,} activation regions in Box(-1, 1)"
    assert axes.get_xlim() == axes.get_ylim() == (-1, 1)
    assert [c.get_label() for c in axes.collections][1:] == [
        f"edges of layer {layer}" for layer in reversed(range(len(net.widths)))
    ]


def test_polygons_hold_the_points_of_their_regions() -> None:
    part = sx.enumerate_regions(DEEP, sx.Box(-1, 1))
    for polygon, point in zip(_polygons(plot(DEEP, sx.Box(-1, 1), ax=_axes())), part.points, strict=True):
        sides = np.roll(polygon, -1, axis=0) - polygon
        ways = point - polygon
        assert (sides[:, 0] * ways[:, 1] - sides[:, 1] * ways[:, 0] > -1e-12).all()


def test_layer_shows_the_partition_after_it() -> None:
    counts = [layer.regions for layer in sx.count_regions(DEEP, sx.Box(-1, 1)).layers]
    for layer, regions in enumerate(counts):
        axes = plot(DEEP, sx.Box(-1, 1), layer=layer, ax=_axes())
        assert len(_polygons(axes)) == regions
        assert axes.get_title().startswith(f"{regions} activation regions after layer {layer} in")


def test_whole_plane_is_shown_in_a_window_around_its_vertices() -> None:
    axes = plot(sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), ax=_axes())
    assert axes.get_title() == "7 activation regions in R^2\n7 of them in this window, [-0.15, 1.15] x [-0.15, 1.15]"
    assert sum(map(_area, _polygons(axes))) == pytest.approx(1.3**2)


@pytest.mark.parametrize(
    ("net", "regions"),
    [(sx.arrangement([[1, 0], [1, 0]], [0, 5]), 3), (CROSS, 4), (sx.Network.from_layers([([[1, 1]], [0])]), 1)],
    ids=["parallel lines", "one vertex", "no line"],
)
def test_planes_with_few_vertices_or_none(net: sx.Network, regions: int) -> None:
    axes = plot(net, ax=_axes())
    assert len(_polygons(axes)) == regions
    assert axes.get_title().startswith(f"{regions} activation regions in R^2\n{regions} of them in this window")


def test_stray_vertices_do_not_make_the_picture_a_dot() -> None:
    """The last two lines meet a million away."""
    rows = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0], [2.0, 1.0], [2.0, 1.0 + 1e-6]]
    offsets = [0.0, 0.0, -1.0, 0.5, 0.25, -0.75]
    axes = plot(sx.arrangement(rows, offsets), ax=_axes())
    low, high = axes.get_xlim()
    assert high - low < 10
    assert "of them in this window" in axes.get_title()


@pytest.mark.parametrize(
    ("domain", "label"),
    [
        (sx.Box([-1, 0], [1, float("inf")]), "$x_{0}$"),
        (sx.Polytope([[-1, 0], [0, -1], [1, 1]], [0, 0, 1]), "$x_{0}$"),
        (sx.Slice([0, 0], [[1, 1], [1, -1]], domain=sx.Box(-1, 1)), "$t_{0}$"),
        (sx.Slice.through([0, 0], [1, 0], [0, 1], within=sx.Box(-1, 1)), "$t_{0}$"),
    ],
    ids=["half strip", "triangle", "slice", "slice within"],
)
def test_other_domains_of_the_plane(domain: Domain, label: str) -> None:
    axes = plot(DEEP, domain, ax=_axes())
    assert axes.get_xlabel() == label
    total = sx.count_regions(DEEP, domain).total
    assert axes.get_title().startswith(f"{total} activation regions in ")
    if "window" not in axes.get_title():
        assert len(_polygons(axes)) == total


def test_graph_and_breakpoints_along_a_line() -> None:
    axes = plot(LINE, sx.Box(-1, 1), ax=_axes())
    regions = sx.count_regions(LINE, sx.Box(-1, 1)).total
    graphs = [line for line in axes.lines if str(line.get_label()).startswith("output")]
    assert len(graphs) == 2
    for k, line in enumerate(graphs):
        t, values = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        assert len(t) == 2 * regions
        assert (t[0], t[-1]) == (-1, 1)
        np.testing.assert_allclose(values, LINE(t[:, None])[:, k], atol=1e-12)


def test_graph_of_the_absolute_value_on_the_whole_line() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])
    axes = plot(net, ax=_axes())
    assert axes.get_title() == "2 activation regions in R^1\nwindow [-1, 1]"
    graph = next(line for line in axes.lines if line.get_label() == "output 0")
    assert np.asarray(graph.get_ydata()).tolist() == [1, 0, 0, 1]


def test_segments_and_fixed_sides_are_lines() -> None:
    segment = plot(DEEP, sx.Segment([-1, 0], [1, 0]), ax=_axes())
    box = plot(DEEP, sx.Box([-1, 0], [1, 0]), ax=_axes())
    assert (segment.get_xlabel(), segment.get_xlim()) == ("$t$", (0, 1))
    assert (box.get_xlabel(), box.get_xlim()) == ("$x_{0}$", (-1, 1))
    assert segment.get_title().split()[0] == box.get_title().split()[0]


def test_colours_belong_to_patterns() -> None:
    """The same region has the same colour whatever else is in the picture."""

    def colours(box: sx.Box) -> dict[bytes, float]:
        (faces,) = (c for c in plot(DEEP, box, ax=_axes()).collections if c.get_label() == "regions")
        patterns = sx.enumerate_regions(DEEP, box).patterns
        return {row.tobytes(): value for row, value in zip(patterns, np.asarray(faces.get_array()), strict=True)}

    large, small = colours(sx.Box(-1, 1)), colours(sx.Box(-0.25, 0.5))
    assert small == {pattern: large[pattern] for pattern in small}
    assert len(set(large.values())) == len(large)


@pytest.mark.parametrize("color_by", ["active", "slope"])
def test_other_colours_have_a_scale(color_by: str) -> None:
    axes = plot(DEEP, sx.Box(-1, 1), color_by=color_by, ax=_axes())
    assert len(axes.child_axes) == 1


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_files_are_the_same_each_time(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        save_plot(file, DEEP, sx.Box(-1, 1))
    assert files[0].stat().st_size > 1000
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.parametrize(
    ("net", "domain", "options", "message"),
    [
        (network(he_net(1, (3, 4, 1))), None, {}, "the domain has 3: give a Slice"),
        (DEEP, sx.Box(0, 0), {}, "the domain has 0: give a Slice"),
        (DEEP, sx.Polytope([[-1, 0], [1, 0]], [0, 0]), {}, "has no area"),
        (DEEP, sx.Polytope([[-1.0, -0.7], [1.0, 0.7], [0.0, 1.0], [0.0, -1.0]], [0.3, -0.3, 1, 1]), {}, "has no area"),
        (DEEP, sx.Box(-1, 1), {"color_by": "mood"}, "color_by must be one of 'pattern', .* not 'mood'"),
        (DEEP, sx.Box(-1, 1), {"layer": 3}, "an index of the 3 hidden layers, not 3"),
    ],
)
def test_what_cannot_be_drawn(net: sx.Network, domain: Domain, options: dict[str, object], message: str) -> None:
    with pytest.raises(sx.InputError, match=message):
        plot(net, domain, ax=_axes(), **options)  # type: ignore[arg-type]


def test_failed_picture_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(sx.InputError):
        save_plot(tmp_path / "a.png", network(he_net(1, (3, 4, 1))))
    with pytest.raises(sx.InputError, match="the extension must be"):
        save_plot(tmp_path / "a.gif", DEEP)
    with pytest.raises(sx.InputError, match="there is no folder"):
        save_plot(tmp_path / "missing" / "a.png", DEEP)
    assert not list(tmp_path.iterdir())


def test_demo_counts_and_draws_the_shipped_network(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "splinex.demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(sx.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "activation regions in Box([-1.5, -1], [2.5, 1.5])" in result.stdout
    picture = tmp_path / "splinex-demo.png"
    assert result.stdout.splitlines()[-1] == f"its picture: {picture.resolve()}"
    assert list(tmp_path.iterdir()) == [picture]
