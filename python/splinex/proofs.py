"""Proof-carrying enumerations: a file that proves, to whoever does not trust the search, that no region is missing."""

import hashlib
import json
import math
import time
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.checker import KIND, VERSION, Checked, Unreadable, check
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.layer import Layer
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.options import positive_integer
from splinex.partitions.partition import Partition
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.replacing import replacing
from splinex.restriction import core_domain, on_coordinates, restrict

__all__ = ["check_certificate", "check_certified", "write_certificate"]

_SECTION = 20000
"""Regions in a section, which one process checks at a time."""


def write_certificate(part: Partition, path: str | PathLike[str], *, progress: ProgressOption = None) -> None:
    """Write a proof that these are all regions, whoever found them; docs/certificates.md describes the file.

    Parameters
    ----------
    part : Partition
        All regions of a network on a domain.
    path : str or path
        A file that is there is replaced once the new one is complete.
    progress : bool or callable, optional
        As for `count_regions`.

    Raises
    ------
    InputError
        When the partition is not complete, or when the file cannot be written.
    MemoryLimitError
        When the regions and the proof would take more than half of the free memory.

    Examples
    --------
    >>> import tempfile
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sx.write_certificate(part, f"{folder}/square.proof")
    ...     sx.check_certificate(f"{folder}/square.proof").layers
    (4,)
    """
    if part.truncated:
        raise InputError("a truncated partition has no certificate; enumerate without max_regions and max_seconds")
    file = Path(path)
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    width = (part.network._layout.n_bits + 7) // 8
    packed, points = np.concatenate([np.empty((0, width), dtype=np.uint8), *part.packed]), part.points
    MemoryBudget().spend(packed.nbytes + 2 * points.nbytes)
    begun = time.perf_counter()
    with replacing(file) as stream:
        with reporting(check_progress(progress)) as report:

            def heard(fraction: float, regions: int) -> None:
                assert report is not None
                report(Progress(fraction, regions, time.perf_counter() - begun))

            flat, counts, sections = _core.proof(
                part.network._exact,
                low,
                high,
                constraints,
                packed,
                points,
                part.inexact.astype(np.uint8),
                _SECTION,
                heard if report else None,
            )
            if report:
                report(Progress(1.0, len(part), time.perf_counter() - begun))
        head = {"kind": KIND, "version": VERSION, "splinex": _core.__version__, "regions": counts, "flat": flat}
        head |= _statement(part.network, part.domain) | {"sections": [len(section) for section in sections]}
        digest = hashlib.sha256()
        first = json.dumps(head, allow_nan=False).encode() + b"\n"
        for piece in (memoryview(first), *(section.data for section in sections)):
            digest.update(piece)
            stream.write(piece)
        stream.write(digest.digest())


def check_certified(path: str | PathLike[str], *, limited: bool) -> None:
    """Whether an enumeration can end in a certificate, as far as can be told before it.

    Raises
    ------
    InputError
        When it is limited, and when there is no such folder.
    """
    if limited:
        raise InputError("a certificate is about all regions; leave out max_regions and max_seconds")
    if not Path(path).resolve().parent.is_dir():
        raise InputError(f"{path}: there is no folder {Path(path).parent}")


def check_certificate(
    path: str | PathLike[str],
    net: NetworkLike | None = None,
    domain: Domain = None,
    *,
    jobs: int = 1,
    progress: ProgressOption = None,
) -> Checked:
    """Check a certificate that `write_certificate` wrote, with exact integers and none of the code that wrote it.

    Parameters
    ----------
    path : str or path
    net, domain : optional
        What the certificate must be about; by default what it says itself.
    jobs : int
        Processes to use. They are spawned, so a script that asks for more than one begins with
        ``if __name__ == "__main__":``.
    progress : bool or callable, optional
        As for `count_regions`.

    Returns
    -------
    Checked
        True when all is proven; `reason` says what, or what is not.

    Raises
    ------
    InputError
        When the file is not a certificate, or damaged.
    """
    expected = None
    if net is not None:
        expected = _statement(restrict(as_network(net), domain), domain)
    elif domain is not None:
        raise InputError("a domain without a network says nothing; give both")
    processes, begun = positive_integer("jobs", jobs), time.perf_counter()
    try:
        with reporting(check_progress(progress)) as report:

            def heard(fraction: float, regions: int) -> None:
                assert report is not None
                report(Progress(fraction, regions, time.perf_counter() - begun))

            return check(str(path), expected=expected, jobs=processes, report=heard if report else None)
    except Unreadable as broken:
        raise InputError(f"{path}: {broken}") from None


def _statement(network: Network, domain: Domain) -> dict[str, Any]:
    """The network on the domain's coordinates, and the domain, as plain numbers."""
    where = on_coordinates(domain, network.n_inputs)
    return {
        "network": [_stored(layer) for layer in network.layers],
        "domain": {
            "low": _bounds(where.low),
            "high": _bounds(where.high),
            "constraints": [[_stored(layer) for layer in chain] for chain in where.constraints],
        },
    }


def _stored(layer: Layer) -> dict[str, Any]:
    return {
        "weight": layer.weight.tolist(),
        "bias": layer.bias.tolist(),
        "denominator": layer.denominator,
        "gates": layer.gates.tolist(),
        "counted": int((layer.units >= 0).sum()),
    }


def _bounds(values: NDArray[np.float64]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]
