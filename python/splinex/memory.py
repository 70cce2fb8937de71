"""How much memory a result may take."""

from pathlib import Path

from splinex.errors import MemoryLimitError

__all__ = ["MemoryBudget"]

_REGIONS = (
    "the regions: write them to files with enumerate_regions(..., out=...), take them in batches from iter_regions or by "
    "slices, count them with count_regions, or stop early with max_regions"
)


class MemoryBudget:
    """Half of the memory that is free now; no limit where the system does not say how much that is."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        free = [amount for amount in (_system(), _control_group()) if amount is not None]
        self._left = min(free) // 2 if free else None

    def spend(self, size: int, instead: str = _REGIONS) -> None:
        """Take `size` bytes from the budget.

        Parameters
        ----------
        size : int
        instead : str
            What would take them, and what to do instead.

        Raises
        ------
        MemoryLimitError
            When that much is not left.
        """
        if self._left is None:
            return
        self._left -= size
        if self._left < 0:
            what, advice = instead.split(": ", 1)
            raise MemoryLimitError(f"{what} would take more than half of the free memory: {advice}")


def _system() -> int | None:
    """MemAvailable of Linux, in bytes."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    sizes = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(sizes[0]) * 1024 if sizes else None


def _control_group() -> int | None:
    """What a container still allows (cgroup v2), in bytes."""
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text().strip()
        return None if limit == "max" else int(limit) - int((group / "memory.current").read_text())
    except (OSError, ValueError):
        return None
