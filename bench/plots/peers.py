"""The tools side by side."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from bench.plots.style import COLOURS, axes, plain_number

__all__ = ["peer_times"]


def peer_times(lines: Sequence[dict[str, Any]]) -> Figure:
    """Cost of a region by tool, a row for each question; a cross where the tool's count is wrong."""
    questions = list(dict.fromkeys((line["case"], line["domain"]) for line in lines))
    figure, panel = axes(6.6, 0.3 * len(questions) + 1.1)
    for tool, colour in zip(dict.fromkeys(line["tool"] for line in lines), COLOURS, strict=False):
        right_marker = "D" if tool == "splinex" else "o"
        for right, marker in ((True, right_marker), (False, "x")):
            runs = [line for line in lines if line["tool"] == tool and (line["difference"] == 0) is right]
            places = [questions.index((run["case"], run["domain"])) for run in runs]
            costs = [max(run["cpu_ns_per_region"], 1) for run in runs]
            panel.plot(costs, places, marker, markersize=5, color=colour)
        panel.plot([], [], right_marker, markersize=5, color=colour, label=tool.replace("_", " "))
    panel.plot([], [], "x", color="#000000", label="wrong count")
    where = {"box": "box", "space": "R^d"}
    panel.set_yticks(range(len(questions)), [f"{case}, {where[domain]}" for case, domain in questions])
    panel.invert_yaxis()
    panel.set(xscale="log", xlabel="CPU time per region (ns), one thread")
    panel.xaxis.set_major_formatter(plain_number)
    panel.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8, frameon=False)
    return figure
