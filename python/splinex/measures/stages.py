"""Progress of several searches one after the other, when nobody knows how many there will be."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from splinex.progress import Progress, ProgressOption, check_progress, reporting

__all__ = ["Stages", "stages"]

_Report = Callable[[Progress], object]


class Stages:
    """Each stage takes half of what is left."""

    def __init__(self, report: _Report | None) -> None:
        self._report = report
        self._left = 1.0
        self._begun = time.perf_counter()
        self._regions = 0

    def next(self) -> _Report | None:
        """What the next search reports to."""
        report = self._report
        if report is None:
            return None
        left = self._left
        self._left = left / 2

        def heard(now: Progress) -> None:
            self._regions = max(self._regions, now.regions)
            seconds = time.perf_counter() - self._begun
            report(Progress(1.0 - left + now.fraction * left / 2, self._regions, seconds))

        return heard

    def close(self) -> None:
        """All is done."""
        if self._report is not None:
            self._report(Progress(1.0, self._regions, time.perf_counter() - self._begun))


@contextmanager
def stages(progress: ProgressOption) -> Iterator[Stages]:
    """Stages that report to what the option says."""
    with reporting(check_progress(progress)) as report:
        result = Stages(report)
        yield result
        result.close()
