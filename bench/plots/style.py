"""The look that all figures share, and files that change only when the data do."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["COLOURS", "axes", "direct_label", "plain_number", "save", "sparse_number"]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d1f", "#56b4e9", "#555555", "#999933")
"""Told apart by colour-blind readers, too (Okabe and Ito)."""

_STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    # Text stays text, and the same data give the same bytes.
    "svg.fonttype": "none",
    "svg.hashsalt": "splinex",
}


def axes(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of one panel; sizes in inches."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.add_subplot()


def direct_label(panel: Axes, x: float, y: float, text: str, colour: str) -> None:
    """A small word just above a point."""
    panel.annotate(text, (x, y), (0, 5), textcoords="offset points", ha="center", fontsize=7, color=colour)


def plain_number(value: float, _position: float = 0) -> str:
    """A tick of a logarithmic axis in digits."""
    return f"{value:,.10g}"


def sparse_number(value: float, _position: float = 0) -> str:
    """The same for ticks between the powers of ten: only 2 and 5 times one."""
    return plain_number(value) if f"{value:e}"[0] in "25" else ""


def save(figure: Figure, path: Path) -> None:
    """Write an SVG without a date, on white."""
    with mpl.rc_context(_STYLE):
        figure.savefig(path, metadata={"Date": None, "Creator": None}, facecolor="white")
