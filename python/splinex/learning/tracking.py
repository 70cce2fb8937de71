"""`track`: the snapshots of a network that learns, one after the other."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any, TypeGuard

from numpy.typing import ArrayLike

from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike
from splinex.learning.record import Step, Track
from splinex.learning.tracker import Tracker
from splinex.network import Network
from splinex.progress import Progress, ProgressOption, check_progress, reporting

__all__ = ["track"]

Snapshots = Iterable[NetworkLike | tuple[Step, NetworkLike]] | Mapping[Any, NetworkLike]


def track(
    net_snapshots: Snapshots,
    domain: Domain = None,
    *,
    points: ArrayLike | None = None,
    steps: Sequence[Step] | None = None,
    keep: bool = False,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> Track:
    """Follow the partition of a domain over the snapshots of a network that learns, exactly.

    Regions are counted after each layer at each snapshot; codes that are new and codes that are gone are counted against the
    snapshot before, and so are the units that switch at fixed points. Codes are labels per unit: a region lives on while
    there is a region with its code, wherever that has moved to.

    Parameters
    ----------
    net_snapshots : iterable
        Of networks, paths or models, as `count_regions` takes them; of pairs (step, network); or a dict from steps to
        networks. A generator that trains and yields the model now and then needs constant memory: each snapshot is taken
        when it is yielded.
    domain : Box, Polytope, Segment or Slice, optional
        Where regions are looked for; None is R^d.
    points : array_like of float, (n_points, n_inputs), optional
        Fixed inputs whose codes are followed. They need not lie in the domain.
    steps : sequence of int, float or str, optional
        What to call the snapshots; by default 0, 1, ...
    keep : bool
        Keep the networks themselves, which `animate` needs.
    threads, progress
        As for `count_regions`. The fraction is that of the snapshots; it stays 0 while their number is not known.

    Returns
    -------
    Track

    Raises
    ------
    InputError
        When there are no snapshots, when `steps` are not as many, when the hidden layers change, and as for
        `enumerate_regions`.

    See Also
    --------
    Tracker : the same from inside a training loop.

    Examples
    --------
    >>> import splinex as sx
    >>> nets = (sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, shift]) for shift in (0.0, 0.5, 0.25))
    >>> record = sx.track(nets, sx.Box(-1, 1))
    >>> record.total.tolist(), record.births[:, 0].tolist(), record.deaths[:, 0].tolist()
    ([6, 7, 7], [0, 1, 0], [0, 0, 0])
    """
    tracker = Tracker(domain, points=points, keep=keep, threads=threads)
    with reporting(check_progress(progress)) as report:
        clock = _Clock(report, _length(net_snapshots))
        for step, net in _named(net_snapshots, steps):
            tracker.add(net, step, progress=clock.within if report else None)
            clock.next()
        clock.close()
    return tracker.result()


class _Clock:
    """Turns the progress of one search after the other into that of all."""

    def __init__(self, report: Any, number: int | None) -> None:
        self._report, self._number = report, number
        self._done = self._regions = self._found = 0
        self._begun = time.perf_counter()

    def within(self, now: Progress) -> None:
        """Called from a search."""
        self._found = now.regions
        self._tell((self._done + now.fraction) / self._number if self._number else 0.0)

    def next(self) -> None:
        """A snapshot is done."""
        self._done += 1
        self._regions, self._found = self._regions + self._found, 0

    def close(self) -> None:
        """All are done."""
        if self._report:
            self._tell(1.0)

    def _tell(self, fraction: float) -> None:
        seconds = time.perf_counter() - self._begun
        self._report(Progress(min(fraction, 1.0), self._regions + self._found, seconds))


def _length(snapshots: Snapshots) -> int | None:
    return len(snapshots) if isinstance(snapshots, Sequence | Mapping) else None


def _named(snapshots: Snapshots, steps: Sequence[Step] | None) -> Iterator[tuple[Step, NetworkLike]]:
    """Pairs of a step and what is a network then."""
    if isinstance(snapshots, str) or not isinstance(snapshots, Iterable):
        raise InputError(f"snapshots are an iterable of networks or a dict of them, not {type(snapshots).__name__}")
    pairs: Iterable[Any] = snapshots.items() if isinstance(snapshots, Mapping) else snapshots
    if isinstance(snapshots, Sequence | Mapping):
        _reject_repeated(pairs)
    number = 0
    for number, item in enumerate(pairs, start=1):
        own, net = item if _is_pair(item) else (number - 1, item)
        if steps is None:
            yield own, net
        elif number <= len(steps):
            yield steps[number - 1], net
        else:
            raise InputError(f"steps has {len(steps)} entries, but there are more snapshots")
    if steps is not None and number < len(steps):
        raise InputError(f"steps has {len(steps)} entries, but there are {number} snapshots")


def _is_pair(item: object) -> TypeGuard[tuple[Any, Any]]:
    return isinstance(item, tuple) and len(item) == 2


def _reject_repeated(items: Iterable[Any]) -> None:
    """A list that holds one model many times would be as many copies of its last state."""
    nets = [item[1] if _is_pair(item) else item for item in items]
    models = [id(net) for net in nets if not isinstance(net, Network | str | PathLike)]
    if len(set(models)) < len(models):
        raise InputError(
            "the same model is among the snapshots more than once, and has only its last state: "
            "yield it from a generator while it trains, or list sx.from_torch(model)"
        )
