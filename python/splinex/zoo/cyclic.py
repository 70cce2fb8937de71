"""Hyperplanes in general position, on the moment curve."""

from splinex.zoo.arrangements import Row, central, family
from splinex.zoo.combinatorics import centred_generic, generic

__all__ = ["FAMILIES"]


def cyclic(dimension: int, hyperplanes: int) -> list[Row]:
    return [
        (tuple(t**k for k in range(dimension)), t**dimension) for t in range(1, hyperplanes + 1)
    ]  # normals (1, t, .., t^(d-1)), constant t^d


def cyclic_central(dimension: int, hyperplanes: int) -> list[Row]:
    return central(tuple(t**k for k in range(dimension)) for t in range(1, hyperplanes + 1))


FAMILIES = [
    family(
        "cyclic",
        "{m} hyperplanes <(1, t, .., t^(d-1)), x> + t^d = 0 in R^{d}, t = 1..{m}: in general position",
        cyclic,
        lambda d, m: generic(m, d),
        form="-{d}-{m}",
        limits=((1, 6), (1, 200)),
        listed=[(2, 20), *((3, m) for m in range(1, 8)), (4, 12)],
        how="sum_(i<=d) C(m,i)",
        reference="Zaslavsky 1975, Facing up to arrangements",
    ),
    family(
        "cyclic-central",
        "{m} hyperplanes <(1, t, .., t^(d-1)), x> = 0 in R^{d}, t = 1..{m}",
        cyclic_central,
        lambda d, m: centred_generic(m, d),
        form="-{d}-{m}",
        limits=((1, 7), (1, 200)),
        listed=[(3, m) for m in range(1, 8)],
        how="2 sum_(i<d) C(m-1,i)",
        reference="Zaslavsky 1975, Facing up to arrangements",
    ),
]
