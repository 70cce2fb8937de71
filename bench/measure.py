"""One measurement in a process of its own: ``python -m bench.measure CASE DOMAIN OPERATION THREADS ARITHMETIC SECONDS``."""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

import splinex as sx

from bench.calibration import calibrated, calibration_ns
from bench.cases import find
from bench.clock import least
from bench.environment import environment, peak_rss
from bench.resident import ResidentMemory

__all__ = ["OPERATIONS", "figures", "measure"]

Domain = sx.Box | None


def count(network: sx.Network, where: Domain, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Regions after each layer."""
    result = sx.count_regions(network, where, threads=threads, arithmetic=arithmetic)
    return [layer.regions for layer in result.layers], result.stats


def enumerate_(network: sx.Network, where: Domain, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Regions after the last layer, each handed over and dropped."""
    total = 0
    for batch in sx.iter_regions(network, where, threads=threads, arithmetic=arithmetic):
        total += len(batch)
        stats = batch.stats
    return [total], stats


@cache
def listed(network: sx.Network, where: Domain, threads: int, arithmetic: str) -> sx.Partition:
    """What `facets` starts from, which is not measured: only the first call takes time."""
    return sx.enumerate_regions(network, where, threads=threads, arithmetic=arithmetic)


def facets(network: sx.Network, where: Domain, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Facets and neighbours of regions that are listed; each facet inside the domain has two."""
    part = listed(network, where, threads, arithmetic)
    found = part.facets(threads=threads)
    complete = bool(found.on_boundary[found.opposite() < 0].all())
    return [len(part) if complete else -1], part.stats


def write(network: sx.Network, where: Domain, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Regions written to a folder of Parquet files while they are found, and opened."""
    with tempfile.TemporaryDirectory() as folder:
        part = sx.enumerate_regions(network, where, threads=threads, arithmetic=arithmetic, out=f"{folder}/regions")
        return [len(part)], part.stats


OPERATIONS: dict[str, Callable[[sx.Network, Domain, int, str], tuple[list[int], sx.Stats]]] = {
    "count": count,
    "enumerate": enumerate_,
    "facets": facets,
    "write": write,
}


def measure(name: str, where: str, operation: str, threads: int, arithmetic: str, seconds: float) -> dict[str, Any]:
    """Run a case, again and again if it is short, check its counts, and describe the run.

    The fixed cost of a call, that of a network with one unit, is measured in the same process and subtracted from the figures
    per region.
    """
    case = find(name)
    network, domain = case.make(), case.domain(where)
    run = OPERATIONS[operation]
    trivial = sx.Network.from_layers([([[1.0]], [0.5]), ([[1.0]], [0.0])])
    kernel = [calibration_ns()]
    interval = None if domain is None else sx.Box(-1, 1)
    call = least(lambda: run(trivial, interval, threads, arithmetic), min(seconds, 0.1))
    if operation == "facets":
        listed(network, domain, threads, arithmetic)
    start_rss = peak_rss()
    with ResidentMemory() as memory:
        timing = least(lambda: run(network, domain, threads, arithmetic), seconds)
    end_rss = peak_rss()
    kernel.append(calibration_ns())
    found, stats = timing.answer
    expected = case.regions[where]
    return {
        "case": name,
        "group": case.group,
        "domain": where,
        "operation": operation,
        "arithmetic": arithmetic,
        "threads": threads,
        "regions": found[-1],
        "layers": found,
        "correct": None if expected is None else found == list(expected[-len(found) :]),
        **figures(found[-1], timing.cpu_ns, timing.wall_ns, call.cpu_ns, call.wall_ns, min(kernel)),
        "repeats": timing.repeats,
        "calibration_ns": kernel,
        "start_rss_mb": start_rss,
        "peak_rss_mb": end_rss,
        "rss_mb": memory.megabytes,
        "stats": asdict(stats),
        **environment(),
    }


def figures(regions: int, cpu: int, wall: int, call_cpu: int, call_wall: int, kernel: int) -> dict[str, float]:
    """Times of a whole call, its fixed cost, and what is left for each region."""
    per_region = max(cpu - call_cpu, 0) / max(regions, 1)
    return {
        "cpu_ns": cpu,
        "wall_ns": wall,
        "call_us": round(call_cpu / 1e3, 1),
        "cpu_ns_per_region": round(per_region, 1),
        "wall_ns_per_region": round(max(wall - call_wall, 0) / max(regions, 1), 1),
        "calibrated_ns_per_region": round(calibrated(per_region, kernel), 1),
    }


if __name__ == "__main__":
    name, where, operation, threads, arithmetic, seconds = sys.argv[1:]
    print(json.dumps(measure(name, where, operation, int(threads), arithmetic, float(seconds))))
