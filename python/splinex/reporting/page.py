"""The HTML page around the sections: one file that loads nothing, and runs no script but its own."""

import base64
import hashlib
import json
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Any

from splinex._core import __version__

__all__ = ["card", "data_script", "page", "section", "table"]


def page(title: str, subtitle: str, sections: Iterable[str], script_name: str = "report.js") -> str:
    """The whole file.

    Its policy allows the style and the script below by their hashes and nothing else, so that nothing is loaded and no
    name in a network can run as code, even if it were not escaped.

    Parameters
    ----------
    title, subtitle : str
        Text; escaped here.
    sections : iterable of str
        HTML.
    script_name : str
        Which script of this folder it runs.
    """
    style, script = _resource("page.css"), _resource(script_name)
    policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="splinex {__version__}">
<title>{escape(title)}: regions</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p class="soft">{escape(subtitle)}</p>
{"".join(sections)}
<footer>Made by splinex {__version__}. Counts are exact: every decision is proven, and no tolerance decides anything.
Where lines are drawn, and numbers shown with four digits, are rounded.</footer>
</main>
<script>{script}</script>
</body>
</html>
"""


def section(title: str, *parts: str) -> str:
    """A heading, and HTML below it."""
    return f"<section><h2>{escape(title)}</h2>\n{''.join(parts)}</section>\n"


def card(number: str, text: str) -> str:
    """A number to see first."""
    return f'<div class="card"><b>{escape(number)}</b><span>{escape(text)}</span></div>'


def table(head: Iterable[str], rows: Iterable[Iterable[str]], numbers: str) -> str:
    """A table of text, which is escaped.

    Parameters
    ----------
    head, rows : iterable of str
    numbers : str
        A letter for each column: "n" for numbers, "t" for text.
    """
    kinds = ['class="n"' if letter == "n" else 'class="text"' for letter in numbers]
    titles = "".join(f"<th {kind}>{escape(text)}</th>" for kind, text in zip(kinds, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td {kind}>{escape(text)}</td>" for kind, text in zip(kinds, row, strict=True)) + "</tr>\n"
        for row in rows
    )
    return f'<div class="scroll"><table><tr>{titles}</tr>\n{body}</table></div>'


def data_script(name: str, value: Any) -> str:
    """JSON for the script. Without ``<`` no text in it can end the element."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False).replace("<", r"\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _resource(name: str) -> str:
    return files("splinex.reporting").joinpath(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
