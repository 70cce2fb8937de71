"""The plotly page in a browser: it loads nothing and complains of nothing, and a region says what it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from browser import open_browser
from families.random_nets import he_net
from listing import network
from splinex.plotting.files import save_plot

NET = network(he_net(3, (2, 8, 6, 3)))
BOX = sx.Box(-1, 1)


def test_pointing_at_regions(tmp_path: Path) -> None:
    pytest.importorskip("plotly", reason="plotly is not installed")
    file = tmp_path / "regions.html"
    save_plot(file, NET, BOX)
    part = sx.enumerate_regions(NET, BOX)
    roomy = np.argsort(-part.geometry().volumes)[:3]
    with open_browser() as browser:
        page = browser.new_context(viewport={"width": 900, "height": 900}, offline=True).new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(file.as_uri())
        port = page.locator(".nsewdrag").bounding_box()
        assert page.locator("path.js-fill").count() == len(part)
        for i in roomy.tolist():
            x, y = part.geometry().chebyshev_balls[0][i]
            page.mouse.move(port["x"] + (x + 1) / 2 * port["width"], port["y"] + (1 - y) / 2 * port["height"])
            page.locator("g.hovertext", has_text=f"region {i}pattern").wait_for(timeout=20_000)
        assert heard == []
