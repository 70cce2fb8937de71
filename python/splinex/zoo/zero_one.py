"""Arrangements whose normals are 0/1 vectors."""

from itertools import combinations, product

from splinex.zoo.arrangements import Row, axis, central, family
from splinex.zoo.combinatorics import threshold_graphs

__all__ = ["FAMILIES"]


def coordinate(n: int) -> list[Row]:
    return central(axis(n, {i: 1}) for i in range(n))


def grid(p: int, q: int) -> list[Row]:
    """p vertical and q horizontal lines."""
    return [*(((1, 0), -k) for k in range(p)), *(((0, 1), -k) for k in range(q))]


def sums_of_two(n: int) -> list[Row]:
    return central(axis(n, {i: 1, j: 1}) for i, j in combinations(range(n), 2))


def resonance(n: int) -> list[Row]:
    return central(normal for normal in product((0, 1), repeat=n) if any(normal))


def threshold(n: int) -> list[Row]:
    return central((1, *x) for x in product((0, 1), repeat=n))


_RESONANCE = [2, 6, 32, 370, 11292, 1066044, 347326352, 419172756930, 1955230985997140]
_THRESHOLD = [2, 4, 14, 104, 1882, 94572, 15028134, 8378070864, 17561539552946, 144130531453121108]

FAMILIES = [
    family(
        "coordinate",
        "x_i = 0 in R^{n}",
        coordinate,
        lambda n: int(2**n),
        limits=((1, 62),),
        listed=range(1, 9),
        how="2^n",
        reference="orthants",
    ),
    family(
        "grid",
        "{p} vertical and {q} horizontal lines",
        grid,
        lambda p, q: (p + 1) * (q + 1),
        form="-{p}x{q}",
        limits=((1, 10_000), (1, 10_000)),
        listed=[(1, 1), (3, 2), (7, 9)],
        how="(p+1) (q+1)",
        reference="rectangles",
    ),
    family(
        "threshold-graphs",
        "x_i + x_j = 0 for i < j in R^{n}",
        sums_of_two,
        threshold_graphs,
        listed=range(2, 8),
        how="2 F(n) - 2 n F(n-1), F Fubini numbers",
        reference="labelled threshold graphs: Stanley 2007, An introduction to hyperplane arrangements; A005840",
    ),
    family(
        "resonance",
        "sum of x_i over S = 0 for all non-empty S, in R^{n}",
        resonance,
        dict(enumerate(_RESONANCE, start=1)),
        listed=range(1, 8),
        how="table",
        reference="A034997; A344494 for n = 8, 9",
    ),
    family(
        "threshold",
        "v_0 + sum of v_i x_i = 0 for all x in {{0,1}}^{n}: the threshold functions of {n} variables",
        threshold,
        dict(enumerate(_THRESHOLD)),
        listed=range(7),
        how="table",
        reference="A000609; Muroga, Tsuboi and Baugh 1970, Enumeration of threshold functions of eight variables",
    ),
]
