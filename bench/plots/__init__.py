"""Figures of JSON lines, one SVG for each kind that there is; needs matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.plots.bars import generic_cases, special_cases
from bench.plots.cost import sweep_cost
from bench.plots.peers import peer_times
from bench.plots.scaling import thread_scaling
from bench.plots.style import save

__all__ = ["draw"]


def draw(lines: Sequence[dict[str, Any]], folder: Path) -> None:
    """Write the figures into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    counted = [line for line in lines if line["kind"] == "case" and line["operation"] == "count"]
    figures = {
        "width": (sweep_cost, [line for line in lines if line.get("sweep") == "width"]),
        "depth": (sweep_cost, [line for line in lines if line.get("sweep") == "depth"]),
        "cases": (generic_cases, [line for line in counted if line["group"] in ("random", "one layer")]),
        "special": (special_cases, [line for line in counted if line["group"] in ("degenerate", "ACAS Xu")]),
        "threads": (thread_scaling, [line for line in lines if line["kind"] == "threads"]),
        "peers": (peer_times, [line for line in lines if line["kind"] == "peer" and "error" not in line]),
    }
    for name, (figure, chosen) in figures.items():
        if chosen:
            save(figure(chosen), folder / f"{name}.svg")
