"""The least time of a repeated call."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Timing", "cpu_with_children_ns", "least"]

Answer = TypeVar("Answer")
_MOST_REPEATS = 20_000


@dataclass(frozen=True, slots=True)
class Timing(Generic[Answer]):
    """What the first call returned, and the least CPU and wall time of all calls."""

    answer: Answer
    cpu_ns: int
    wall_ns: int
    repeats: int


def least(
    call: Callable[[], Answer], seconds: float, cpu_clock: Callable[[], int] = time.process_time_ns
) -> Timing[Answer]:
    """Call again and again until that much wall time is over; at least once."""
    end = time.perf_counter() + seconds
    answer, cpu, wall = _once(call, cpu_clock)
    repeats = 1
    while time.perf_counter() < end and repeats < _MOST_REPEATS:
        _, more_cpu, more_wall = _once(call, cpu_clock)
        cpu, wall, repeats = min(cpu, more_cpu), min(wall, more_wall), repeats + 1
    return Timing(answer, cpu, wall, repeats)


def cpu_with_children_ns() -> int:
    """CPU time of this process and of the processes that it started and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time_ns() + round((children.ru_utime + children.ru_stime) * 1e9)


def _once(call: Callable[[], Answer], cpu_clock: Callable[[], int]) -> tuple[Answer, int, int]:
    wall, cpu = time.perf_counter_ns(), cpu_clock()
    answer = call()
    return answer, cpu_clock() - cpu, time.perf_counter_ns() - wall
