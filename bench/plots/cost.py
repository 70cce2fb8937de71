"""What a region costs as there are more of them."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from bench.plots.style import COLOURS, axes, direct_label, plain_number, sparse_number

__all__ = ["sweep_cost"]


def sweep_cost(lines: Sequence[dict[str, Any]]) -> Figure:
    """Cost of a region against the number of regions, a line for each family; points say the width or the hidden layers."""
    figure, panel = axes(6.6, 4)
    families = list(dict.fromkeys(line["family"] for line in lines))
    for family, colour in zip(families, COLOURS, strict=False):
        runs = [line for line in lines if line["family"] == family]
        regions = [run["regions"] for run in runs]
        costs = [run["cpu_ns_per_region"] for run in runs]
        panel.plot(regions, costs, marker="o", markersize=4, linewidth=1.3, color=colour, label=family)
        for run, x, y in zip(runs, regions, costs, strict=True):
            direct_label(panel, x, y, _size(run), colour)
    panel.set(xscale="log", yscale="log", xlabel="regions in $[-1, 1]^d$", ylabel="CPU time per region (ns)")
    panel.set_title(_TITLES[lines[0]["sweep"]], loc="left", fontsize=9)
    panel.yaxis.set_major_formatter(plain_number)
    panel.yaxis.set_minor_formatter(sparse_number)
    panel.tick_params(axis="y", which="minor", labelsize=7)
    panel.legend(title="network", loc="best", fontsize=8, frameon=False)
    return figure


_TITLES = {
    "width": "Wider networks; numbers are the width n",
    "depth": "Deeper networks; numbers are the hidden layers",
}


def _size(run: dict[str, Any]) -> str:
    return str(run["case"].split("-")[1]) if run["sweep"] == "width" else str(len(run["layers"]))
