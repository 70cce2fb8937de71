"""Films of a partition: a polygon for each region, colours that stay with their codes, and what cannot be filmed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from browser import open_browser
from families.random_nets import he_net
from listing import network

BOX = sx.Box([-1, -1], [1, 0.5])


def _drifting(number: int, dims: tuple[int, ...] = (2, 6, 4, 1)) -> list[sx.Network]:
    """A network whose weights move a little at each step."""
    start, end = network(he_net(1, dims)), network(he_net(2, dims))
    shares = np.linspace(0, 0.3, number)
    return [
        sx.Network.from_layers(
            [(a.weight + s * b.weight, a.bias + s * b.bias) for a, b in zip(start.layers, end.layers, strict=True)]
        )
        for s in shares
    ]


def _record(number: int = 4, **options: Any) -> sx.Track:
    return sx.track(_drifting(number), BOX, keep=True, **options)


def _film(file: Path) -> Any:
    found = re.search(r'id="film">(.*?)</script>', file.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_polygons_and_colours_of_the_page(tmp_path: Path) -> None:
    record = _record(6)
    sx.animate(record, tmp_path / "film.html", points=np.array([[0, 0], [1, 0.5]]), labels=[0, 1])
    film = _film(tmp_path / "film.html")
    assert len(film["pictures"]) == 6 and film["panels"] == 2
    for panel in (0, 1):
        colours: dict[bytes, int] = {}
        kept = 0
        for net, picture in zip(record.networks, film["pictures"], strict=True):
            part = sx.enumerate_regions(net.up_to(panel), BOX)
            drawn = picture[panel]
            assert len(drawn["corners"]) == len(drawn["colours"]) == len(part)
            assert f"{len(part)} regions" in drawn["title"]
            corners = [np.reshape(polygon, (-1, 2)) / film["grid"] for polygon in drawn["corners"]]
            areas = [abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2 for x, y in (polygon.T for polygon in corners)]
            assert sum(areas) == pytest.approx(720 * 540, rel=2e-3)
            for pattern, colour in zip(part.patterns, drawn["colours"], strict=True):
                kept += pattern.tobytes() in colours
                assert colours.setdefault(pattern.tobytes(), colour) == colour
        assert kept > 5 * 10  # Most regions live on.
    assert film["dots"][0] == [[360, 180], [720, 0]]
    assert film["curves"] == {"layer 0": record.regions[:, 0].tolist(), "layer 1": record.regions[:, 1].tolist()}


def test_pictures_of_a_gif(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="pillow is not installed")
    record = _record(4)
    sx.animate(record, tmp_path / "film.gif", layers=[1], fps=5)
    with image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 4
        times, pixels = [], []
        for i in range(4):
            film.seek(i)
            times.append(film.info["duration"])
            pixels.append(np.asarray(film.convert("RGB")))
    assert times == [200, 200, 200, 800]
    # The panel lies between the ticks: where a colour of the map begins and ends.
    assert len({picture.shape for picture in pixels}) == 1
    assert (pixels[0] != pixels[3]).any()
    corners = [_corners(picture) for picture in pixels]
    assert np.ptp(corners, axis=0).max() <= 1


def _corners(picture: np.ndarray) -> list[int]:
    """Where there is colour."""
    coloured = np.ptp(picture.astype(int), axis=2) > 60
    rows, columns = np.flatnonzero(coloured.any(axis=1)), np.flatnonzero(coloured.any(axis=0))
    return [int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])]


def test_mp4(tmp_path: Path) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    sx.animate(_record(3), tmp_path / "film.mp4", fps=2.5)
    assert (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"
    assert len(list(tmp_path.iterdir())) == 1


def test_mp4_without_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(sx.InputError, match="the program ffmpeg"):
        sx.animate(_record(2), tmp_path / "film.mp4")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", ["gif", "html", "mp4"])
def test_interrupted_films_leave_the_old_file(tmp_path: Path, suffix: str) -> None:
    if suffix == "mp4" and shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    file = tmp_path / f"film.{suffix}"
    file.write_text("old")
    heard: list[float] = []

    def stop(now: sx.Progress) -> None:
        heard.append(now.fraction)
        if len(heard) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sx.animate(_record(3), file, layers=[0], progress=stop)
    assert heard == [1 / 3, 2 / 3]
    assert file.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def _tracked(domain: Any, dims: tuple[int, ...] = (2, 3, 1)) -> sx.Track:
    return sx.track(_drifting(1, dims), domain, keep=True)


@pytest.mark.parametrize(
    ("record", "options", "message"),
    [
        (sx.track(_drifting(1), BOX), {}, "track with keep=True"),
        (_tracked(None), {}, "give finite sides"),
        (_tracked(sx.Box([0, 0], [1, float("inf")])), {}, "give finite sides"),
        (_tracked(sx.Box([0, 0], [1, 0])), {}, "a box of two coordinates"),
        (_tracked(sx.Box(0, 1), (1, 3, 1)), {}, "a box of two coordinates"),
        (_tracked(sx.Box(0, 1), (3, 3, 1)), {}, "a box of two coordinates"),
        (_tracked(sx.Box(0, 1), (2, 1)), {}, "no units"),
        (_tracked(BOX), {"layers": [1]}, "layers must be an index from 0 to 0"),
        (_tracked(BOX), {"layers": []}, "layers is empty"),
        (_tracked(BOX), {"fps": 0}, "fps must be"),
        (_tracked(BOX), {"fps": float("nan")}, "fps must be"),
        (_tracked(BOX), {"points": [1, 2, 3]}, "points has shape"),
        (_tracked(BOX), {"points": [[1, 2]], "labels": [1, 2]}, "labels must be 1 integers"),
        (_tracked(BOX), {"points": [[1, 2]], "labels": ["a"]}, "labels must be 1 integers"),
        (_tracked(BOX), {"progress": 1}, "progress must be"),
    ],
)
def test_what_cannot_be_filmed(tmp_path: Path, record: sx.Track, options: dict[str, Any], message: str) -> None:
    with pytest.raises(sx.InputError, match=message):
        sx.animate(record, tmp_path / "film.html", **options)
    assert not list(tmp_path.iterdir())


def test_other_extensions(tmp_path: Path) -> None:
    with pytest.raises(sx.InputError, match="the extension must be "):
        sx.animate(_tracked(BOX), tmp_path / "film.avi")


def test_slices_and_one_snapshot(tmp_path: Path) -> None:
    plane = sx.Slice.through([0, 0, 0], [1, 0, 0], [0, 1, 1], domain=sx.Box(-1, 1))
    record = _tracked(plane, (3, 4, 1))
    sx.animate(record, tmp_path / "film.html")
    assert len(_film(tmp_path / "film.html")["pictures"][0][0]["corners"]) == record.total[0]
    sx.animate(record, tmp_path / "film.gif")


def test_the_page_plays(tmp_path: Path) -> None:
    record = _record(3, steps=["<b>one</b>", "two", "three"])
    sx.animate(record, tmp_path / "film.html", fps=100)
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto((tmp_path / "film.html").as_uri())
        assert page.locator("#name").inner_text() == "step <b>one</b>"
        assert page.locator("canvas").count() == 2
        picture = page.locator("canvas").nth(1)
        first = picture.evaluate("canvas => canvas.toDataURL()")
        page.locator("#step").fill("1")
        assert page.locator("#name").inner_text() == "step two"
        assert f"layers 1 to 2: {record.regions[1, 1]} regions" in page.locator("figcaption").nth(1).inner_text()
        assert picture.evaluate("canvas => canvas.toDataURL()") != first
        page.locator("#play").click()
        page.locator("#name", has_text="step three").wait_for()
        page.locator("#play", has_text="play").wait_for()
        assert heard == []
