"""Deformations of the braid arrangement: x_i - x_j = some offsets. All have lineality: no cell has a vertex."""

from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from math import comb, factorial

from splinex.zoo import combinatorics as counts
from splinex.zoo.arrangements import Row, axis, family

__all__ = ["FAMILIES"]

Pairs = Iterable[tuple[int, int]]


def _offsets(n: int, pairs: Pairs, offsets: Callable[[int, int], Iterable[int]]) -> list[Row]:
    return [(axis(n, {i: 1, j: -1}), -offset) for i, j in pairs for offset in offsets(i, j)]


def _same_offsets(n: int, offsets: Iterable[int]) -> list[Row]:
    chosen = tuple(offsets)
    return _offsets(n, combinations(range(n), 2), lambda i, j: chosen)


def interval_orders(n: int) -> list[Row]:
    """Powers of 16 are generic lengths."""
    return _offsets(n, permutations(range(n), 2), lambda i, j: (16**i,))


def forests(n: int) -> list[Row]:
    """Distinct powers of 3 satisfy no signed sum over a cycle."""
    order = {pair: k for k, pair in enumerate(combinations(range(n), 2))}
    return _offsets(n, order, lambda i, j: (3 ** order[i, j],))


_STANLEY = "Stanley 1996, Hyperplane arrangements, interval orders, and trees"
_ATHANASIADIS = "Athanasiadis 1996, Characteristic polynomials of subspace arrangements and finite fields"
_INTERVAL_ORDERS = {2: 3, 3: 19, 4: 195, 5: 2831}

FAMILIES = [
    family(
        "shi",
        "x_i - x_j = 0, 1 for i < j in R^{n}",
        lambda n: _same_offsets(n, (0, 1)),
        lambda n: (n + 1) ** (n - 1),
        bounded=lambda n: (n - 1) ** (n - 1),
        listed=range(2, 8),
        how="(n+1)^(n-1)",
        reference="Shi 1986, The Kazhdan-Lusztig cells in certain affine Weyl groups; A000272",
    ),
    family(
        "extended-shi",
        "x_i - x_j = 1-{m}..{m} for i < j in R^{n}",
        lambda m, n: _same_offsets(n, range(1 - m, m + 1)),
        lambda m, n: (m * n + 1) ** (n - 1),
        form="-{m}-{n}",
        limits=((1, 20), (2, 60)),
        listed=[(2, n) for n in range(2, 6)],
        how="(m n + 1)^(n-1)",
        reference=_STANLEY,
    ),
    family(
        "catalan",
        "x_i - x_j = -1, 0, 1 for i < j in R^{n}",
        lambda n: _same_offsets(n, (-1, 0, 1)),
        lambda n: counts.fuss_catalan_orders(n, 1),
        bounded=lambda n: factorial(n) * comb(2 * n - 2, n - 1) // n,
        listed=range(2, 7),
        how="n! Cat_n",
        reference=_STANLEY,
    ),
    family(
        "extended-catalan",
        "x_i - x_j = -{m}..{m} for i < j in R^{n}",
        lambda m, n: _same_offsets(n, range(-m, m + 1)),
        lambda m, n: counts.fuss_catalan_orders(n, m),
        form="-{m}-{n}",
        limits=((1, 20), (2, 60)),
        listed=[(2, n) for n in range(2, 6)],
        how="(m n + 2) (m n + 3) ... (m n + n)",
        reference=_ATHANASIADIS,
    ),
    family(
        "linial",
        "x_i - x_j = 1 for i < j in R^{n}",
        lambda n: _same_offsets(n, (1,)),
        counts.linial,
        bounded=counts.bounded_linial,
        listed=range(2, 8),
        how="2^(-n) sum_k C(n,k) (k+1)^(n-1)",
        reference="Postnikov and Stanley 2000, Deformations of Coxeter hyperplane arrangements; A007889, A283828",
    ),
    family(
        "semiorder",
        "x_i - x_j = -1, 1 for i < j in R^{n}",
        lambda n: _same_offsets(n, (-1, 1)),
        counts.semiorders,
        listed=range(2, 7),
        how="sum_k (-1)^(n-k) k! S(n,k) Cat_k",
        reference=f"labelled semiorders: {_STANLEY}; A006531",
    ),
    family(
        "interval-orders",
        "x_i - x_j = l_i for i != j in R^{n}, generic lengths l_i = 16^i",
        interval_orders,
        _INTERVAL_ORDERS,
        listed=range(2, 6),
        how="table",
        reference=f"labelled interval orders of generic lengths: {_STANLEY}",
    ),
    family(
        "forests",
        "x_i - x_j = a_ij for i < j in R^{n}, generic a_ij: distinct powers of 3",
        forests,
        counts.labelled_forests,
        limits=((2, 9),),
        listed=range(2, 7),
        how="labelled forests, by recursion",
        reference=f"{_STANLEY}; A001858",
    ),
]
