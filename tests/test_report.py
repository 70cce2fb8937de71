"""The report of a network: what the file holds, what it leaves out, and that it always ends."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import he_net
from listing import network
from splinex.cli import main

NET = network(he_net(3, (2, 8, 6, 3)))
BOX = sx.Box(-1, 1)
VOID = {"meta", "br", "img", "input"}
SVG = "{http://www.w3.org/2000/svg}"


class _Reader(HTMLParser):
    """Checks that every element that is opened is closed, and collects the text of the page and of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(file: Path) -> tuple[str, _Reader]:
    source = file.read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(source)
    reader.close()
    assert reader.open == []
    return source, reader


def _report(folder: Path, net: Any = NET, domain: Any = BOX, **options: Any) -> tuple[str, Any]:
    file = folder / "report.html"
    omitted = sx.report(net, domain, file, **options)
    source, _ = _read(file)
    return source, omitted


def _data(source: str) -> Any:
    found = re.search(r'<script type="application/json" id="regions">(.*?)</script>', source, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def _polygons(source: str) -> list[list[np.ndarray]]:
    """Of each stage, in pixels."""
    found = re.search(r'<svg class="partition".*?</svg>\n<rect.*?</svg>', source, re.DOTALL)
    assert found is not None
    root = ElementTree.fromstring(found[0])
    stages = []
    for group in root.iter("g"):
        if group.get("class") == "stage":
            cells = [cell for cell in group.iter("path") if cell.get("class") == "cell"]
            assert [cell.get("data-i") for cell in cells] == [str(i) for i in range(len(cells))]
            stages.append([_corners(cell.get("d", "")) for cell in cells])
    return stages


def _corners(path: str) -> np.ndarray:
    return (
        np.array([list(map(float, pair.split())) for pair in path.strip("MZ").split("L")]) if path else np.empty((0, 2))
    )


def _area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def test_polygons_and_what_is_told_of_them(tmp_path: Path) -> None:
    source, omitted = _report(tmp_path)
    assert omitted == ()
    stages, data = _polygons(source), _data(source)
    nets = [NET.up_to(0), NET, NET.with_argmax()]
    assert len(stages) == len(data["stages"]) == len(nets)
    for net, polygons, told in zip(nets, stages, data["stages"], strict=True):
        part = sx.enumerate_regions(net, BOX)
        assert len(polygons) == len(part)
        assert sum(map(_area, polygons)) == pytest.approx(720**2, rel=1e-3)
        for column in ("points", "patterns", *(["maps"] if told["maps"] else [])):
            assert len(told[column]) == len(part)
        np.testing.assert_allclose(told["points"], part.points, rtol=1e-3, atol=1e-12)
        assert told["on"][0] == part.patterns_of(0).sum(axis=1).tolist()
    part = sx.enumerate_regions(NET, BOX)
    for region, rows in zip(part, data["stages"][1]["maps"], strict=True):
        A, b = region.affine_map()
        np.testing.assert_allclose(rows, np.column_stack([A, b]), rtol=1e-3, atol=1e-10)
    decided = sx.enumerate_regions(nets[2], BOX).patterns_of(2).ravel().tolist()
    assert data["stages"][2]["modes"][0]["of"] == decided


def _sides(polygon: np.ndarray) -> np.ndarray:
    return np.asarray(np.hypot(*(np.roll(polygon, -1, axis=0) - polygon).T))


def test_corners_that_chromium_cannot_tell_apart_are_dropped(tmp_path: Path) -> None:
    """A line that cuts 0.03 pixels off a corner: it left a white wedge; the triangle behind it is drawn as it is."""
    source, _ = _report(tmp_path, sx.arrangement([[1, 1]], [2.0**-13 - 2]))
    (large, small), *_ = (sorted(stage, key=lambda polygon: -_area(polygon)) for stage in _polygons(source))
    assert len(large) == 4 and _sides(large).min() > 719
    assert len(small) == 3 and 0 < _sides(small).max() < 0.1


def test_no_polygon_of_many_has_close_corners_unless_it_is_a_sliver(tmp_path: Path) -> None:
    net = network(he_net(0, (2, 60, 3)))
    part = sx.enumerate_regions(net, BOX)
    source, _ = _report(tmp_path, net)
    before = part.geometry().vertices
    dropped = 0
    for i, polygon in enumerate(_polygons(source)[0]):
        own = 360 * before.of(i)
        apart = int((_sides(own) >= 0.2).sum())
        assert len(polygon) == (apart if apart >= 3 else len(own))
        assert apart < 3 or _sides(polygon).min() > 0.19
        dropped += len(own) - len(polygon)
    assert dropped > 0


def test_numbers_of_the_report(tmp_path: Path) -> None:
    _report(tmp_path)
    _, reader = _read(tmp_path / "report.html")
    text = " ".join(reader.text)
    counts = sx.count_all(NET, BOX)
    for number in (counts.activation_regions, counts.linear_regions, counts.affine_maps):
        assert f" {number:,} " in text
    for statement in sx.verify_theorems(NET, BOX).statements:
        assert statement.text in text and statement.evidence in text
    for layer in sx.count_regions(NET, BOX).layers:
        assert f"{layer.regions:,} regions" in text


def test_the_file_loads_nothing_and_is_the_same_each_time(tmp_path: Path) -> None:
    first, _ = _report(tmp_path, threads=1)
    again, _ = _report(tmp_path, threads=1)
    assert first == again
    _, reader = _read(tmp_path / "report.html")
    links = [value for name, value in reader.attributes if name in ("src", "href", "srcset", "action")]
    assert links and all(value is not None and value.startswith("#edges") for value in links)
    assert "url(" not in first and "@import" not in first
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert list(tmp_path.iterdir()) == [tmp_path / "report.html"]


def test_names_are_escaped(tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script>"
    source, _ = _report(tmp_path, sx.Network(NET.layers, (nasty, '"&<')), title=nasty)
    assert source.count("<script") == 2
    assert nasty not in source
    assert _data(source)["stages"][1]["layers"] == [nasty, '"&<']


def test_more_regions_than_wanted_are_counted_but_not_drawn(tmp_path: Path) -> None:
    total = sx.count_regions(NET, BOX).total
    source, omitted = _report(tmp_path, max_regions=total - 1)
    assert [what for what, _ in omitted] == ["Counts in every sense, statements of the theory", "The picture"]
    assert f"{total:,} regions are more than the {total - 1:,}" in omitted[0][1]
    assert f"<b>{total:,}</b>" in source and omitted[1][1] in source
    assert '<svg class="partition"' not in source


def test_no_time_at_all(tmp_path: Path) -> None:
    net = network(he_net(1, (8, 20, 20, 4)))
    source, omitted = _report(tmp_path, net, None, seconds=1e-9)
    assert omitted[0][0] == "The number of all regions"
    assert re.search(r"<b>at least [\d,]+</b>", source)
    assert source.count("at least 0") == 0 and source.count(">at least ") == 5


def test_many_inputs_end_soon(tmp_path: Path) -> None:
    net = network(he_net(1, (64, 24, 24, 10)))
    source, omitted = _report(tmp_path, net, sx.Box(0, 1), seconds=1)
    assert [what for what, _ in omitted] == [
        "The number of all regions",
        "Counts in every sense, statements of the theory",
    ]
    assert "A plane in the domain: the plane of the inputs x" in source
    data = _data(source)
    i, j = (int(label.removeprefix("x")) for label in data["labels"])
    weights = np.linalg.norm(net.layers[0].weight, axis=0)
    assert {i, j} == set(np.argsort(-weights)[:2].tolist())
    # The plane is the one that the caption names.
    for point, rows in zip(data["stages"][1]["points"][:20], data["stages"][1]["maps"], strict=False):
        x = np.full(64, 0.5)
        x[[i, j]] = point
        np.testing.assert_allclose(np.array(rows) @ [*point, 1], net(x)[:4], atol=0.02)


def test_hundreds_of_classes(tmp_path: Path) -> None:
    """As many statements and slopes are left out, and the picture shows no decision; it failed altogether once."""
    net = network(he_net(1, (2, 8, 300)))
    source, omitted = _report(tmp_path, net)
    assert [what.split(":")[0] for what, _ in omitted] == ["Statements of the theory", "Measures", "The decision"]
    assert len(_polygons(source)) == 1


@pytest.mark.parametrize(
    ("net", "domain", "left_out"),
    [
        (network(he_net(1, (1, 5, 2))), None, []),
        (network(he_net(1, (1, 5, 2))), sx.Box(-1, float("inf")), []),
        (NET, None, []),
        (NET, sx.Segment([-1, 0], [1, 0]), []),
        (NET, sx.Polytope([[-1, 0], [0, -1], [1, 1]], [0, 0, 1]), []),
        (NET, sx.Box([-1, 0.5], [1, 0.5]), ["Statements of the theory"]),
        (NET, sx.Box(0.5, 0.5), None),
        (NET, sx.Polytope([[-1, 0], [1, 0]], [0, 0]), None),
        (network(he_net(1, (4, 5, 2))), sx.Polytope([[1, 1, 1, 1]], [1]), []),
        (network(he_net(1, (4, 5, 2))), sx.Slice([0] * 4, np.eye(4)[:3], domain=sx.Box(-1, 1)), ["The picture"]),
        (sx.Network.from_layers([([[1, 2]], [0])]), BOX, []),
        (sx.Network.from_layers([([[0, 0], [0, 0]], [0, 1]), ([[1, 1]], [0])]), BOX, []),
        (sx.Network.from_layers([([[1e200, 0], [1e200, 0]], [0, 1]), ([[1e100, 1]], [0])]), BOX, []),
        (
            sx.Network.sequential(
                [sx.nn.Linear(np.ones((3, 2))), sx.nn.HardTanh(), sx.nn.Maxout(np.ones((1, 2, 3)))], (2,)
            ),
            BOX,
            [],
        ),
        (sx.arrangement([[1, 0], [0, 1]]), BOX, []),
    ],
    ids=[
        *(
            "line",
            "half-line",
            "plane",
            "segment",
            "triangle",
            "flat box",
            "a point",
            "flat polytope",
            "half-space of R^4",
        ),
        *("slice of three directions", "no units", "zero units", "huge weights", "other units", "arrangement"),
    ],
)
def test_all_kinds_of_networks_and_domains(
    tmp_path: Path, net: sx.Network, domain: Any, left_out: list[str] | None
) -> None:
    source, omitted = _report(tmp_path, net, domain)
    if left_out is not None:
        assert [what for what, _ in omitted] == left_out
    assert f"<b>{sx.count_regions(net, domain).total:,}</b>" in source
    if "The picture" not in [what for what, _ in omitted]:
        _data(source)


def test_progress_and_interruption(tmp_path: Path) -> None:
    heard: list[float] = []
    _report(tmp_path, progress=lambda now: heard.append(now.fraction))
    assert heard == sorted(heard) and heard[-1] == 1
    before = (tmp_path / "report.html").read_bytes()

    def stop(now: sx.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sx.report(NET, BOX, tmp_path / "report.html", progress=stop)
    assert (tmp_path / "report.html").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    NET.to_npz(tmp_path / "net.npz")
    file = tmp_path / "out.html"
    assert main(["report", str(tmp_path / "net.npz"), "--box", "-1", "1", "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"written to {file}\n"
    assert "<h1>net.npz</h1>" in file.read_text()
    assert (
        main(
            [
                "report",
                str(tmp_path / "net.npz"),
                "--box",
                "-1",
                "1",
                "-o",
                str(file),
                "--max-regions",
                "5",
                "--title",
                "<A>",
            ]
        )
        == 0
    )
    assert capsys.readouterr().out.startswith("left out: Counts in every sense")
    assert "<h1>&lt;A&gt;</h1>" in file.read_text()
    for wrong in (
        ["-o", str(tmp_path / "out.pdf")],
        ["-o", str(file), "--seconds", "0"],
        ["-o", str(file), "--max-regions", "0"],
    ):
        assert main(["report", str(tmp_path / "net.npz"), *wrong]) == 2
    assert "the extension must be .html" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "3", None])
def test_seconds_are_positive(tmp_path: Path, seconds: Any) -> None:
    with pytest.raises(sx.InputError, match="seconds must be a positive number"):
        sx.report(NET, BOX, tmp_path / "a.html", seconds=seconds)
    assert not list(tmp_path.iterdir())
