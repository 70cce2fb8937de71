"""One run of the core: started from checked options, timed, reported on, and emptied chunk by chunk."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.domains import Domain
from splinex.network import Network
from splinex.options import check_arithmetic, thread_count
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.restriction import core_domain, restrict
from splinex.results import Stats

__all__ = ["Chunk", "Search"]


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
    """A search of the core with its clock; `store` keeps regions for `chunks`, otherwise `finish` counts."""

    def __init__(
        self,
        network: Network,
        domain: Domain,
        *,
        store: bool,
        threads: int | None,
        arithmetic: str,
        progress: ProgressOption,
    ) -> None:
        self.network = restrict(network, domain)
        low, high, constraints = core_domain(domain, self.network.n_inputs)
        self.threads = thread_count(threads)
        self._progress = check_progress(progress)
        self._seconds = 0.0
        self._fraction = 0.0
        check_arithmetic(arithmetic)
        with self._clock():
            self._core = _core.Search(
                self.network._exact,
                low,
                high,
                constraints,
                threads=self.threads,
                store=store,
                exact=arithmetic == "exact",
                dictionary=arithmetic == "dictionary",
            )

    @property
    def counts(self) -> list[int]:
        """Cells found so far after each hidden layer."""
        return self._core.counts

    @property
    def stats(self) -> Stats:
        """Decisions and time so far."""
        return Stats.of(self._core.stats, self._seconds, self.threads, _core.instruction_set())

    def finish(self) -> None:
        """Search to the end."""
        with reporting(self._progress) as report:
            while not self._advance(1, report):
                pass
            self._close(report, max(self.counts, default=1))

    def chunks(self, size: int, limit: int | None) -> Iterator[tuple[Chunk, bool]]:
        """Take the regions in order, `size` at a time and `limit` in all, each chunk with whether the limit cuts after it."""
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
                if not more or taken == limit:
                    self._close(report, taken)
                yield chunk, more and taken == limit

    def _advance(self, regions: int, report: Callable[[Progress], object] | None) -> bool:
        begun = time.perf_counter() - self._seconds

        def heard(fraction: float, found: int) -> None:
            assert report is not None
            self._fraction = max(self._fraction, min(fraction, 1.0))
            report(Progress(self._fraction, found, time.perf_counter() - begun))

        with self._clock():
            return self._core.advance(regions, heard if report else None)

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
