"""Every example of the README and of pages with doctests runs, with the output it shows; other pages run when built."""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import splinex as sx
from splinex.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("exactness", "certificates", "decision"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", ["streams.md", "long_runs.md"])
def test_pages_that_write_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their examples and their shell commands, in a folder of their own."""
    for module in ("pyarrow", "polars", "pandas", "duckdb"):
        pytest.importorskip(module, reason=f"{module} is not installed")
    page = ROOT / "docs" / name
    monkeypatch.chdir(tmp_path)
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0
    sx.arrangement([[1, 0], [0, 1]]).to_npz("net.npz")
    for file in Path().glob("regions*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    commands = re.findall(r"^\$ splinex (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert commands
    for command in commands:
        assert main(command.split()) == 0


@pytest.mark.parametrize(
    ("file", "module", "command"),
    [
        ("processes.py", None, ["{python}"]),
        ("dask_cluster.py", "distributed", ["{python}"]),
        ("mpi.py", "mpi4py", ["{folder}/mpiexec", "-n", "3", "{python}", "-m", "mpi4py.futures"]),
    ],
)
def test_scripts_of_the_page_on_clusters(file: str, module: str | None, command: list[str], tmp_path: Path) -> None:
    if module is not None:
        pytest.importorskip(module, reason=f"{module} is not installed")
    text = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
    (script,) = re.findall(rf"```python\n# {file}\n(.*?)```", text, re.DOTALL)
    (tmp_path / file).write_text(script, encoding="utf-8")
    words = [word.format(python=sys.executable, folder=Path(sys.executable).parent) for word in command]
    found = subprocess.run([*words, file], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == ["1882"]


def test_the_torch_example_of_the_readme() -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    blocks = re.findall(r"```python\n(.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [block for block in blocks if "from torch" in block]
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["net"].widths == (8, 2)


def test_blocks_of_the_gallery_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block runs, and each that has an image draws; the largest picture is left to `make gallery`."""
    pytest.importorskip("plotly", reason="plotly is not installed")
    import matplotlib
    from matplotlib import pyplot

    matplotlib.use("Agg")
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    gallery = importlib.import_module("gallery")
    names: dict[str, Any] = {}
    images = []
    for code, image in gallery.blocks(gallery.PAGE.read_text(encoding="utf-8")):
        images.append(image)
        if image and Path(image).stem == "large":
            continue
        assert (gallery.run(code, names) is None) == (image is None)
        pyplot.close("all")
    shown = {Path(image).name for image in images if image}
    assert shown == {file.name for file in (ROOT / "docs" / "figures" / "gallery").iterdir()}
