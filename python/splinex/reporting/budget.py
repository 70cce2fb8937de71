"""Limits that make a report end soon, whatever the network."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from splinex.progress import Progress

__all__ = ["Budget", "OutOfTimeError", "SearchTime"]


class OutOfTimeError(Exception):
    """Raised out of a search whose time is up."""


@dataclass(slots=True)
class Budget:
    """How much may be listed, and how long it may take.

    Attributes
    ----------
    max_regions : int
        Regions that are listed and drawn.
    seconds : float
        For all searches together; each may take a share of it.
    report : callable or None
        What hears of the progress.
    """

    max_regions: int
    seconds: float
    report: Callable[[Progress], object] | None = None
    _begun: float = field(default_factory=time.perf_counter)
    _done: float = 0.0

    def stage(self, share: float) -> "SearchTime":
        """One search, which may take that share of the seconds, and is that share of the whole progress."""
        begin, self._done = self._done, min(self._done + share, 1.0)
        return SearchTime(self, begin, share, time.perf_counter())

    def close(self, regions: int) -> None:
        """All is done."""
        self.tell(1.0, regions)

    def tell(self, fraction: float, regions: int) -> None:
        """Report how far all is."""
        if self.report is not None:
            self.report(Progress(fraction, regions, time.perf_counter() - self._begun))


@dataclass(frozen=True, slots=True)
class SearchTime:
    """The share of one search; prints as the limit that it is."""

    budget: Budget
    begin: float
    share: float
    begun: float

    @property
    def seconds(self) -> float:
        """How long it may take."""
        return self.share * self.budget.seconds

    def heard(self, now: Progress) -> None:
        """What the search reports to."""
        self.budget.tell(min(self.begin + self.share * now.fraction, 1.0), now.regions)

    def interrupting(self, now: Progress) -> None:
        """The same for a search that has no limit of its own.

        Raises
        ------
        OutOfTimeError
            When its time is up.
        """
        if time.perf_counter() - self.begun > self.seconds:
            raise OutOfTimeError
        self.heard(now)

    def __str__(self) -> str:
        return f"{self.seconds:.3g} s of {self.budget.seconds:.3g} s (seconds)"
