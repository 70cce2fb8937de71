"""How many regions a network has."""

from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.long_runs.options import LongRun
from splinex.network import Network
from splinex.options import check_kind, positive_integer
from splinex.progress import ProgressOption
from splinex.results import LayerCount, RegionCount
from splinex.search import Search

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["count_regions"]

_BATCH = 65536


def count_regions(
    net: NetworkLike,
    domain: Domain = None,
    *,
    kind: str = "activation",
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    checkpoint: str | PathLike[str] | None = None,
    every: float = 60.0,
    executor: "Executor | None" = None,
    arithmetic: str = "auto",
) -> RegionCount:
    """Count all activation regions exactly, after every hidden layer. No region is stored.

    Parameters
    ----------
    net : Network, str, path, or a model of scikit-learn, torch or Keras
        A network, the file of one (see `load`), or what `from_sklearn`, `from_torch` or `from_keras` takes.
    domain : Box, Polytope, Segment or Slice, optional
        Where to look; None is R^d.
    kind : {"activation", "linear", "maps"}
        What to count: full-dimensional sets of inputs that share one activation pattern; linear regions, which are such sets
        joined across facets where the affine map of the output is the same; or the different affine maps. The last two list
        all activation regions first, which takes memory.
    threads : int, optional
        Threads to use; all cores by default. The count does not depend on it.
    progress : bool or callable, optional
        True draws a tqdm bar when tqdm is installed; a callable gets a `Progress` about every 50 ms.
    max_regions : int, optional
        Stop after that many regions; the result is then marked `truncated`.
    max_seconds : float, optional
        Stop after that time; the result is then marked `truncated`, holds what was found until then, and an estimate of the
        rest.
    checkpoint : str or path, optional
        Keep the state of the search in this file, and go on from it when it is there: after an interrupt, a crash, or
        `max_seconds`. Two processes cannot work on one file.
    every : float
        Seconds between two checkpoints.
    executor : concurrent.futures.Executor, optional
        Who searches, instead of threads of this process: a pool of processes (not forked ones), or of other machines, such as
        Dask's ``client.get_executor()``. `threads` is then for each worker, 1 by default.
    arithmetic : {"auto", "dictionary", "exact"}
        "exact" lets integers decide everything; "auto" only what floats cannot prove. "dictionary" keeps to the simplex
        dictionary where another engine would be faster. The count is the same.

    Returns
    -------
    RegionCount

    Raises
    ------
    InputError
        For an empty domain or one of another dimension, an unreadable file, an option out of range, or a checkpoint of
        another network, domain, or version.
    ExecutorError
        When the executor breaks.

    Examples
    --------
    >>> import splinex as sx
    >>> lines = sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, -1])
    >>> sx.count_regions(lines).total
    7
    >>> sx.count_regions(lines, sx.Box(0, 1)).total
    2
    """
    check_kind(kind)
    network = as_network(net)
    long_run = LongRun(max_seconds, checkpoint, every, executor)
    if kind != "activation":
        if long_run != LongRun():
            raise InputError(
                f"max_seconds, checkpoint and executor do not go with kind={kind!r}, which lists all regions first"
            )
        return _merged(network, domain, kind, threads, progress, max_regions, arithmetic)
    limit = None if max_regions is None else positive_integer("max_regions", max_regions)
    if limit is not None and checkpoint is not None:
        raise InputError(
            "max_regions does not go with a checkpoint in a count: give max_seconds, or enumerate the regions"
        )
    estimate = None
    with Search(
        *(network, domain),
        store=limit is not None,
        threads=threads,
        arithmetic=arithmetic,
        progress=progress,
        long_run=long_run,
    ) as search:
        if limit is None:
            truncated = not search.finish()
            counts = search.counts
            estimate = search.estimate() if truncated else None
        else:
            truncated, counts = _first(search, network, limit)
    layers = tuple(LayerCount(*row) for row in zip(network.names, network.widths, counts, strict=True))
    return RegionCount(max(counts[-1], 1) if counts else 1, layers, search.stats, truncated, domain, estimate=estimate)


def _first(search: Search, network: Network, limit: int) -> tuple[bool, list[int]]:
    """The cells of every layer among the first regions, and whether there are more."""
    prefix = _PrefixCount(network)
    truncated = False
    for chunk, cut in search.chunks(_BATCH, limit):
        prefix.add(chunk.packed)
        truncated = cut
    return truncated, prefix.counts


def _merged(
    network: Network,
    domain: Domain,
    kind: str,
    threads: int | None,
    progress: ProgressOption,
    max_regions: int | None,
    arithmetic: str,
) -> RegionCount:
    """Linear regions or affine maps: all activation regions are listed first."""
    if max_regions is not None:
        raise InputError(f"max_regions does not go with kind={kind!r}: regions that are not listed may join others")
    part = enumerate_regions(network, domain, threads=threads, progress=progress, arithmetic=arithmetic)
    numbers = part.map_numbers() if kind == "maps" else part.linear_regions(progress=progress)
    prefix = _PrefixCount(part.network)
    for packed in part.packed:
        prefix.add(packed)
    layers = tuple(LayerCount(*row) for row in zip(network.names, network.widths, prefix.counts, strict=True))
    return RegionCount(int(numbers.max(initial=0)) + 1, layers, part.stats, False, domain, kind)


class _PrefixCount:
    """Counts the cells of every layer among the first regions of the order.

    Regions come depth first, so those of one cell of an inner layer are consecutive: a cell begins wherever the pattern up to
    its layer differs from the row before. Only where the first layer does not consist of ReLUs, space may be cut to begin
    with, and the search comes back to a cell in another part of it: cells that have begun are kept in mind there.
    """

    def __init__(self, network: Network) -> None:
        ends = np.cumsum(network._layout.bits, dtype=np.int64)
        size = int(ends[-1]) if len(ends) else 0
        self._masks = np.packbits(np.arange(size) < ends[:, None], axis=1, bitorder="little")
        self._last: NDArray[np.uint8] | None = None
        first = next((layer for layer in network.layers if not layer.affine), None)
        comes_back = first is not None and bool(first.gates.any())
        self._met: list[set[bytes]] = [set() for _ in ends[:-1]] if comes_back else []
        self.counts = [0] * len(ends)

    def add(self, packed: NDArray[np.uint8]) -> None:
        """Take the next rows of packed patterns."""
        if not len(packed):
            return
        first = ~packed[:1] if self._last is None else self._last
        change = packed ^ np.concatenate([first, packed[:-1]])
        for layer, mask in enumerate(self._masks):
            begins = (change & mask).any(axis=1)
            if layer < len(self._met):
                self._met[layer].update(map(bytes, packed[begins] & mask))
                self.counts[layer] = len(self._met[layer])
            else:
                self.counts[layer] += int(begins.sum())
        self._last = packed[-1:].copy()
