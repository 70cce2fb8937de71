"""A search by the workers of an executor: parts travel as saved searches, and come back explored as far as time allowed."""

import os
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress

from splinex import _core
from splinex.errors import SplinexError
from splinex.long_runs.job import Job

__all__ = ["ExecutorError", "Workers"]

_SITTING = 1.0
"""Seconds that a worker spends on a loan: long beside the cost of a message, short beside what may be left at the end."""
_FIRST_SITTING = 0.05
"""Seconds spent here before anything is lent: small searches are over, large ones have parts to lend."""
_MOST_REGIONS = 1 << 17
"""A worker that lists comes back when so many regions wait: they travel in memory."""
_EACH = 2
"""Loans a worker, so that none waits for the next."""


class ExecutorError(SplinexError):
    """The executor of a search failed. What its workers had is not lost: it is still part of the search and its checkpoint."""


def explore(job: Job, threads: int, state: bytes, seconds: float) -> bytes:
    """Go on with a saved search for some time: what a worker does. The same bytes give the same regions anywhere."""
    search = job.start(threads, state)
    search.advance(_MOST_REGIONS if job.store else 2**62, seconds, None)
    return search.save()


class Workers:
    """Lends out parts of a search, and settles what comes back, each loan once.

    Parameters
    ----------
    search : _core.Search
        Stays here, with the order of everything.
    job : Job
        What it is a search of.
    executor : concurrent.futures.Executor
    threads : int
        Of each worker.
    """

    def __init__(self, search: _core.Search, job: Job, executor: Executor, threads: int) -> None:
        self._search = search
        self._job = job
        self._executor = executor
        self._threads = threads
        self._most = _EACH * _size(executor)
        self._loans: dict[Future[bytes], int] = {}
        self._begun = False

    def advance(
        self, regions: int, seconds: float, report: Callable[[float, int], object] | None, patience: float
    ) -> bool:
        """As `_core.Search.advance`.

        Raises
        ------
        ExecutorError
            When a worker or the whole pool breaks.
        """
        end = time.monotonic() + seconds
        if not self._begun:
            self._begun = True
            self._search.advance(regions, min(_FIRST_SITTING, seconds), report, patience)
        while not self._search.explored and self._search.ready < regions:
            left = end - time.monotonic()
            if left <= 0:
                return False
            try:
                self._lend()
                done, _ = wait(self._loans, min(left, _FIRST_SITTING), FIRST_COMPLETED)
                for future in done:
                    self._search.settle(self._loans[future], future.result())
                    del self._loans[future]
            except Exception as error:
                self.recall()
                raise ExecutorError(
                    f"the executor failed ({type(error).__name__}: {error}): "
                    "the search can go on from its checkpoint, if it was given one"
                ) from error
            if report is not None:
                report(self._search.fraction, self._search.counts[-1])
        return self._search.explored

    def recall(self) -> None:
        """Take home what is lent. Workers that are at it are not waited for: what they find is found again."""
        for future, loan in self._loans.items():
            with suppress(Exception):
                future.cancel()
            self._search.recall(loan)
        self._loans.clear()

    def _lend(self) -> None:
        while len(self._loans) < self._most and (lent := self._search.lend()) is not None:
            loan, state = lent
            try:
                future = self._executor.submit(explore, self._job, self._threads, state, _SITTING)
            except BaseException:
                self._search.recall(loan)
                raise
            self._loans[future] = loan


def _size(executor: Executor) -> int:
    """How many workers an executor has: a pool says so, Dask's client knows."""
    client = getattr(executor, "_client", None)
    if client is not None and callable(getattr(client, "ncores", None)):
        return max(len(client.ncores()), 1)
    for name in ("_max_workers", "num_workers"):
        size = getattr(executor, name, None)
        if isinstance(size, int) and size > 0:
            return size
    return os.cpu_count() or 1
