"""What a region costs, case by case."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from bench.plots.style import COLOURS, axes, plain_number

__all__ = ["generic_cases", "special_cases"]

_THICKNESS = 0.36


def generic_cases(lines: Sequence[dict[str, Any]]) -> Figure:
    """Bars for the box and for R^d; random networks and single layers."""
    names = list(dict.fromkeys(line["case"] for line in lines))
    figure, panel = axes(6.6, 0.34 * len(names) + 1.1)
    for domain, label, colour, shift in (("box", "$[-1, 1]^d$", COLOURS[0], -0.5), ("space", "$R^d$", COLOURS[5], 0.5)):
        runs = [line for line in _least(lines) if line["domain"] == domain]
        places = [names.index(run["case"]) + shift * _THICKNESS for run in runs]
        costs = [run["cpu_ns_per_region"] for run in runs]
        bars = panel.barh(places, costs, height=_THICKNESS, color=colour, label=label)
        panel.bar_label(bars, [f"{cost:,.0f}" for cost in costs], padding=2, fontsize=7)
    panel.set_yticks(range(len(names)), names)
    panel.invert_yaxis()
    panel.grid(visible=False, axis="y")
    panel.set_xlabel("CPU time per region (ns), one thread")
    panel.margins(x=0.08, y=0.02)
    panel.legend(loc="lower right", frameon=False)
    return figure


def special_cases(lines: Sequence[dict[str, Any]]) -> Figure:
    """Points on a logarithmic axis; degenerate families and trained networks, a row for each domain."""
    runs = _least(lines)
    figure, panel = axes(6.6, 0.19 * len(runs) + 1)
    for group, colour in zip(dict.fromkeys(run["group"] for run in runs), COLOURS, strict=False):
        places = [place for place, run in enumerate(runs) if run["group"] == group]
        costs = [runs[place]["cpu_ns_per_region"] for place in places]
        panel.plot(costs, places, "o", markersize=5, color=colour, label=group)
    for place, run in enumerate(runs):
        text = (
            f"{run['cpu_ns_per_region']:,.3g}" if run["cpu_ns_per_region"] < 10 else f"{run['cpu_ns_per_region']:,.0f}"
        )
        panel.annotate(text, (run["cpu_ns_per_region"], place), (6, -2.5), textcoords="offset points", fontsize=7)
    panel.set_yticks(range(len(runs)), [f"{run['case']}, {_WHERE.get(run['domain'], run['domain'])}" for run in runs])
    panel.tick_params(axis="y", labelsize=7)
    panel.invert_yaxis()
    panel.set(xscale="log", xlabel="CPU time per region (ns), one thread")
    panel.xaxis.set_major_formatter(plain_number)
    panel.margins(x=0.15, y=0.02)
    panel.legend(loc="upper right", fontsize=8, frameon=False)
    return figure


_WHERE = {"space": "R^d"}


def _least(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The quickest run of each case in each domain, where anything is left of it without the cost of a call."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        key = line["case"], line["domain"]
        if key not in best or line["cpu_ns_per_region"] < best[key]["cpu_ns_per_region"]:
            best[key] = line
    return [line for line in best.values() if line["cpu_ns_per_region"] > 0]
