"""Graphical arrangements: x_i = x_j for the edges of a graph; as many regions as it has acyclic orientations."""

from collections.abc import Iterable

from splinex.zoo.arrangements import Row, axis, central, family
from splinex.zoo.combinatorics import complete_bipartite_orientations

__all__ = ["FAMILIES"]


def _graphical(n: int, edges: Iterable[tuple[int, int]]) -> list[Row]:
    return central(axis(n, {i: 1, j: -1}) for i, j in edges)


_STANLEY = "Stanley 1973, Acyclic orientations of graphs"

FAMILIES = [
    family(
        "cycle",
        "x_i = x_j for the edges of the cycle of {n} vertices",
        lambda n: _graphical(n, ((i, (i + 1) % n) for i in range(n))),
        lambda n: 2**n - 2,
        limits=((3, 60),),
        listed=(3, 5, 7),
        how="2^n - 2",
        reference=_STANLEY,
    ),
    family(
        "path",
        "x_i = x_j for the edges of the path of {n} vertices",
        lambda n: _graphical(n, ((i, i + 1) for i in range(n - 1))),
        lambda n: int(2 ** (n - 1)),
        listed=(3, 5, 7),
        how="2^(n-1), as for every tree",
        reference=_STANLEY,
    ),
    family(
        "star",
        "x_i = x_j for the edges of the star of {n} vertices",
        lambda n: _graphical(n, ((0, i) for i in range(1, n))),
        lambda n: int(2 ** (n - 1)),
        listed=(3, 5, 7),
        how="2^(n-1), as for every tree",
        reference=_STANLEY,
    ),
    family(
        "bipartite",
        "x_i = y_j in R^({p}+{q}): the edges of the complete bipartite graph",
        lambda p, q: _graphical(p + q, ((i, p + j) for i in range(p) for j in range(q))),
        complete_bipartite_orientations,
        form="-{p}-{q}",
        limits=((1, 30), (1, 30)),
        listed=[(2, 2), (2, 3), (3, 3), (3, 4)],
        how="sum_k (k!)^2 S(p+1,k+1) S(q+1,k+1)",
        reference="Cameron, Glass and Schumacher, Acyclic orientations and poly-Bernoulli numbers, arXiv 1412.3685",
    ),
]
