"""Pictures in files, without a screen."""

from os import PathLike
from typing import Any

from splinex.cli.output import check_output
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike
from splinex.plotting.plot import plot
from splinex.replacing import replacing

__all__ = ["FORMATS", "save_plot"]

FORMATS = (".png", ".pdf", ".svg")


def save_plot(path: str | PathLike[str], net: NetworkLike, domain: Domain = None, **options: Any) -> str:
    """Draw as `plot` does, and write the figure.

    Parameters
    ----------
    path : str or path
        Ends in ``.png``, ``.pdf`` or ``.svg``.
    net, domain, **options
        As for `plot`, without `ax`.

    Returns
    -------
    str
        The title of the picture.

    Raises
    ------
    InputError
        As for `plot`, and when the file cannot be written; it is then as it was before.
    """
    file = check_output(path, FORMATS)
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("pictures need matplotlib: pip install splinex[plot]") from None
    figure = Figure(figsize=(7, 7), layout="constrained")
    axes = plot(net, domain, ax=figure.add_subplot(), **options)
    kind = file.suffix.lower().removeprefix(".")
    # No date and no random names in the file: the same network gives the same bytes.
    undated: dict[str, dict[str, None]] = {"png": {}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    with replacing(file) as stream, rc_context({"svg.hashsalt": "splinex"}):
        figure.savefig(stream, format=kind, dpi=200, metadata=undated[kind], bbox_inches="tight")
    return axes.get_title()
