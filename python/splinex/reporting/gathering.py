"""The searches behind a report, each within its share of the time."""

from splinex.count_all import all_counts
from splinex.counting import count_regions
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError, MemoryLimitError
from splinex.info import network_info
from splinex.measures.measure import measure
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.reporting.budget import Budget, OutOfTimeError
from splinex.reporting.findings import Findings, LayerRow, Picture, Stage
from splinex.reporting.planes import plane_of
from splinex.theorems import verify_theorems

__all__ = ["gather"]

_OWN_CELLS = 2_000
_FEW = 2_000
_WORK = 10_000
"""Regions times outputs."""
_ALL = "Counts in every sense, statements of the theory"


def gather(network: Network, domain: Domain, budget: Budget, threads: int | None) -> Findings:
    """Everything a report holds.

    Raises
    ------
    InputError
        For an empty domain, or one of another dimension.
    """
    info = network_info(network, domain)
    stage = budget.stage(0.35)
    count = count_regions(network, domain, threads=threads, progress=stage.heard, max_seconds=stage.seconds)
    found = Findings(network, domain, info, count)
    if count.truncated:
        found.omitted.append(("The number of all regions", f"counting took more than {stage}"))
    found.layers = _layers(found)
    _list(found, budget, threads)
    _all_senses(found, budget, threads)
    _theorems(found, threads)
    _measures(found, budget, threads)
    _picture(found, budget, threads)
    budget.close(count.total)
    return found


def _layers(found: Findings) -> list[LayerRow]:
    rows = []
    for k, layer in enumerate(found.count.layers):
        bound = network_info(found.network.up_to(k), found.domain).upper.best
        rows.append(LayerRow(layer.name, layer.units, max(layer.regions, 1), found.count.truncated, bound))
    return rows


def _list(found: Findings, budget: Budget, threads: int | None) -> None:
    """All regions, if they are few."""
    if found.count.truncated:
        found.omitted.append((_ALL, "all regions must be listed for them"))
    elif found.count.total > budget.max_regions:
        few = f"the {budget.max_regions:,} that are listed (max_regions)"
        found.omitted.append((_ALL, f"{found.count.total:,} regions are more than {few}"))
    else:
        try:
            found.part = _listed(found.network, found.domain, budget, 0.15, threads)
        except InputError as error:
            found.omitted.append((_ALL, str(error)))


def _listed(network: Network, domain: Domain, budget: Budget, share: float, threads: int | None) -> Partition:
    """All regions.

    Raises
    ------
    InputError
        When there are too many, or there is no time for them.
    """
    stage = budget.stage(share)
    part = enumerate_regions(
        *(network, domain),
        threads=threads,
        progress=stage.heard,
        max_regions=budget.max_regions,
        max_seconds=stage.seconds,
    )
    if part.truncated:
        more = len(part) == budget.max_regions
        raise InputError(f"there are more than {len(part):,} regions" if more else f"listing took more than {stage}")
    return part


def _all_senses(found: Findings, budget: Budget, threads: int | None) -> None:
    if found.part is None:
        return
    stage = budget.stage(0.15)
    try:
        facets = found.part.facets(threads=threads, progress=stage.interrupting)
    except OutOfTimeError:
        found.omitted.append((_ALL, f"finding the facets took more than {stage}"))
        return
    found.counts = all_counts(found.network, found.part, facets, own_budget=_OWN_CELLS, threads=threads)


def _theorems(found: Findings, threads: int | None) -> None:
    if found.part is None or found.counts is None:
        return
    if len(found.part) > _FEW or len(found.part) * found.network.n_outputs > _WORK:
        limits = f"{_FEW:,} regions, and {_WORK:,} pairs of a region and an output"
        why = f"they are checked up to {limits}; the command splinex verify has no limit"
        found.omitted.append(("Statements of the theory", why))
        return
    try:
        found.theorems = verify_theorems(found.network, found.domain, threads=threads)
    except InputError as error:
        found.omitted.append(("Statements of the theory", str(error)))


def _measures(found: Findings, budget: Budget, threads: int | None) -> None:
    if found.part is None or found.counts is None:
        return
    what = "Measures: slopes, volumes, neighbours, ranges of the outputs"
    if len(found.part) > _FEW or len(found.part) * found.network.n_outputs > _WORK:
        limits = f"{_FEW:,} regions, and {_WORK:,} pairs of a region and an output"
        why = f"they are taken up to {limits}; the command splinex measure has no limit"
        found.omitted.append((what, why))
        return
    stage = budget.stage(0.15)
    try:
        found.measures = measure(found.network, found.domain, threads=threads, progress=stage.interrupting)
    except OutOfTimeError:
        found.omitted.append((what, f"they took more than {stage}"))
    except (InputError, MemoryLimitError) as error:
        found.omitted.append((what, str(error)))


def _picture(found: Findings, budget: Budget, threads: int | None) -> None:
    network = found.network
    try:
        domain, caption, labels = plane_of(network, found.domain)
        nets = [(_title(k), network.up_to(k), False) for k in range(len(network.widths) - 1)]
        nets.append((_title(len(network.widths) - 1), network, False))
        if network.n_outputs > 1:
            nets.append(("with the decision", network.with_argmax(), True))
        share = 0.2 / len(nets)
        stages = [Stage(title, _listed(net, domain, budget, share, threads), decision) for title, net, decision in nets]
        found.picture = Picture(tuple(stages), domain, caption, labels)
    except (InputError, MemoryLimitError) as error:
        found.omitted.append(("The picture", str(error)))


def _title(layer: int) -> str:
    if layer < 0:
        return "no units"
    return "layer 1" if not layer else f"layers 1 to {layer + 1}"
