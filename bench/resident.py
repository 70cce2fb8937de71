"""Resident memory over time."""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["ResidentMemory"]

_SECONDS = 0.1
_MOST = 40


class ResidentMemory:
    """Looks at this process's resident memory while a block runs, in a thread of its own.

    Examples
    --------
    >>> with ResidentMemory() as memory:
    ...     _ = sum(range(10))
    >>> len(memory.megabytes) >= 1
    True
    """

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    @property
    def megabytes(self) -> list[float]:
        """At most 40 samples, evenly spaced, the last one at the end."""
        step = -(-len(self._seen) // _MOST)
        return self._seen[::-1][::step][::-1]

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()
        self._sample()

    def _look(self) -> None:
        while not self._over.wait(_SECONDS):
            self._sample()

    def _sample(self) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self._seen.append(round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1))
