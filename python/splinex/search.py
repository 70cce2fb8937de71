"""One run of the core: started from checked options, timed, reported on, kept in a checkpoint, and emptied chunk by chunk."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.domains import Domain
from splinex.long_runs.job import Job
from splinex.long_runs.options import LongRun
from splinex.network import Network
from splinex.options import thread_count
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.results import Stats

if TYPE_CHECKING:
    from splinex.long_runs.checkpoint import Checkpoint
    from splinex.long_runs.estimate import Estimate, Estimator
    from splinex.long_runs.executors import Workers

__all__ = ["Chunk", "Search"]

_FOREVER = 1e9
_PATIENCE = 1.0
"""Seconds after max_seconds at which a step is left undone: one in integers in hundreds of inputs may take minutes."""
_SHORT = LongRun()


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Consecutive regions as the core hands them over.

    Attributes
    ----------
    packed : ndarray of uint8, (n, ceil(bits / 8))
        Patterns, eight bits a byte, the first in the lowest; see `PatternLayout`.
    points : ndarray of float64, (n, n_inputs)
    inexact : ndarray of bool, (n,)
        Whether the point is only the float64 nearest to a rational witness.
    """

    packed: NDArray[np.uint8]
    points: NDArray[np.float64]
    inexact: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.inexact)

    @property
    def nbytes(self) -> int:
        return self.packed.nbytes + self.points.nbytes + self.inexact.nbytes

    def rows(self, choice: slice) -> "Chunk":
        """Views of some of the rows."""
        return Chunk(self.packed[choice], self.points[choice], self.inexact[choice])


class Search:
    """A search of the core with its clock; `store` keeps regions for `chunks`, otherwise `finish` counts.

    A context: at its end the checkpoint's file is free for others, and workers have nothing to do any more.
    """

    def __init__(
        self,
        network: Network,
        domain: Domain,
        *,
        store: bool,
        threads: int | None,
        arithmetic: str,
        progress: ProgressOption,
        long_run: LongRun = _SHORT,
    ) -> None:
        self.job = Job(network, domain, store, arithmetic, long_run.resumable)
        self.network = self.job.restricted
        self.threads = thread_count(1 if threads is None and long_run.executor is not None else threads)
        self._progress = check_progress(progress)
        self._fraction = 0.0
        self._checkpoint: Checkpoint | None = long_run.open_checkpoint(self.job)
        self._workers: Workers | None = None
        self._estimates: Estimator | None = None
        self._seconds = 0.0 if self._checkpoint is None else self._checkpoint.seconds
        try:
            with self._clock():
                self._core = self.job.start(self.threads, b"" if self._checkpoint is None else self._checkpoint.state)
        except BaseException:
            self.close()
            raise
        if long_run.executor is not None:
            self._workers = long_run.workers(self._core, self.job, self.threads)
        self._end = self._seconds + (_FOREVER if long_run.max_seconds is None else long_run.max_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what others may want: the lock of the checkpoint, the time of workers."""
        if self._workers is not None:
            self._workers.recall()
        if self._checkpoint is not None:
            self._checkpoint.close()

    @property
    def checkpoint(self) -> "Checkpoint | None":
        """Where the search is kept."""
        return self._checkpoint

    @property
    def counts(self) -> list[int]:
        """Cells found so far after each hidden layer."""
        return self._core.counts

    @property
    def stats(self) -> Stats:
        """Decisions and time so far."""
        return Stats.of(self._core.stats, self._seconds, self.threads, _core.instruction_set())

    @property
    def exhausted(self) -> bool:
        """Whether all regions are found and taken."""
        return self._core.explored and self._core.ready == 0

    def finish(self) -> bool:
        """Search to the end, or until the time is over: whether all is found."""
        with reporting(self._progress) as report:
            done = self._advance(1, report)
            if done:
                self._close(report, max(self.counts, default=1))
        return done

    def chunks(self, size: int, limit: int | None) -> Iterator[tuple[Chunk, bool]]:
        """Take the regions in order, `size` at a time and `limit` in all, each chunk with whether more would come after it.

        What was yielded is taken care of when the next chunk is asked for: a checkpoint then does not have it.
        """
        taken = 0
        with reporting(self._progress) as report:
            more = True
            while more and taken != limit:
                wanted = size if limit is None else min(size, limit - taken)
                # One more than wanted tells whether anything is left.
                done = self._advance(wanted + 1, report)
                with self._clock():
                    chunk = Chunk(*self._core.take(wanted))
                taken += len(chunk)
                more = not done or self._core.ready > 0
                stopped = more and (taken == limit or (self._is_over() and self._core.ready == 0))
                if not more or stopped:
                    self._close(report, taken)
                yield chunk, stopped
                more = more and not stopped
            self._save()

    def _advance(self, regions: int, report: Callable[[Progress], object] | None) -> bool:
        """Search until that many regions are ready, all is done, or the time is over; keep the state on the way."""
        begun = time.perf_counter() - self._seconds

        def heard(fraction: float, found: int) -> None:
            assert report is not None
            self._fraction = max(self._fraction, min(fraction, 1.0))
            report(Progress(self._fraction, found, time.perf_counter() - begun, self._estimator().now(self._core)))

        explore = self._core.advance if self._workers is None else self._workers.advance
        try:
            while True:
                with self._clock():
                    seconds, patience = self._sitting()
                    done = explore(regions, seconds, heard if report else None, patience)
                if done or self._is_over() or (self.job.store and self._core.ready >= regions):
                    break
                if self._checkpoint is not None and self._checkpoint.due() <= 0:
                    self._save()
        except BaseException:
            self._save()
            raise
        if self._checkpoint is not None and (self._checkpoint.due() <= 0 or not self.job.store):
            self._save()
        return done

    def estimate(self) -> "Estimate | None":
        """How many regions there are likely to be, from where the search stands."""
        return self._estimator().now(self._core)

    def _estimator(self) -> "Estimator":
        if self._estimates is None:
            from splinex.long_runs.estimate import Estimator

            self._estimates = Estimator(self.job.network, self.job.domain)
        return self._estimates

    def _sitting(self) -> tuple[float, float]:
        """Seconds to go on for before somebody else wants a turn, and how much later a step is left undone."""
        left = max(self._end - self._seconds, 0.0)
        due = _FOREVER if self._checkpoint is None else max(self._checkpoint.due(), 0.0)
        return (left, _PATIENCE) if left <= due else (due, _FOREVER)

    def _is_over(self) -> bool:
        return self._seconds >= self._end

    def _save(self) -> None:
        if self._checkpoint is not None:
            self._checkpoint.save(self._core.save(), self.counts, self._seconds)

    def _close(self, report: Callable[[Progress], object] | None, regions: int) -> None:
        if report is not None and self._fraction < 1.0:
            self._fraction = 1.0
            report(Progress(1.0, regions, self._seconds))

    @contextmanager
    def _clock(self) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._seconds += time.perf_counter() - begun
