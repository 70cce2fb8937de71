"""Small tables as text and as HTML: a first column of names, then numbers."""

from collections.abc import Sequence
from html import escape

__all__ = ["html_table", "text_table"]


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns two spaces apart, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *cells in rows:
        padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *padded]))
    return "\n".join(lines)


def html_table(rows: Sequence[Sequence[str]]) -> str:
    """The first row as a head."""
    head, *body = [[escape(cell) for cell in row] for row in rows]
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in body]
    return f"<table><tr><th>{'</th><th>'.join(head)}</th></tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
