"""How many regions a network is likely to have, before they are counted."""

import math
import time
from dataclasses import dataclass, replace

from splinex import _core
from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network
from splinex.info import network_info
from splinex.long_runs.job import Job
from splinex.network import Network
from splinex.options import positive_integer

__all__ = ["Estimate", "Estimator", "estimate_of", "estimate_regions"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An unbiased estimate of the number of activation regions, between what is certain.

    Attributes
    ----------
    regions : float
        The mean of the repeats: of many estimates, the mean comes arbitrarily close to the number of regions.
    spread : float
        Its standard error, from how far the repeats differ. Trees of searches are skewed: where it is not small beside
        `regions`, the estimate is more often too small than too large.
    lower : int
        Regions that are found: certain.
    upper : int
        The least upper bound of the literature: certain. See `network_info`.
    width, repeats : int
        As for `estimate_regions`.
    """

    regions: float
    spread: float
    lower: int
    upper: int
    width: int
    repeats: int

    def __str__(self) -> str:
        return f"about {self.regions:,.3g} ± {self.spread:.1g}, at least {self.lower:,}, at most {self.upper:,}"


def estimate_regions(
    net: NetworkLike,
    domain: Domain = None,
    *,
    width: int = 250,
    repeats: int = 8,
    seed: int = 0,
    arithmetic: str = "auto",
) -> Estimate:
    """Estimate the number of activation regions from samples of the tree of the search.

    Subtrees with as many units undecided in the same layer are likely to be of a size. So the search goes down level by
    level, and keeps a few subtrees of each kind, which stand for the others and have their weight (Chen, "Heuristic sampling:
    a method for predicting the performance of tree searching programs", SIAM Journal on Computing 21, 1992). The estimate
    is unbiased whatever the tree looks like, and takes a moment whatever the number of regions.

    Parameters
    ----------
    net, domain, arithmetic
        As for `count_regions`.
    width : int
        So many subtrees of a kind are kept. The time grows with it, and the error falls; where there are never so many,
        the estimate is a count. With hundreds of inputs a single one takes seconds.
    repeats : int
        Independent estimates, of which the mean is taken; how far they differ tells how large its error is.
    seed : int
        Of the random numbers: the same seed gives the same estimate.

    Returns
    -------
    Estimate

    Raises
    ------
    InputError
        As for `count_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> planes = sx.arrangement([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    >>> found = sx.estimate_regions(planes, width=1, repeats=400)
    >>> abs(found.regions - sx.count_regions(planes).total) <= 3 * found.spread
    True
    """
    network = as_network(net)
    width, repeats = positive_integer("width", width), positive_integer("repeats", repeats)
    job = Job(network, domain, store=False, arithmetic=arithmetic, resumable=True)
    found = estimate_of(job.start(threads=1), network_info(network, domain).upper.best, width, repeats, seed, math.inf)
    assert found is not None
    return found


def estimate_of(
    search: _core.Search, upper: int, width: int, repeats: int, seed: int, seconds: float
) -> Estimate | None:
    """An estimate from where a search stands, unless it takes longer."""
    found = search.estimate(repeats, width, seed, seconds)
    return found and Estimate(*found, max([*search.counts[-1:], 1]), upper, width, repeats)


class Estimator:
    """Estimates of a search that is under way, no more of them than it can well afford."""

    _WIDTH = 256
    _REPEATS = 4
    _AFFORDABLE = 0.2  # seconds for one estimate
    _LATEST = 2.0  # seconds after which there is none: with hundreds of inputs a single sample may take longer
    _SHARE = 0.02  # of the time

    def __init__(self, network: Network, domain: Domain) -> None:
        self._upper = network_info(network, domain).upper.best
        self._next = 0.0
        self._seed = 0
        self._last: Estimate | None = None

    def now(self, search: _core.Search) -> Estimate | None:
        """The last one, with what has been found since; or a new one if it is time for that."""
        begun = time.monotonic()
        if begun >= self._next:
            self._last = self._affordable(search)
            ended = time.monotonic()
            self._next = ended + max(1.0, (ended - begun) / self._SHARE)
        return self._last and replace(self._last, lower=max([*search.counts[-1:], 1]))

    def _affordable(self, search: _core.Search) -> Estimate | None:
        """From more and more samples, until they are enough or take too long."""
        best, width = None, 1
        while True:
            begun = time.monotonic()
            self._seed += 1
            found = estimate_of(search, self._upper, width, self._REPEATS, self._seed, self._LATEST)
            best = found or best
            if found is None or width == self._WIDTH or time.monotonic() - begun > self._AFFORDABLE / 4:
                return best
            width *= 4
