"""Pictures in files, without a screen."""

import io
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from splinex.cli.output import check_output
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike
from splinex.plotting.canvas import figure_without_screen
from splinex.replacing import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "KINDS", "save_figure", "save_plot"]

FORMATS = (".png", ".pdf", ".svg")
_PAGE = ".html"


def save_plot(
    path: str | PathLike[str], net: NetworkLike, domain: Domain = None, *, kind: str = "regions", **options: Any
) -> str:
    """Draw a picture, and write it.

    Parameters
    ----------
    path : str or path
        Ends in ``.png``, ``.pdf`` or ``.svg``; or in ``.html`` for a page to hover over, of the kind "regions".
    net, domain
        As for `plot`.
    kind : {"regions", "layers", "surface", "cells", "counts"}
        What `plot`, `plot_layers`, `plot_surface`, `plot_cells` or `plot_counts` draws.
    **options
        As for that function, without `ax` and `figure`.

    Returns
    -------
    str
        The title of the picture.

    Raises
    ------
    InputError
        As for that function, for another kind, and when the file cannot be written; it is then as it was before.
    """
    if kind not in KINDS:
        raise InputError(f"kind must be one of {', '.join(map(repr, KINDS))}, not {kind!r}")
    file = check_output(path, (*FORMATS, _PAGE) if kind == "regions" else FORMATS)
    if file.suffix.lower() == _PAGE:
        return _save_page(file, net, domain, options)
    figure, title = KINDS[kind](net, domain, options)
    save_figure(figure, file)
    return title


def save_figure(figure: "Figure", path: str | PathLike[str], *, dpi: float = 200) -> None:
    """Write a matplotlib figure, whole or not at all; the same figure gives the same bytes.

    Parameters
    ----------
    figure : matplotlib Figure
    path : str or path
        Ends in ``.png``, ``.pdf`` or ``.svg``.
    dpi : float
        Dots per inch of what is not lines.

    Raises
    ------
    InputError
        For another extension, and when the file cannot be written; it is then as it was before.
    """
    from matplotlib import rc_context

    file = check_output(path, FORMATS)
    suffix = file.suffix.lower().removeprefix(".")
    # No date and no random names in the file.
    undated: dict[str, dict[str, None]] = {"png": {}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    with replacing(file) as stream, rc_context({"svg.hashsalt": "splinex"}):
        figure.savefig(stream, format=suffix, dpi=dpi, metadata=undated[suffix], bbox_inches="tight")


def _save_page(file: Path, net: NetworkLike, domain: Domain, options: dict[str, Any]) -> str:
    from splinex.plotting.interactive import plot_interactive

    figure = plot_interactive(net, domain, **options)
    page = io.StringIO()
    # A fixed name for the element, so that the same network gives the same bytes.
    figure.write_html(page, include_plotlyjs=True, div_id="splinex")
    with replacing(file) as stream:
        stream.write(page.getvalue().encode())
    return str(figure.layout.title.text).replace("<br>", "\n")


def _on_axes(name: str, size: tuple[float, float] = (7.0, 7.0), **projection: str) -> "_Draw":
    """What a function of `splinex.plotting` draws on axes that it is given."""

    def draw(net: NetworkLike, domain: Domain, options: dict[str, Any]) -> "tuple[Figure, str]":
        from splinex import plotting

        figure = figure_without_screen(*size)
        axes = getattr(plotting, name)(net, domain, ax=figure.add_subplot(**projection), **options)
        return figure, axes.get_title()

    return draw


def _layers(net: NetworkLike, domain: Domain, options: dict[str, Any]) -> "tuple[Figure, str]":
    from splinex.plotting.layers_figure import plot_layers

    figure = plot_layers(net, domain, figure=figure_without_screen(), **options)
    return figure, "\n".join([figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)])


_Draw = Callable[[NetworkLike, Domain, dict[str, Any]], "tuple[Figure, str]"]
KINDS: dict[str, _Draw] = {
    "regions": _on_axes("plot"),
    "layers": _layers,
    "surface": _on_axes("plot_surface", projection="3d"),
    "cells": _on_axes("plot_cells", projection="3d"),
    "counts": _on_axes("plot_counts", (6.5, 5.2)),
}
"""What `save_plot` can draw."""
