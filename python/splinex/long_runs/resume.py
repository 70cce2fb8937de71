"""Going on with a search from its checkpoint alone."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from splinex.counting import count_regions
from splinex.enumeration import enumerate_regions
from splinex.long_runs.checkpoint import read_checkpoint
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption
from splinex.results import RegionCount

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["resume"]


def resume(
    path: str | PathLike[str],
    *,
    threads: int | None = None,
    progress: ProgressOption = None,
    max_seconds: float | None = None,
    every: float = 60.0,
    executor: "Executor | None" = None,
) -> RegionCount | Partition:
    """Go on with what a checkpoint was written of: the network and the domain are in it.

    Parameters
    ----------
    path : str or path
        A checkpoint of `count_regions` or `enumerate_regions`. The folder of the latter must be where it was.
    threads, progress, max_seconds, every, executor
        As for `count_regions`; they may differ from what they were.

    Returns
    -------
    RegionCount or Partition
        What the function would have returned.

    Raises
    ------
    InputError
        When the file is missing, damaged, of another version of splinex, or another process is working on it.

    Examples
    --------
    >>> import tempfile
    >>> import splinex as sx
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/count.checkpoint"
    ...     started = sx.count_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1), checkpoint=path, max_seconds=0)
    ...     started.truncated, sx.resume(path).total
    (True, 4)
    """
    file = read_checkpoint(Path(path))
    job = file.job()
    options = _Options(
        threads=threads,
        progress=progress,
        max_seconds=max_seconds,
        checkpoint=path,
        every=every,
        executor=executor,
        arithmetic=job.arithmetic,
    )
    if not job.store:
        return count_regions(job.network, job.domain, **options)
    written = file.head["written"]
    return enumerate_regions(job.network, job.domain, out=written["out"], maps=written["maps"], **options)


class _Options(TypedDict):
    threads: int | None
    progress: ProgressOption
    max_seconds: float | None
    checkpoint: str | PathLike[str]
    every: float
    executor: "Executor | None"
    arithmetic: str
