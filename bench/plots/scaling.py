"""How wall time falls with threads."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from bench.plots.style import COLOURS, axes

__all__ = ["thread_scaling"]


def thread_scaling(lines: Sequence[dict[str, Any]]) -> Figure:
    """Speed-up over one thread, a line for each case; the dashed line is as many times as there are threads."""
    figure, panel = axes(6.6, 3.6)
    most = max(line["threads"] for line in lines)
    panel.plot([1, most], [1, most], linestyle="--", color="#999999", linewidth=1, label="ideal")
    for name, colour in zip(dict.fromkeys(line["case"] for line in lines), COLOURS, strict=False):
        runs = sorted((line for line in lines if line["case"] == name), key=lambda line: int(line["threads"]))
        speed = [runs[0]["wall_ns"] / run["wall_ns"] for run in runs]
        label = f"{name}: {runs[0]['wall_ns'] / 1e6:,.0f} ms alone"
        panel.plot([run["threads"] for run in runs], speed, marker="o", markersize=4, color=colour, label=label)
    panel.set(xlabel="threads", ylabel="times faster than one thread", ylim=(0, None))
    panel.set_xticks(sorted({line["threads"] for line in lines}))
    panel.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8, frameon=False)
    return figure
