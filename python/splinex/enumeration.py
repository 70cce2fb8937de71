"""All regions, at once or in batches."""

from collections.abc import Iterator
from os import PathLike
from typing import TYPE_CHECKING

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.long_runs.options import LongRun
from splinex.memory import MemoryBudget
from splinex.options import check_kind, positive_integer
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption
from splinex.search import Chunk, Search

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["enumerate_regions", "iter_regions"]

_BATCH = 65536


def enumerate_regions(
    net: NetworkLike,
    domain: Domain = None,
    *,
    kind: str = "activation",
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    arithmetic: str = "auto",
    out: str | PathLike[str] | None = None,
    maps: bool = False,
    checkpoint: str | PathLike[str] | None = None,
    every: float = 60.0,
    executor: "Executor | None" = None,
    certificate: str | PathLike[str] | None = None,
) -> Partition:
    """Find all activation regions, each with its pattern and a point inside, in an order that is always the same.

    Parameters
    ----------
    net, domain, kind, threads, progress, arithmetic
        As for `count_regions`.
    max_regions : int, optional
        Keep the first that many of the order; the result is marked `truncated` when there are more.
    max_seconds : float, optional
        Keep what is found in that time; the result is marked `truncated` when there is more.
    out : str or path, optional
        Write the regions here while they are found, in constant memory: to a file that ends in ".parquet", which appears when
        it is complete, or to a new folder of such files, which can be read at every moment. Needs ``splinex[arrow]``.
    maps : bool
        Write the affine map of every region, too.
    checkpoint, every : optional
        As for `count_regions`, where `out` is a folder: a search that goes on finds the regions of the folder, and adds the
        others.
    executor : concurrent.futures.Executor, optional
        As for `count_regions`. The regions and their order are the same.
    certificate : str or path, optional
        Where to write a proof that these are all, see `write_certificate`; not together with `max_regions` or
        `max_seconds`.

    Returns
    -------
    Partition
        With `out` as `open_partition` reads it: piece by piece, when it is asked for.

    Raises
    ------
    InputError
        As for `count_regions`; and when there is something in the folder.
    MemoryLimitError
        When the regions would take more than half of the free memory; with `out`, and for `iter_regions`, a constant amount is
        enough.
    StorageError
        When the disk is full. What was committed to a folder before is kept.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
    >>> len(part)
    4
    >>> sorted(map(tuple, part.patterns.tolist()))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    check_kind(kind)
    if certificate is not None:
        from splinex.proofs import check_certified

        check_certified(certificate, limited=max_regions is not None or max_seconds is not None)
    network = as_network(net)
    limit = None if max_regions is None else positive_integer("max_regions", max_regions)
    if maps and out is None:
        raise InputError("maps=True goes with out: in memory, Region.affine_map gives the map of a region")
    if checkpoint is not None:
        _check_folder(out)
    with Search(
        *(network, domain),
        store=True,
        threads=threads,
        arithmetic=arithmetic,
        progress=progress,
        long_run=LongRun(max_seconds, checkpoint, every, executor),
    ) as search:
        if out is None:
            part = _listed(search, domain, limit)
        else:
            from splinex.streams.streaming import stream_regions

            part = stream_regions(search, domain, out, limit, maps)
    if certificate is not None:
        from splinex.proofs import write_certificate

        write_certificate(part, certificate, progress=progress)
    return part


def _check_folder(out: str | PathLike[str] | None) -> None:
    from splinex.streams.names import is_file

    if out is None or is_file(out):
        raise InputError(
            "a checkpoint of an enumeration goes with out=FOLDER: regions in memory are lost with the process"
        )


def _listed(search: Search, domain: Domain, limit: int | None) -> Partition:
    """The regions in memory."""
    budget = MemoryBudget()
    chunks: list[Chunk] = []
    truncated = False
    for chunk, cut in search.chunks(_BATCH, limit):
        budget.spend(chunk.nbytes)
        chunks.append(chunk)
        truncated = cut
    return Partition(search.network, domain, tuple(chunks), search.stats, truncated)


def iter_regions(
    net: NetworkLike,
    domain: Domain = None,
    *,
    batch_size: int = _BATCH,
    kind: str = "activation",
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    arithmetic: str = "auto",
) -> Iterator[Partition]:
    """Find all activation regions batch by batch, in constant memory and in the order of `enumerate_regions`.

    Parameters
    ----------
    net, domain, kind, threads, progress, max_regions, max_seconds, arithmetic
        As for `enumerate_regions`.
    batch_size : int
        Regions a batch; the last may be smaller.

    Yields
    ------
    Partition
        The next regions. `Region.index` counts on from batch to batch; only the last batch can be `truncated`.

    Raises
    ------
    InputError
        As for `count_regions`, at the call.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.arrangement([[1, 0], [0, 1], [1, 1]])
    >>> [len(batch) for batch in sx.iter_regions(net, batch_size=4)]
    [4, 2]
    """
    check_kind(kind)
    network = as_network(net)
    size = positive_integer("batch_size", batch_size)
    limit = None if max_regions is None else positive_integer("max_regions", max_regions)
    search = Search(
        *(network, domain),
        store=True,
        threads=threads,
        arithmetic=arithmetic,
        progress=progress,
        long_run=LongRun(max_seconds),
    )
    return _batches(domain, search, size, limit)


def _batches(domain: Domain, search: Search, size: int, limit: int | None) -> Iterator[Partition]:
    start = 0
    for chunk, truncated in search.chunks(size, limit):
        yield Partition(search.network, domain, (chunk,), search.stats, truncated, start)
        start += len(chunk)
