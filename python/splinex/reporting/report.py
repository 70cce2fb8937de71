"""`report`: what splinex knows of a network, in one HTML file."""

from os import PathLike
from pathlib import Path

from splinex.cli.output import check_output
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.options import positive_integer, thread_count
from splinex.plotting.titles import where
from splinex.progress import ProgressOption, check_progress, reporting
from splinex.replacing import replacing
from splinex.reporting.budget import Budget
from splinex.reporting.gathering import gather
from splinex.reporting.page import page
from splinex.reporting.sections import sections

__all__ = ["report"]


def report(
    net: NetworkLike,
    domain: Domain = None,
    path: str | PathLike[str] = "report.html",
    *,
    title: str | None = None,
    max_regions: int = 10_000,
    seconds: float = 60.0,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> tuple[tuple[str, str], ...]:
    """Write a report of a network: counts layer by layer with bounds, in every sense, the theory checked, the partition.

    One self-contained file: it loads nothing, works without a network connection, and runs no script but its own. Regions
    can be pointed at. It needs none of the optional packages. In more than two dimensions a plane of the domain is drawn.

    Parameters
    ----------
    net, domain
        As for `count_regions`.
    path : str or path
        Ends in ".html". A file that is there is replaced once the new one is complete.
    title : str, optional
        By default the name of the network's file, or what the network looks like.
    max_regions : int
        Regions are listed and drawn up to that many; more are only counted.
    seconds : float
        About how long the searches may take. What does not end in time is left out, and the report says so.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    tuple of (str, str)
        What was left out, and why.

    Raises
    ------
    InputError
        As for `count_regions`, and when the file cannot be written; it is then as it was before.

    Examples
    --------
    >>> import tempfile
    >>> import splinex as sx
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sx.report(sx.zoo.load("serra-fig2"), sx.Box(-2, 2), f"{folder}/report.html")
    ()
    """
    file = check_output(path, (".html", ".htm"))
    network = as_network(net)
    limit = positive_integer("max_regions", max_regions)
    if not isinstance(seconds, int | float) or not seconds > 0:
        raise InputError(f"seconds must be a positive number, not {seconds!r}")
    threads = thread_count(threads)
    with reporting(check_progress(progress)) as heard:
        found = gather(network, domain, Budget(limit, float(seconds), heard), threads)
    name = title or (Path(net).name if isinstance(net, str | PathLike) else str(network))
    text = page(name, f"{network} on {where(network, domain)}", list(sections(found)))
    with replacing(file) as stream:
        stream.write(text.encode("utf-8", "replace"))
    return tuple(found.omitted)
