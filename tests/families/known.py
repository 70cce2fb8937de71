"""Every arrangement of THEORY 5.8 with its number of regions, as far as tests can afford."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from . import deformations as deform
from . import reflections, zero_one_normals
from .arrangement import Arrangement


@dataclass(frozen=True)
class Known:
    name: str
    arrangement: Arrangement
    regions: int


def known_arrangements(limit: int) -> list[Known]:
    """Those with at most that many regions."""
    return [known for known in _all() if known.regions <= limit]


def _sequence(
    name: str, family: Callable[[int], Arrangement], first: int, counts: Sequence[int], stop: int
) -> Iterator[Known]:
    for n, regions in enumerate(counts, start=first):
        if n <= stop:
            yield Known(f"{name} {n}", family(n), regions)


def _all() -> Iterator[Known]:
    yield from _sequence("coordinate", zero_one_normals.coordinate, 1, [2, 4, 8, 16, 32, 64, 128, 256], 8)
    yield from (
        Known(f"grid {p}x{q}", zero_one_normals.grid(p, q), (p + 1) * (q + 1)) for p, q in [(1, 1), (3, 2), (7, 9)]
    )
    yield from _sequence("braid", reflections.braid, 2, [2, 6, 24, 120, 720], 6)
    yield from _sequence("B", reflections.type_b, 2, [8, 48, 384, 3840, 46080], 6)
    yield from _sequence("D", reflections.type_d, 2, [4, 24, 192, 1920, 23040], 6)
    yield Known("F4", reflections.f4(), 1152)
    yield Known("G2", reflections.g2(), 12)
    yield from _sequence("Shi", deform.shi, 2, [3, 16, 125, 1296], 5)
    yield from _sequence("extended Shi", deform.extended_shi, 2, [5, 49, 729], 4)
    yield from _sequence("Catalan", deform.catalan, 2, [4, 30, 336, 5040], 5)
    yield from _sequence("Catalan 0,±1,±2", lambda n: deform.catalan(n, 2), 2, [6, 72, 1320], 4)
    yield from _sequence("Linial", deform.linial, 2, [2, 7, 36, 246, 2104], 6)
    yield from _sequence("semiorder", deform.semiorder, 2, [3, 19, 183, 2371], 5)
    yield from _sequence("interval orders", deform.interval_orders, 2, [3, 19, 195, 2831], 5)
    yield from _sequence("labelled forests", deform.labelled_forests, 2, [2, 7, 38, 291], 5)
    for n in (3, 5, 7):
        yield Known(f"cycle graph {n}", deform.graphical(n, deform.cycle_graph(n)), 2**n - 2)
        yield Known(f"path graph {n}", deform.graphical(n, [(i, i + 1) for i in range(n - 1)]), 2 ** (n - 1))
        yield Known(f"star graph {n}", deform.graphical(n, [(0, i) for i in range(1, n)]), 2 ** (n - 1))
    yield from _sequence("threshold graphs", zero_one_normals.threshold_graphs, 2, [2, 8, 46, 332, 2874], 6)
    yield from _sequence("resonance", zero_one_normals.resonance, 1, [2, 6, 32, 370, 11292, 1066044], 6)
    yield from _sequence(
        "threshold functions", zero_one_normals.threshold_functions, 0, [2, 4, 14, 104, 1882, 94572], 5
    )
    yield from _sequence(
        "cyclic affine", lambda n: zero_one_normals.cyclic_affine(n, 3), 1, [2, 4, 8, 15, 26, 42, 64], 7
    )
    yield from _sequence(
        "cyclic central", lambda n: zero_one_normals.cyclic_central(n, 3), 1, [2, 4, 8, 14, 22, 32, 44], 7
    )
