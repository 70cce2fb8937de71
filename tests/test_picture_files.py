"""Pictures in files: pages to hover over, and what every kind of picture becomes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import splinex as sx
from drawn import BOX, CROSS, DEEP, QUADRANT, SOLID, blank_axes, faces_of
from families.random_nets import he_net
from listing import network
from splinex.plotting.files import save_plot
from splinex.plotting.interactive import plot_interactive

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
    axes = sx.plot(lines, sx.Box(-9, 9), ax=blank_axes())
    assert faces_of(axes).get_rasterized()
    assert not faces_of(sx.plot(DEEP, BOX, ax=blank_axes())).get_rasterized()
