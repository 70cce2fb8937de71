"""The keyword options that several public functions share."""

import operator
import os

from splinex.errors import InputError

__all__ = ["check_arithmetic", "check_index", "check_kind", "positive_integer", "thread_count"]

_KINDS = ("activation", "linear", "maps")
_ARITHMETIC = ("auto", "dictionary", "exact")


def check_kind(kind: str) -> None:
    """Reject a kind of region that cannot be counted."""
    _choice("kind", kind, _KINDS)


def check_index(name: str, value: int, size: int) -> int:
    """An index from 0 to size - 1."""
    try:
        index = operator.index(value)
    except TypeError:
        index = -1
    if not 0 <= index < size:
        raise InputError(f"{name} must be an index from 0 to {size - 1}, not {value!r}")
    return index


def check_arithmetic(arithmetic: str) -> str:
    """What decides: the fastest engine for the case, the simplex dictionary in floats, or integers alone."""
    return _choice("arithmetic", arithmetic, _ARITHMETIC)


def thread_count(threads: int | None) -> int:
    """The number of threads; None is every core that this process may use."""
    if threads is not None:
        return positive_integer("threads", threads, 1024)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def positive_integer(name: str, value: int, most: int = 2**62) -> int:
    """An integer of any integer type, from 1 to `most`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if not 1 <= number <= most or isinstance(value, bool):
        limit = f" of at most {most}" if number > most else ""
        raise InputError(f"{name} must be a positive integer{limit}, not {value!r}")
    return number


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise InputError(f"{name} must be {' or '.join(map(repr, choices))}, not {value!r}")
    return value
