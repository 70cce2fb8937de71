"""The chart of counts against bounds: logarithmic bars, as SVG."""

import math
from collections.abc import Iterator, Sequence
from html import escape

from splinex.info import rounded
from splinex.reporting.findings import LayerRow

__all__ = ["bars"]

_WIDTH, _ROW, _NAME, _LEAST = 720.0, 34.0, 170.0, 1.0
_BAR, _TICK = 14.0, 3.0
_NAME_UP_TO = 22


def bars(rows: Sequence[LayerRow]) -> str:
    """For each layer the regions after it as a bar, and as a tick the least bound."""
    most = max([_LEAST, *(_log(row.bound) for row in rows), *(_log(row.regions) for row in rows)])
    scale = (_WIDTH - _NAME - 20) / (most * 1.04)
    height = _ROW * len(rows) + 34
    inner = "".join(_row(row, i * _ROW, scale) for i, row in enumerate(rows))
    axis = "".join(_axis(most, scale, _ROW * len(rows)))
    label = "regions after each layer and their upper bounds, on a logarithmic scale"
    return f'<svg class="bars" viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-label="{label}">{axis}{inner}</svg>'


def _row(row: LayerRow, top: float, scale: float) -> str:
    y = top + (_ROW - _BAR) / 2
    name = row.name if len(row.name) <= _NAME_UP_TO else row.name[: _NAME_UP_TO - 1] + "…"
    parts = [f'<text class="name" x="{_NAME - 10:g}" y="{y + 11:g}">{escape(name)}</text>']
    length = max(_log(row.regions) * scale, 1)
    told = f"{'at least ' if row.more else ''}{row.regions:,} regions"
    parts.append(_rect("count more" if row.more else "count", _NAME, y, length, _BAR, told))
    x = _NAME + _log(row.bound) * scale - _TICK / 2
    parts.append(_rect("bound", x, y - 4, _TICK, _BAR + 8, f"at most {rounded(row.bound)}"))
    return "".join(parts)


def _rect(kind: str, x: float, y: float, width: float, height: float, told: str) -> str:
    place = f'x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}"'
    return f'<rect class="{kind}" {place}><title>{told}</title></rect>'


def _axis(most: float, scale: float, bottom: float) -> Iterator[str]:
    every = max(1, math.ceil(most / 8))
    for power in range(0, math.floor(most) + 1, every):
        x = _NAME + power * scale
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{bottom:g}"/>'
        text = f"{10**power:,}" if power <= 3 else f'10<tspan dy="-5" font-size="9">{power}</tspan>'
        yield f'<text class="tick x" x="{x:.1f}" y="{bottom + 18:g}">{text}</text>'


def _log(number: int) -> float:
    return math.log10(number) if number > 0 else 0.0
