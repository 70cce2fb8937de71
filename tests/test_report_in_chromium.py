"""The report in a browser: it loads nothing and complains of nothing, regions can be pointed at, and names are only names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import splinex as sx
from browser import open_browser
from families.random_nets import he_net
from listing import network

NET = network(he_net(3, (2, 8, 6, 3)))
BOX = sx.Box(-1, 1)
VISIBLE = "cells => cells.filter(cell => cell.getClientRects().length).length"
NASTY = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page without a network connection; that nothing was asked for and nothing went wrong is checked at the end."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, offline=True)
    tab = context.new_page()
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    yield tab
    assert heard == []
    assert all(url.startswith("file:") for url in asked) and len(asked) == 1
    context.close()


def _open(page: Any, folder: Path, net: sx.Network = NET, domain: Any = BOX, **options: Any) -> None:
    file = folder / "report.html"
    sx.report(net, domain, file, **options)
    page.goto(file.as_uri())


def _told(page: Any) -> str:
    return str(page.locator("#told").inner_text())


def _point_at(page: Any, part: sx.Partition, i: int) -> None:
    """Move the pointer to the point of a region of the box."""
    port = page.locator("svg.window").bounding_box()
    x, y = part.points[i]
    page.mouse.move(port["x"] + (x + 1) / 2 * port["width"], port["y"] + (1 - y) / 2 * port["height"])


def _cells(page: Any) -> Any:
    """The regions after all layers."""
    return page.locator("g.stage").nth(1).locator(".cell")


def _fills(page: Any) -> list[str]:
    fills: list[str] = _cells(page).evaluate_all("cells => cells.map(cell => cell.getAttribute('fill'))")
    return fills


def test_a_polygon_for_each_region_at_each_stage(page: Any, tmp_path: Path) -> None:
    _open(page, tmp_path)
    stages = [NET.up_to(0), NET, NET.with_argmax()]
    buttons = page.locator("button.stage")
    assert buttons.count() == len(stages)
    for k, stage in enumerate(stages):
        total = sx.count_regions(stage, BOX).total
        buttons.nth(k).click()
        visible = page.locator(".cell").evaluate_all(VISIBLE)
        assert visible == total
        assert f"({total:,})" in buttons.nth(k).inner_text()
        assert _told(page).startswith(f"{total:,} regions")


def test_pointing_at_regions(page: Any, tmp_path: Path) -> None:
    _open(page, tmp_path)
    part = sx.enumerate_regions(NET, BOX)
    widths = _cells(page).evaluate_all("cells => cells.map(cell => cell.getBBox().width)")
    large = sorted(range(len(part)), key=lambda i: -widths[i])
    for i in large[:5]:
        _point_at(page, part, i)
        told = _told(page)
        assert told.startswith(f"Region {i}\n")
        digits = "".join(map(str, part[i].pattern.tolist()))
        assert f"{digits[:8]} {digits[8:]}" in told
        assert f"{digits[:8].count('1')} of 8" in told
        assert "output 2" in told
    page.mouse.move(2, 2)
    assert _told(page).startswith(f"{len(part)} regions")


def test_pinning_finding_and_colours(page: Any, tmp_path: Path) -> None:
    _open(page, tmp_path)
    part = sx.enumerate_regions(NET, BOX)
    page.locator("#find").fill("3")
    page.locator("#find").press("Enter")
    assert _told(page).startswith("Region 3\n")
    _point_at(page, part, 7)
    assert _told(page).startswith("Region 3\n")
    before = _fills(page)
    page.locator("#mode").select_option(label="active units")
    after = _fills(page)
    assert len(set(after)) == len(set(part.patterns.sum(axis=1).tolist()))
    assert after != before
    page.locator("#mode").select_option(label="pattern")
    assert _fills(page) == before


def test_zoom_and_back(page: Any, tmp_path: Path) -> None:
    _open(page, tmp_path)
    window = page.locator("svg.window")
    home = window.get_attribute("viewBox")
    port = window.bounding_box()
    page.mouse.move(port["x"] + port["width"] / 2, port["y"] + port["height"] / 2)
    page.mouse.wheel(0, -200)
    page.locator(f'svg.window:not([viewBox="{home}"])').wait_for()
    ticks = (
        page.locator(".tick.x").all_inner_texts() if False else page.locator(".partition .tick.x").all_text_contents()
    )
    assert max(abs(float(text)) for text in ticks) < 1
    page.mouse.dblclick(port["x"] + 30, port["y"] + 30)
    assert window.get_attribute("viewBox") == home
    assert {"-1", "1"} <= set(page.locator(".partition .tick.x").all_text_contents())


@pytest.mark.parametrize(
    ("net", "domain"),
    [
        (network(he_net(1, (1, 5, 2))), None),
        (network(he_net(1, (5, 6, 4, 2))), None),
        (network(he_net(1, (5, 6, 4, 2))), sx.Segment([0] * 5, [1] * 5)),
        (sx.Network.from_layers([([[1, 2]], [0])]), BOX),
        (sx.Network.from_layers([([[1, 2]], [0])]), sx.Box(0, 0)),
    ],
    ids=["line", "plane in R^5", "segment", "no units", "a point"],
)
def test_other_pictures(page: Any, tmp_path: Path, net: sx.Network, domain: Any) -> None:
    _open(page, tmp_path, net, domain)
    cells = page.locator(".cell")
    if cells.count():
        cells.nth(0).scroll_into_view_if_needed()
        assert "region" in _told(page)
    else:
        assert "the domain is a point" in page.locator("main").inner_text()


def test_names_are_text(page: Any, tmp_path: Path) -> None:
    net = sx.Network(NET.layers, (NASTY, "b & <b>c</b>"))
    _open(page, tmp_path, net, title=NASTY)
    assert page.title() == f"{NASTY}: regions"
    assert page.locator("h1").inner_text() == NASTY
    assert page.locator("img, main b b, main script:not([type])").count() == 0
    page.locator("#find").fill("0")
    page.locator("#find").press("Enter")
    assert NASTY in _told(page) and "b & <b>c</b>" in _told(page)
