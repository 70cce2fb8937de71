"""The formulas that count arrangements."""

from functools import cache
from math import comb, factorial, prod

__all__ = [
    "bounded_linial",
    "centred_generic",
    "complete_bipartite_orientations",
    "fubini",
    "fuss_catalan_orders",
    "generic",
    "labelled_forests",
    "linial",
    "maxout_regions",
    "semiorders",
    "stirling",
    "threshold_graphs",
]


def generic(hyperplanes: int, dimension: int) -> int:
    """Regions of hyperplanes in general position: the sum of C(m, i) for i up to d."""
    return sum(comb(hyperplanes, i) for i in range(dimension + 1))


def centred_generic(hyperplanes: int, dimension: int) -> int:
    """Regions when they all pass through the origin and are otherwise in general position; at least one of each."""
    return 2 * sum(comb(hyperplanes - 1, i) for i in range(dimension))


def fuss_catalan_orders(n: int, reach: int) -> int:
    """n! times the Fuss-Catalan number: (mn + 2) (mn + 3) ... (mn + n)."""
    return prod(reach * n + i for i in range(2, n + 1))


def linial(n: int) -> int:
    """2^(-n) times the sum of C(n, k) (k + 1)^(n - 1)."""
    return int(sum(comb(n, k) * (k + 1) ** (n - 1) for k in range(n + 1)) // 2**n)


def bounded_linial(n: int) -> int:
    """2^(-n) times the sum of C(n, k) (k - 1)^(n - 1), for n >= 2."""
    return int(sum(comb(n, k) * (k - 1) ** (n - 1) for k in range(n + 1)) // 2**n)


@cache
def stirling(n: int, k: int) -> int:
    """Partitions of n things into k blocks."""
    if n == 0 or k == 0:
        return int(n == k)
    return k * stirling(n - 1, k) + stirling(n - 1, k - 1)


def fubini(n: int) -> int:
    """Ordered partitions of n things."""
    return sum(factorial(k) * stirling(n, k) for k in range(n + 1))


def semiorders(n: int) -> int:
    """Semiorders on n labelled points: the sum of (-1)^(n - k) k! S(n, k) Cat_k."""
    catalan = [comb(2 * k, k) // (k + 1) for k in range(n + 1)]
    return int(sum((-1) ** (n - k) * factorial(k) * stirling(n, k) * catalan[k] for k in range(n + 1)))


def threshold_graphs(n: int) -> int:
    """Threshold graphs on n >= 2 labelled vertices: 2 F(n) - 2 n F(n - 1) with the Fubini numbers F."""
    return 2 * fubini(n) - 2 * n * fubini(n - 1)


@cache
def labelled_forests(n: int) -> int:
    """Forests on n labelled vertices, by the tree of the first vertex, of which there are k^(k - 2) on k vertices."""
    if n == 0:
        return 1
    return sum(comb(n - 1, k - 1) * (k ** (k - 2) if k > 2 else 1) * labelled_forests(n - k) for k in range(1, n + 1))


def complete_bipartite_orientations(p: int, q: int) -> int:
    """Acyclic orientations of K_{p,q}: the sum of (k!)^2 S(p + 1, k + 1) S(q + 1, k + 1)."""
    return sum(factorial(k) ** 2 * stirling(p + 1, k + 1) * stirling(q + 1, k + 1) for k in range(min(p, q) + 1))


def maxout_regions(inputs: int, units: int, rank: int) -> int:
    """The most regions of m maxout units of rank k: the sum of C(m, i) (k - 1)^i for i up to d."""
    return int(sum(comb(units, i) * (rank - 1) ** i for i in range(min(inputs, units) + 1)))
