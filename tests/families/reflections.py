"""Reflection arrangements: as many regions as the Weyl group has elements."""

from __future__ import annotations

from itertools import combinations, product

from .arrangement import Arrangement, axis, central


def _differences(n: int) -> list[tuple[int, ...]]:
    return [axis(n, {i: 1, j: -1}) for i, j in combinations(range(n), 2)]


def _sums(n: int) -> list[tuple[int, ...]]:
    return [axis(n, {i: 1, j: 1}) for i, j in combinations(range(n), 2)]


def braid(n: int) -> Arrangement:
    return central(_differences(n))


def type_b(n: int) -> Arrangement:
    return central([*_differences(n), *_sums(n), *(axis(n, {i: 1}) for i in range(n))])


def type_d(n: int) -> Arrangement:
    return central([*_differences(n), *_sums(n)])


def f4() -> Arrangement:
    """B_4 and the eight (1, ±1, ±1, ±1): 24 hyperplanes."""
    return central([*type_b(4).normals, *((1, *signs) for signs in product((1, -1), repeat=3))])


def g2() -> Arrangement:
    """Six planes of R^3 through the line (1, 1, 1)."""
    return central([*_differences(3), (2, -1, -1), (-1, 2, -1), (-1, -1, 2)])
