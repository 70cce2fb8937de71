"""``python -m bench.certificates``: size of certificates, and CPU time to find, to prove and to check the regions."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import splinex as sx

from bench import cases
from bench.tables import layout

__all__ = ["main"]

CASES = ("toy", "d2deep", "d3", "arr4x40", "d4", "resonance5")
Answer = TypeVar("Answer")


def main() -> int:
    """Exit code 1 when a certificate is refused, or proves another count."""
    parser = argparse.ArgumentParser(prog="python -m bench.certificates", description=__doc__)
    parser.add_argument("--case", nargs="+", default=CASES, help=f"default: {' '.join(CASES)}")
    rows = [("case", "domain", "regions", "bytes/region", "proofs/region", "find us", "write us", "check us", "count")]
    failed = False
    for name in parser.parse_args().case:
        case = cases.find(name)
        network = case.make()
        for domain, known in case.regions.items():
            row, right = _row(network, case.domain(domain), known)
            rows.append((name, domain, *row))
            failed |= not right
    print(layout(rows, 2))
    return int(failed)


def _row(network: sx.Network, domain: sx.Box | None, known: tuple[int, ...] | None) -> tuple[tuple[str, ...], bool]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proof"
        part, find = _timed(lambda: sx.enumerate_regions(network, domain, threads=1))
        _, write = _timed(lambda: sx.write_certificate(part, path))
        checked, check = _timed(lambda: sx.check_certificate(path, network, domain))
        n, size = len(part), path.stat().st_size
    times = tuple(f"{seconds / n * 1e6:.1f}" for seconds in (find, write, check))
    right = checked.valid and checked.layers == known
    return (f"{n:,}", f"{size / n:.1f}", f"{checked.proofs / n:.2f}", *times, "right" if right else "WRONG"), right


def _timed(call: Callable[[], Answer]) -> tuple[Answer, float]:
    begun = time.process_time()
    return call(), time.process_time() - begun


if __name__ == "__main__":
    raise SystemExit(main())
