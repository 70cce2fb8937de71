"""The map of the sources in CONTRIBUTING.md names every file and folder that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def named(root: str) -> set[str]:
    """What the tables on a folder name in their first column."""
    tables = re.split(r"\n\n", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    rows = [row for table in tables if f"in `{root}` |" in table for row in table.splitlines()[2:]]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize("root", ["cpp/splinex", "python/splinex"])
def test_the_map_is_complete(root: str) -> None:
    folder = ROOT / root
    files = {path.stem for path in folder.iterdir() if path.suffix in (".cpp", ".hpp", ".py")}
    folders = {f"{path.name}/" for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert named(root) == (files | folders) - {"__init__", "__main__"}
