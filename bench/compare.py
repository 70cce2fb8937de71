"""A table of two runs side by side."""

import json
from pathlib import Path
from typing import Any

from bench.tables import layout

__all__ = ["compare"]

Key = tuple[str, str, str, str, int]


def compare(before: Path, after: Path) -> str:
    """Least CPU and wall time per region of every measurement that both files hold.

    The ratio of the CPU times is given as measured and calibrated: where the two differ, the core's speed did.
    """
    old, new = _best(before), _best(after)
    title = "case domain operation arithmetic threads cpu-A cpu-B B/A calibrated wall-A wall-B RSS-A RSS-B"
    rows: list[tuple[str, ...]] = [tuple(title.split())]
    for key in (key for key in old if key in new):
        a, b = old[key], new[key]
        cpu = (f"{a['cpu_ns_per_region']:.1f}", f"{b['cpu_ns_per_region']:.1f}")
        ratios = (_ratio(a, b, "cpu_ns_per_region"), _ratio(a, b, "calibrated_ns_per_region"))
        figures = [f"{run[name]:.1f}" for name in ("wall_ns_per_region", "peak_rss_mb") for run in (a, b)]
        rows.append((*key[:4], str(key[4]), *cpu, *ratios, *figures))
    return "\n".join([f"A: {_origin(old)}", f"B: {_origin(new)}", "ns per region; RSS in MB", layout(rows, 4)])


def _ratio(before: dict[str, Any], after: dict[str, Any], figure: str) -> str:
    return f"{after[figure] / before[figure]:.2f}" if before[figure] else "-"


def _best(path: Path) -> dict[Key, dict[str, Any]]:
    best: dict[Key, dict[str, Any]] = {}
    for line in path.read_text().splitlines():
        run = json.loads(line)
        if run.get("kind") == "peer":
            continue
        key = (run["case"], run["domain"], run["operation"], run["arithmetic"], run["threads"])
        if key not in best or run["cpu_ns_per_region"] < best[key]["cpu_ns_per_region"]:
            best[key] = run
    return best


def _origin(runs: dict[Key, dict[str, Any]]) -> str:
    return "; ".join(sorted({f"{run['commit']}, {run['compiler']}, {run['machine']}" for run in runs.values()}))
