"""Limits that make a report end soon, whatever the network."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from splinex.progress import Progress

__all__ = ["Budget", "OutOfTimeError"]


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
    _told: float = 0.0

    def stage(self, share: float) -> Callable[[Progress], None]:
        """What a search reports to: it may take that share of the seconds, and is that share of the whole progress.

        Raises
        ------
        OutOfTimeError
            From within the search, when its time is up.
        """
        begun, before = time.perf_counter(), self._done
        self._done = min(self._done + share, 1.0)

        def heard(now: Progress) -> None:
            if time.perf_counter() - begun > share * self.seconds:
                raise OutOfTimeError
            self._tell(min(before + share * now.fraction, 1.0), now.regions)

        return heard

    def close(self, regions: int) -> None:
        """All is done."""
        self._tell(1.0, regions)

    def _tell(self, fraction: float, regions: int) -> None:
        if self.report is not None:
            self._told = max(self._told, fraction)
            self.report(Progress(self._told, regions, time.perf_counter() - self._begun))
