"""Text tables of JSON lines."""

from collections.abc import Sequence
from typing import Any

__all__ = ["layout", "measurement_table", "peers_table", "scaling_table"]

Run = dict[str, Any]


def layout(rows: Sequence[Sequence[str]], left: int) -> str:
    """Columns of equal width; the first `left` ones begin at the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def measurement_table(runs: Sequence[Run]) -> str:
    """Every case and sweep: the least CPU time for each region, calibrated too, the fixed cost of a call, and memory."""
    title = ("case", "domain", "what", "regions", "ns/region", "calibrated", "call us", "exact", "MB", "count")
    rows = [title]
    for run in runs:
        what = run["operation"] if run["arithmetic"] == "auto" else f"{run['operation']}, {run['arithmetic']}"
        rows.append(
            (
                run["case"],
                run["domain"],
                what,
                f"{run['regions']:,}",
                f"{run['cpu_ns_per_region']:,.1f}",
                f"{run['calibrated_ns_per_region']:,.1f}",
                f"{run['call_us']:.1f}",
                f"{run['stats']['exact']:,}",
                f"{run['peak_rss_mb']:.0f}",
                {True: "right", False: "WRONG", None: "new"}[run["correct"]],
            )
        )
    return layout(rows, 3)


def scaling_table(runs: Sequence[Run]) -> str:
    """Wall time by number of threads, and how much faster than one."""
    alone = {(run["case"], run["domain"]): run["wall_ns"] for run in runs if run["threads"] == 1}
    rows = [("case", "domain", "threads", "regions", "wall ms", "CPU ms", "speed-up")]
    for run in runs:
        one = alone.get((run["case"], run["domain"]))
        rows.append(
            (
                run["case"],
                run["domain"],
                str(run["threads"]),
                f"{run['regions']:,}",
                f"{run['wall_ns'] / 1e6:,.2f}",
                f"{run['cpu_ns'] / 1e6:,.2f}",
                "" if one is None else f"{one / run['wall_ns']:.2f}",
            )
        )
    return layout(rows, 2)


def peers_table(runs: Sequence[Run]) -> str:
    """Every peer's count beside ours; a count that differs is an error, for ours is proven."""
    rows = [("case", "domain", "tool", "regions", "ours", "ns/region", "x ours", "call us", " result")]
    for run in runs:
        where = ("", "") if run["tool"] != "splinex" else (run["case"], run["domain"])
        rows.append((*where, run["tool"], *_peer_figures(run), f" {_verdict(run)}"))
    remark = max(len(row[-1]) for row in rows)
    return layout([(*row[:-1], row[-1].ljust(remark)) for row in rows], 3)


def _peer_figures(run: Run) -> tuple[str, str, str, str, str]:
    ours = f"{run['ours']:,}"
    if "error" in run:
        return "-", ours, "-", "-", "-"
    ratio = f"{run['ratio']:,.1f}" if "ratio" in run else "1" if run["tool"] == "splinex" else "-"
    call = f"{run['call_us']:,.0f}" if run["call_us"] else "-"
    return f"{run['regions']:,}", ours, f"{run['cpu_ns_per_region']:,.0f}", ratio, call


def _verdict(run: Run) -> str:
    if "error" in run:
        return str(run["error"])
    if run["tool"].startswith("splinex"):
        return "proven"
    difference = run["difference"]
    note = f" ({run['note']})" if run["note"] else ""
    if difference == 0:
        inner = run["ours_layers"][-len(run["layers"]) :]
        return f"same{note}" if inner == run["layers"] else f"ERROR in an inner layer: {run['layers']}{note}"
    return f"ERROR: {abs(difference):,} {'missing' if difference < 0 else 'too many'}{note}"
