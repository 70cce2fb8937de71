"""The keyword options of long searches, checked."""

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from splinex import _core
from splinex.errors import InputError
from splinex.long_runs.job import Job

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from splinex.long_runs.checkpoint import Checkpoint
    from splinex.long_runs.executors import Workers

__all__ = ["LongRun"]


@dataclass(frozen=True, slots=True)
class LongRun:
    """How long a search may take, where it is kept, and who works on it.

    Attributes
    ----------
    max_seconds : float, optional
    checkpoint : str or path, optional
    every : float
        Seconds between checkpoints.
    executor : concurrent.futures.Executor, optional
    """

    max_seconds: float | None = None
    checkpoint: str | PathLike[str] | None = None
    every: float = 60.0
    executor: "Executor | None" = None

    def __post_init__(self) -> None:
        if self.max_seconds is not None:
            _seconds("max_seconds", self.max_seconds)
        _seconds("every", self.every)
        if self.executor is not None and not callable(getattr(self.executor, "submit", None)):
            raise InputError(
                f"executor must act like a concurrent.futures.Executor, but {self.executor!r} has no submit"
            )

    @property
    def resumable(self) -> bool:
        """Whether the search may have to be saved, or parts of it lent."""
        return self.checkpoint is not None or self.executor is not None

    def open_checkpoint(self, job: Job) -> "Checkpoint | None":
        """The checkpoint of a job, locked for this process."""
        if self.checkpoint is None:
            return None
        from splinex.long_runs.checkpoint import Checkpoint

        return Checkpoint(self.checkpoint, self.every, job)

    def workers(self, search: _core.Search, job: Job, threads: int) -> "Workers | None":
        """Those of the executor."""
        if self.executor is None:
            return None
        from splinex.long_runs.executors import Workers

        return Workers(search, job, self.executor, threads)


def _seconds(name: str, value: float) -> None:
    try:
        fine = not isinstance(value, bool) and 0 <= float(value) < float("inf")
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise InputError(f"{name} must be a number of seconds, 0 or more, not {value!r}")
