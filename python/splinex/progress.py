"""Progress of a search: a callback, or a bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from splinex.errors import InputError

if TYPE_CHECKING:
    from splinex.long_runs.estimate import Estimate

__all__ = ["Progress", "ProgressOption", "check_progress", "reporting"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands.

    Attributes
    ----------
    fraction : float
        Share of the search that is done; never falls, and is 1 at the end.
    regions : int
        Regions found so far: a lower bound that is certain.
    seconds : float
        Time spent so far.
    estimate : Estimate or None
        How many regions there are likely to be, with its standard error and a certain upper bound; None where nothing is being
        searched for, where it takes more than two seconds, and at the end.
    """

    fraction: float
    regions: int
    seconds: float
    estimate: "Estimate | None" = None


ProgressOption = bool | Callable[[Progress], object] | None


def check_progress(progress: ProgressOption) -> ProgressOption:
    """Reject what is neither a switch nor a callable."""
    if progress is None or isinstance(progress, bool) or callable(progress):
        return progress
    raise InputError(f"progress must be True, False, None or a callable, not {progress!r}")


@contextmanager
def reporting(progress: ProgressOption) -> Iterator[Callable[[Progress], object] | None]:
    """What to call with each `Progress`: nothing, the given callable, or the update of a tqdm bar."""
    if callable(progress):
        yield progress
        return
    tqdm = _tqdm() if progress else None
    if tqdm is None:
        yield None
        return
    with tqdm(total=1.0, bar_format="{percentage:3.0f}%|{bar}| {elapsed}{postfix}") as bar:

        def draw(now: Progress) -> None:
            likely = f" of {now.estimate.regions:,.2g} ± {now.estimate.spread:.0g}" if now.estimate else ""
            bar.set_postfix_str(f"{now.regions:,}{likely} regions", refresh=False)
            bar.update(now.fraction - bar.n)

        yield draw


def _tqdm() -> Callable[..., Any] | None:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return cast("Callable[..., Any]", tqdm)
