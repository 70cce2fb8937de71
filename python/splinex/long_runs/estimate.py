"""How many regions a network is likely to have, before they are counted."""

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
        The mean of all probes: of many estimates, the mean comes arbitrarily close to the number of regions.
    spread : float
        Its standard error. Trees of searches are skewed, so the probes' distribution has a long tail: an estimate is more
        often too small than too large.
    lower : int
        Regions that are found: certain.
    upper : int
        The least upper bound of the literature: certain. See `network_info`.
    probes : int
    """

    regions: float
    spread: float
    lower: int
    upper: int
    probes: int

    def __str__(self) -> str:
        return f"about {self.regions:,.3g} ± {self.spread:.1g}, at least {self.lower:,}, at most {self.upper:,}"


def estimate_regions(
    net: NetworkLike, domain: Domain = None, *, probes: int = 1000, seed: int = 0, arithmetic: str = "auto"
) -> Estimate:
    """Estimate the number of activation regions from random paths down the tree of the search.

    Every probe takes one child at each branching, and counts the regions that it meets with the inverse of the probability
    of coming by (Knuth, "Estimating the efficiency of backtrack programs", Mathematics of Computation 29, 1975). It takes
    microseconds to milliseconds, whatever the number of regions.

    Parameters
    ----------
    net, domain, arithmetic
        As for `count_regions`.
    probes : int
        Random paths; the spread falls like one over the square root of their number.
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
    >>> found = sx.estimate_regions(planes)
    >>> abs(found.regions - sx.count_regions(planes).total) <= 3 * found.spread
    True
    """
    network = as_network(net)
    wanted = positive_integer("probes", probes)
    job = Job(network, domain, store=False, arithmetic=arithmetic, resumable=True)
    return estimate_of(job.start(threads=1), network_info(network, domain).upper.best, wanted, seed)


def estimate_of(search: _core.Search, upper: int, probes: int, seed: int) -> Estimate:
    """An estimate from where a search stands."""
    regions, spread = search.estimate(probes, seed)
    return Estimate(regions, spread, max([*search.counts[-1:], 1]), upper, probes)


class Estimator:
    """Estimates of a search that is under way, no more of them than it can well afford."""

    _PROBES = 64
    _AFFORDABLE = 0.1  # seconds for one estimate; with hundreds of inputs a single probe may take longer
    _SHARE = 0.02  # of the time

    def __init__(self, network: Network, domain: Domain) -> None:
        self._upper = network_info(network, domain).upper.best
        self._next = 0.0
        self._seed = 0
        self._last: Estimate | None = None

    def now(self, search: _core.Search) -> Estimate:
        """The last one, with what has been found since; or a new one if it is time for that."""
        begun = time.monotonic()
        if self._last is None or begun >= self._next:
            self._last = self._affordable(search)
            ended = time.monotonic()
            self._next = ended + max(1.0, (ended - begun) / self._SHARE)
        return replace(self._last, lower=max([*search.counts[-1:], 1]))

    def _affordable(self, search: _core.Search) -> Estimate:
        """From more and more probes, until they are enough or take too long."""
        probes = 1
        while True:
            begun = time.monotonic()
            self._seed += 1
            found = estimate_of(search, self._upper, probes, self._seed)
            if probes == self._PROBES or time.monotonic() - begun > self._AFFORDABLE / 4:
                return found
            probes *= 4
