"""The JSON form of a count, for benchmarks and other tools; docs/zoo.md describes it."""

import hashlib
import math
import os
import platform
from os import PathLike
from pathlib import Path
from typing import Any

from splinex._core import __version__
from splinex.network import Network
from splinex.results import RegionCount

__all__ = ["FORMAT", "KIND", "count_document", "finite"]

KIND = "region count"
FORMAT = 1
"""Goes up when a key changes its meaning or goes away; new keys may appear at any time."""


def count_document(
    count: RegionCount, network: Network, *, zoo: str | None = None, file: str | PathLike[str] | None = None
) -> dict[str, Any]:
    """A count with what it is a count of, ready for JSON.

    Parameters
    ----------
    count : RegionCount
    network : Network
    zoo : str, optional
        The id of the network, if it is one of the zoo.
    file : str or path, optional
        Where the network was read from; its name and the SHA-256 of its bytes are noted.
    """
    source: dict[str, Any] = {"description": str(network), "inputs": network.n_inputs}
    if zoo is not None:
        source["zoo"] = zoo
    if file is not None:
        path = Path(file)
        source |= {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    machine = {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    head = {"kind": KIND, "format": FORMAT, "splinex": __version__, "network": source}
    document: dict[str, Any] = finite({**head, **count.to_dict(), "machine": machine})
    return document


def finite(value: Any) -> Any:
    """JSON has no infinities: they are written as the words that `load_domain` reads."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
