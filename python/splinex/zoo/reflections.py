"""Reflection arrangements: as many regions as the Weyl group has elements."""

from itertools import combinations, product
from math import factorial

from splinex.zoo.arrangements import Row, axis, central, family, single

__all__ = ["FAMILIES"]


def _differences(n: int) -> list[tuple[int, ...]]:
    return [axis(n, {i: 1, j: -1}) for i, j in combinations(range(n), 2)]


def _sums(n: int) -> list[tuple[int, ...]]:
    return [axis(n, {i: 1, j: 1}) for i, j in combinations(range(n), 2)]


def braid(n: int) -> list[Row]:
    return central(_differences(n))


def type_b(n: int) -> list[Row]:
    return central([*_differences(n), *_sums(n), *(axis(n, {i: 1}) for i in range(n))])


def type_d(n: int) -> list[Row]:
    return central([*_differences(n), *_sums(n)])


def f4() -> list[Row]:
    """B_4 and the eight (1, ±1, ±1, ±1): 24 hyperplanes."""
    return [*type_b(4), *central((1, *signs) for signs in product((1, -1), repeat=3))]


def g2() -> list[Row]:
    """Six planes of R^3 through the line (1, 1, 1)."""
    return central([*_differences(3), (2, -1, -1), (-1, 2, -1), (-1, -1, 2)])


_WEYL = "the order of the Weyl group; Zaslavsky 1975"

FAMILIES = [
    family(
        "braid",
        "x_i = x_j in R^{n}: the normal fan of the permutohedron; no cell has a vertex",
        braid,
        factorial,
        listed=range(2, 8),
        how="n!",
        reference=f"{_WEYL}; A000142",
    ),
    family(
        "type-b",
        "x_i = ±x_j and x_i = 0 in R^{n}",
        type_b,
        lambda n: 2**n * factorial(n),
        listed=range(2, 8),
        how="2^n n!",
        reference=f"{_WEYL}; A000165",
    ),
    family(
        "type-d",
        "x_i = ±x_j in R^{n}",
        type_d,
        lambda n: 2 ** (n - 1) * factorial(n),
        listed=range(2, 7),
        how="2^(n-1) n!",
        reference=f"{_WEYL}; A002866",
    ),
    single("f4", "the 24 reflections of F_4 in R^4", f4, 1152, how="the order of the Weyl group", reference=_WEYL),
    single(
        "g2", "the 6 reflections of G_2 as planes of R^3", g2, 12, how="the order of the Weyl group", reference=_WEYL
    ),
]
