"""The worked example of docs/per_input.md: with the penalty on templates, a digits classifier has more orthogonal ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")

PAGE = Path(__file__).parents[1] / "docs" / "per_input.md"


def test_templates_of_digits_become_orthogonal() -> None:
    cells = re.findall(r"```\{code-cell\}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    training, comparison = cells[0], next(cell for cell in cells if "orthogonal = trained" in cell)
    names: dict[str, Any] = {}
    for cell in (training, comparison):
        exec(compile(cell, PAGE.name, "exec"), names)
    plain, orthogonal, images, digits = (names[name] for name in ("plain", "orthogonal", "X_new", "y_new"))
    assert names["mean_cosine"](orthogonal) < 0.25 * names["mean_cosine"](plain)
    before, after = (sx.orthogonality(net, images[:20]).exact for net in (plain, orthogonal))
    assert 0 < 100 * after < before
    for net in (plain, orthogonal):
        assert (net(images).argmax(axis=1) == digits).mean() > 0.8
