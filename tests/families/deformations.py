"""Deformations of the braid arrangement: x_i - x_j = some offsets. All have lineality: no cell has a vertex."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, permutations

from .arrangement import Arrangement, affine, axis


def _deformation(n: int, pairs: Iterable[tuple[int, int]], offsets: Callable[[int, int], Iterable[int]]) -> Arrangement:
    return affine((axis(n, {i: 1, j: -1}), -offset) for i, j in pairs for offset in offsets(i, j))


def shi(n: int) -> Arrangement:
    return _deformation(n, combinations(range(n), 2), lambda i, j: (0, 1))


def extended_shi(n: int) -> Arrangement:
    return _deformation(n, combinations(range(n), 2), lambda i, j: (-1, 0, 1, 2))


def catalan(n: int, reach: int = 1) -> Arrangement:
    return _deformation(n, combinations(range(n), 2), lambda i, j: range(-reach, reach + 1))


def linial(n: int) -> Arrangement:
    return _deformation(n, combinations(range(n), 2), lambda i, j: (1,))


def semiorder(n: int) -> Arrangement:
    return _deformation(n, combinations(range(n), 2), lambda i, j: (-1, 1))


def interval_orders(n: int) -> Arrangement:
    """x_i - x_j = l_i for all i != j: powers of 16 are generic lengths."""
    return _deformation(n, permutations(range(n), 2), lambda i, j: (16**i,))


def labelled_forests(n: int) -> Arrangement:
    """x_i - x_j = a_ij with generic offsets: distinct powers of 3 satisfy no signed sum over a cycle."""
    order = {pair: k for k, pair in enumerate(combinations(range(n), 2))}
    return _deformation(n, order, lambda i, j: (3 ** order[i, j],))


def graphical(n: int, edges: Iterable[tuple[int, int]]) -> Arrangement:
    return _deformation(n, edges, lambda i, j: (0,))


def cycle_graph(n: int) -> list[tuple[int, int]]:
    return [(i, (i + 1) % n) for i in range(n)]
