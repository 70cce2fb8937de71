"""The searches behind a report, each within its share of the time."""

from collections.abc import Callable
from typing import TypeVar

from splinex.count_all import all_counts
from splinex.counting import count_regions
from splinex.domains import Domain
from splinex.enumeration import iter_regions
from splinex.errors import InputError, MemoryLimitError
from splinex.info import network_info
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.progress import Progress
from splinex.reporting.budget import Budget, OutOfTimeError
from splinex.reporting.findings import Findings, LayerRow, Picture, Stage
from splinex.reporting.planes import plane_of
from splinex.search import Chunk
from splinex.theorems import verify_theorems

__all__ = ["gather"]

_BATCH = 1024
_OWN_CELLS = 2_000
_THEOREMS_UP_TO = 2_000
_SHARES = {"count": 0.3, "list": 0.25, "facets": 0.2, "picture": 0.2}

Result = TypeVar("Result")


def gather(network: Network, domain: Domain, budget: Budget, threads: int | None) -> Findings:
    """Everything a report holds.

    Raises
    ------
    InputError
        For an empty domain, or one of another dimension.
    """
    found = Findings(network, domain, network_info(network, domain))
    _count(found, budget, threads)
    _list(found, budget, threads)
    found.layers = _layers(found)
    _all_senses(found, budget, threads)
    _theorems(found, threads)
    _picture(found, budget, threads)
    budget.close(found.count.total if found.count else len(found.part or ()))
    return found


def _in_time(search: Callable[[Callable[[Progress], None]], Result], budget: Budget, stage: str) -> Result | None:
    try:
        return search(budget.stage(_SHARES[stage]))
    except OutOfTimeError:
        return None


def _count(found: Findings, budget: Budget, threads: int | None) -> None:
    found.count = _in_time(
        lambda heard: count_regions(found.network, found.domain, threads=threads, progress=heard), budget, "count"
    )
    if found.count is None:
        found.omitted.append(("The number of all regions", _time(budget, "count", "counting them")))


def _list(found: Findings, budget: Budget, threads: int | None) -> None:
    """All regions if they are few; when they could not be counted, as many as there is time for."""
    if found.count is not None and found.count.total > budget.max_regions:
        why = f"{found.count.total:,} regions are more than the {budget.max_regions:,} that are listed (--max-regions)"
        found.omitted.append(("Counts in every sense, statements of the theory", why))
        return
    heard = budget.stage(_SHARES["list"])
    found.part, done = _listed(found.network, found.domain, budget, heard, threads)
    if not done:
        why = f"all regions must be listed, and {len(found.part):,} are not all of them"
        found.omitted.append(("Counts in every sense, statements of the theory", why))


def _listed(
    network: Network, domain: Domain, budget: Budget, heard: Callable[[Progress], None], threads: int | None
) -> tuple[Partition, bool]:
    """Regions until the budget is used up, and whether they are all."""
    chunks: list[Chunk] = []
    batches = iter_regions(
        network,
        domain,
        batch_size=_BATCH,
        threads=threads,
        progress=heard,
        max_regions=budget.max_regions,
    )
    batch: Partition | None = None
    done = False
    try:
        for batch in batches:
            chunks += batch.chunks
        done = batch is not None and not batch.truncated
    except OutOfTimeError:
        pass
    if batch is None:
        # Not one batch in time: a single region is always found.
        batch = next(iter_regions(network, domain, batch_size=1, threads=threads, max_regions=1))
        chunks, done = list(batch.chunks), not batch.truncated
    return Partition(batch.network, domain, tuple(chunks), batch.stats, not done), done


def _layers(found: Findings) -> list[LayerRow]:
    network = found.network
    rows = []
    for k, (name, units) in enumerate(zip(network.names, network.widths, strict=True)):
        regions = None if found.count is None else found.count.layers[k].regions
        bound = network_info(network.up_to(k), found.domain).upper.best
        rows.append(LayerRow(name, units, regions, bound))
    return rows


def _all_senses(found: Findings, budget: Budget, threads: int | None) -> None:
    part = found.part
    if part is None or part.truncated:
        return
    facets = _in_time(lambda heard: part.facets(threads=threads, progress=heard), budget, "facets")
    if facets is None:
        found.omitted.append(("Counts in every sense, statements of the theory", _time(budget, "facets", "the facets")))
        return
    found.counts = all_counts(found.network, part, facets, own_budget=_OWN_CELLS, threads=threads)


def _theorems(found: Findings, threads: int | None) -> None:
    if found.part is None or found.counts is None:
        return
    if len(found.part) > _THEOREMS_UP_TO:
        why = f"they are checked up to {_THEOREMS_UP_TO:,} regions; the command splinex verify has no limit"
        found.omitted.append(("Statements of the theory", why))
        return
    try:
        found.theorems = verify_theorems(found.network, found.domain, threads=threads)
    except InputError as error:
        found.omitted.append(("Statements of the theory", str(error)))


def _picture(found: Findings, budget: Budget, threads: int | None) -> None:
    network = found.network
    heard = budget.stage(_SHARES["picture"])
    try:
        domain, caption, labels = plane_of(network, found.domain)
        stages = []
        for k in range(len(network.widths)):
            title = "layer 1" if not k else f"layers 1 to {k + 1}"
            stages.append((title, network.up_to(k) if k + 1 < len(network.widths) else network, False))
        if network.n_outputs > 1:
            stages.append(("with the decision", network.with_argmax(), True))
        drawn = []
        for title, net, decision in stages or [("no units", network, False)]:
            part, done = _listed(net, domain, budget, heard, threads)
            if not done:
                raise InputError(f"there are more than {len(part):,} regions to draw")
            drawn.append(Stage(title, part, decision))
        found.picture = Picture(tuple(drawn), domain, caption, labels)
    except (InputError, MemoryLimitError) as error:
        found.omitted.append(("The picture", str(error)))


def _time(budget: Budget, stage: str, what: str) -> str:
    return f"{what} took more than {_SHARES[stage] * budget.seconds:.3g} of {budget.seconds:.3g} s (--seconds)"
