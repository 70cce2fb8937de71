"""Every example of the README and of two pages runs, with the output it shows; the guide runs when it is built."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import splinex as sx
from splinex.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "exactness.md", ROOT / "docs" / "certificates.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0


def test_the_page_on_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its examples and its shell commands, in a folder of their own."""
    for module in ("pyarrow", "polars", "pandas", "duckdb"):
        pytest.importorskip(module, reason=f"{module} is not installed")
    page = ROOT / "docs" / "streams.md"
    monkeypatch.chdir(tmp_path)
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0
    sx.arrangement([[1, 0], [0, 1]]).to_npz("net.npz")
    for file in Path().glob("regions*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    commands = re.findall(r"^\$ splinex (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert commands
    for command in commands:
        assert main(command.split()) == 0


def test_the_torch_example_of_the_readme() -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    blocks = re.findall(r"```python\n(.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [block for block in blocks if "from torch" in block]
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["net"].widths == (8, 2)
