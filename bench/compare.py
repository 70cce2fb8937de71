"""A table of two runs side by side."""

import json
from pathlib import Path
from typing import Any

__all__ = ["compare"]

Key = tuple[str, str, str, str, int]


def compare(before: Path, after: Path) -> str:
    """Least CPU and wall time per region of every measurement that both files hold, and the ratio of the CPU times."""
    old, new = _best(before), _best(after)
    title = "case domain operation arithmetic threads cpu-A cpu-B B/A wall-A wall-B RSS-A RSS-B"
    rows: list[tuple[str, ...]] = [tuple(title.split())]
    for key in (key for key in old if key in new):
        a, b = old[key], new[key]
        ratio = b["cpu_ns_per_region"] / a["cpu_ns_per_region"]
        figures = [f"{run[name]:.1f}" for name in ("wall_ns_per_region", "peak_rss_mb") for run in (a, b)]
        cpu = (f"{a['cpu_ns_per_region']:.1f}", f"{b['cpu_ns_per_region']:.1f}", f"{ratio:.2f}")
        rows.append((*key[:4], str(key[4]), *cpu, *figures))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([f"A: {_origin(old)}", f"B: {_origin(new)}", "ns per region; RSS in MB", *lines])


def _best(path: Path) -> dict[Key, dict[str, Any]]:
    best: dict[Key, dict[str, Any]] = {}
    for line in path.read_text().splitlines():
        run = json.loads(line)
        key = (run["case"], run["domain"], run["operation"], run["arithmetic"], run["threads"])
        if key not in best or run["cpu_ns_per_region"] < best[key]["cpu_ns_per_region"]:
            best[key] = run
    return best


def _origin(runs: dict[Key, dict[str, Any]]) -> str:
    return "; ".join(sorted({f"{run['commit']}, {run['compiler']}, {run['machine']}" for run in runs.values()}))
