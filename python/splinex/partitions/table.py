"""A partition as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from splinex.partitions.partition import Partition
    from splinex.region import Region

__all__ = ["html"]

_REGIONS = 5
_UNITS = 64
_COORDINATES = 6


def html(part: Partition, where: str) -> str:
    """What it is and how it was found, then the first few regions."""
    facts = [
        ("network", str(part.network)),
        ("domain", where),
        ("regions", f"{len(part):,}"),
        ("found by", str(part.stats)),
    ]
    summary = "".join(f"<tr><th>{name}</th><td>{_lines(text)}</td></tr>" for name, text in facts)
    rows = "".join(_row(region) for region in part[:_REGIONS])
    more = f"<p>and {len(part) - _REGIONS:,} more</p>" if len(part) > _REGIONS else ""
    head = "<tr><th>index</th><th>point</th><th>pattern</th></tr>"
    return f"<table>{summary}</table><table>{head}{rows}</table>{more}"


def _row(region: Region) -> str:
    point = np.array2string(region.point, separator=", ", precision=6, threshold=_COORDINATES, edgeitems=2)
    note = " (rounded)" if region.inexact else ""
    return f"<tr><td>{region.index}</td><td>{_lines(point)}{note}</td><td><code>{_pieces(region)}</code></td></tr>"


def _pieces(region: Region) -> str:
    """The pattern as digits, a space between layers, cut off after `_UNITS`."""
    layers = np.split(region.pattern, np.cumsum(region.network.widths)[:-1])
    digits = "".join("".join(map(str, layer.tolist())) + " " for layer in layers).strip()
    return digits if len(digits) <= _UNITS else digits[:_UNITS] + "…"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
