"""The bench runs: one tiny measurement, its tables and figures, and the peers that are installed with the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _bench(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench", *arguments, "--seconds", "0"]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True).stdout


def test_a_measurement_its_tables_and_its_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "runs.jsonl"
    file.write_text(_bench("--case", "toy", "--domain", "box"))
    run = json.loads(file.read_text())
    assert run["layers"] == [949, 991]
    assert run["correct"] is True
    assert run["cpu_ns"] > run["call_us"] * 1e3 > 0
    assert len(run["calibration_ns"]) == 2

    facets = json.loads(_bench("--case", "toy", "--domain", "box", "--operation", "facets"))
    assert facets["correct"] is True
    assert facets["layers"] == [991]

    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    written = json.loads(_bench("--case", "toy", "--domain", "box", "--operation", "write"))
    assert written["layers"] == [991]
    assert written["correct"] is True
    assert 0 < min(written["rss_mb"]) <= max(written["rss_mb"]) <= written["peak_rss_mb"] + 1

    monkeypatch.syspath_prepend(ROOT)
    from bench.commands import tables
    from bench.compare import compare
    from bench.plots import draw

    assert " 991 " in tables([run])
    assert " 1.00 " in compare(file, file)
    draw([run], tmp_path)
    assert 0 < (tmp_path / "cases.svg").stat().st_size < 100_000


def test_peers_are_asked_or_said_to_be_absent(tmp_path: Path) -> None:
    file = tmp_path / "peers.jsonl"
    tools = ("regioncam", "highs_signs", "grid_patterns")
    table = _bench("peers", "--case", "2-3-1", "--tool", *tools, "-o", str(file))
    rows = {row["tool"]: row for row in map(json.loads, file.read_text().splitlines())}
    assert list(rows) == ["splinex", "splinex, listing", *tools]
    assert rows["highs_signs"]["difference"] == 0
    assert rows["grid_patterns"]["difference"] <= 0
    assert "proven" in table
    camera = rows["regioncam"]
    assert camera.get("error") == "not installed" or camera["difference"] == 0
