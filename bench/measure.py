"""One measurement in a process of its own: ``python -m bench.measure CASE DOMAIN OPERATION THREADS ARITHMETIC``."""

import json
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import splinex as sx
from splinex import _core

from bench.cases import CASES, domain

__all__ = ["OPERATIONS", "measure"]


def count(network: sx.Network, where: sx.Box | None, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Regions after each layer."""
    result = sx.count_regions(network, where, threads=threads, arithmetic=arithmetic)
    return [layer.regions for layer in result.layers], result.stats


def enumerate_(network: sx.Network, where: sx.Box | None, threads: int, arithmetic: str) -> tuple[list[int], sx.Stats]:
    """Regions after the last layer, each handed over and dropped."""
    total = 0
    for batch in sx.iter_regions(network, where, threads=threads, arithmetic=arithmetic):
        total += len(batch)
        stats = batch.stats
    return [total], stats


OPERATIONS: dict[str, Callable[[sx.Network, sx.Box | None, int, str], tuple[list[int], sx.Stats]]] = {
    "count": count,
    "enumerate": enumerate_,
}


def measure(case: str, where: str, operation: str, threads: int, arithmetic: str) -> dict[str, Any]:
    """Run a case once, check its counts, and describe the run."""
    network = CASES[case].make()
    expected = list(CASES[case].regions[where])
    start_rss = peak_rss()
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    found, stats = OPERATIONS[operation](network, domain(where), threads, arithmetic)
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    return {
        "case": case,
        "domain": where,
        "operation": operation,
        "arithmetic": arithmetic,
        "threads": threads,
        "regions": found[-1],
        "layers": found,
        "correct": found == expected[-len(found) :],
        "cpu_ns_per_region": round(cpu / found[-1], 1),
        "wall_ns_per_region": round(wall / found[-1], 1),
        "start_rss_mb": start_rss,
        "peak_rss_mb": peak_rss(),
        "stats": asdict(stats),
        **environment(),
    }


def peak_rss() -> float:
    """Largest resident memory of this process so far, in MB."""
    # Not getrusage: its maximum starts at that of the process that forked this one.
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def environment() -> dict[str, str]:
    """Machine, compiler, commit and versions."""
    return {
        "machine": _processor(),
        "compiler": _compiler(),
        "commit": _git("describe", "--always", "--dirty"),
        "splinex": sx.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _compiler() -> str:
    """What the compiler wrote into the extension module."""
    found = re.search(rb"(GCC: \([^)]*\) [0-9.]+|clang version [0-9.]+)", Path(str(_core.__file__)).read_bytes())
    return found[0].decode() if found else "unknown"


def _git(*arguments: str) -> str:
    result = subprocess.run(["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return result.stdout.strip() or "unknown"


if __name__ == "__main__":
    case, where, operation, threads, arithmetic = sys.argv[1:]
    print(json.dumps(measure(case, where, operation, int(threads), arithmetic)))
