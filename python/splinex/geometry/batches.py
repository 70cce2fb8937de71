"""The core, asked about regions with their facets: batch by batch, so that memory is watched and progress is heard."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.geometry.columns import Generators
from splinex.memory import MemoryBudget
from splinex.options import thread_count
from splinex.partitions.facets import Facets, packed_patterns
from splinex.progress import Progress, ProgressOption, reporting
from splinex.ragged import Ragged
from splinex.restriction import core_domain

__all__ = ["exact_generators", "generators", "halfspaces", "starts_of"]

_BATCH = 1 << 16
_Report = Callable[[float, int], object] | None


def starts_of(facets: Facets) -> NDArray[np.int64]:
    """Where the facets of each region start, and where they end: int64 (regions + 1,)."""
    return readonly(np.searchsorted(facets.region, np.arange(len(facets.partition) + 1)))


def halfspaces(facets: Facets, threads: int | None, progress: ProgressOption) -> NDArray[np.float64]:
    """[A | b] of A x <= b for every facet: (m, n_inputs + 1), correctly rounded."""
    n_inputs = facets.partition.network.n_inputs
    found = [np.empty((0, n_inputs + 1))]
    found += _batches(_core.halfspaces, facets, threads, progress, lambda rows: rows.nbytes)
    return readonly(np.concatenate(found))


def generators(
    facets: Facets, threads: int | None, progress: ProgressOption
) -> tuple[Generators, Generators, Generators, NDArray[np.bool_]]:
    """Vertices, rays and lines of every region, and whether balls of any size fit into it."""
    n_inputs = facets.partition.network.n_inputs

    def size(columns: Any) -> int:
        return sum(int(column.nbytes) for kind in columns[:3] for column in kind) + int(columns[3].nbytes)

    found = list(_batches(_core.generators, facets, threads, progress, size))
    kinds = [_joined([columns[kind] for columns in found], n_inputs) for kind in range(3)]
    spacious = np.concatenate([np.empty(0, dtype=np.bool_), *(columns[3] for columns in found)])
    return kinds[0], kinds[1], kinds[2], readonly(spacious)


def exact_generators(facets: Facets, region: int) -> list[list[int]]:
    """Homogeneous integers (w, x) of one region's vertices, rays and lines, in this order; w > 0 for vertices alone."""
    part = facets.partition
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    mine = facets.of(region)
    numbers, _ = _core.exact_generators(
        part.network._exact,
        low,
        high,
        constraints,
        packed_patterns(part[region : region + 1]),
        np.array([len(mine)], dtype=np.int64),
        facets._walls[mine.start : mine.stop],
        report=None,
    )
    width = part.network.n_inputs + 1
    return [numbers[i : i + width] for i in range(0, len(numbers), width)]


def _batches(
    core: Callable[..., Any],
    facets: Facets,
    threads: int | None,
    progress: ProgressOption,
    size: Callable[[Any], int],
) -> Iterator[Any]:
    part = facets.partition
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    packed, starts = packed_patterns(part), starts_of(facets)
    budget = MemoryBudget()
    budget.spend(packed.nbytes)
    begun = time.perf_counter()
    with reporting(progress) as report:
        for first in range(0, len(part), _BATCH):
            last = min(first + _BATCH, len(part))

            def heard(_: float, regions: int, before: int = first) -> None:
                assert report is not None
                done = before + regions
                report(Progress(done / len(part), done, time.perf_counter() - begun))

            found = core(
                part.network._exact,
                low,
                high,
                constraints,
                packed[first:last],
                starts[first + 1 : last + 1] - starts[first],
                facets._walls[starts[first] : starts[last]],
                threads=thread_count(threads),
                report=heard if report else None,
            )
            budget.spend(2 * size(found))  # once more when they are joined
            yield found
        if report:
            report(Progress(1.0, len(part), time.perf_counter() - begun))


def _joined(batches: list[Any], n_inputs: int) -> Generators:
    """Columns of the core, (values, ends of regions, ends in `on`, on) of each batch, as one."""
    values = np.concatenate([np.empty((0, n_inputs)), *(batch[0] for batch in batches)])
    on = np.concatenate([np.empty(0, dtype=np.int32), *(batch[3] for batch in batches)])
    starts = _starts([batch[1] for batch in batches])
    return Generators(readonly(values), starts, Ragged(readonly(on), _starts([batch[2] for batch in batches])))


def _starts(ends: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    counts = [np.diff(of_batch, prepend=0) for of_batch in ends]
    return readonly(np.concatenate([[0], np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *counts]))]))
