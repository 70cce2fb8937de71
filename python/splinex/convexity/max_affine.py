"""A convex output as the maximum of its distinct affine pieces."""

import math

from splinex.convexity.output_maps import output_maps
from splinex.exact import AffineMap, RationalRow
from splinex.partitions.partition import Partition

__all__ = ["max_affine_form"]


def max_affine_form(part: Partition, output: int) -> AffineMap:
    """The distinct maps of an output over all regions, checked to dominate each other nowhere but where they hold.

    For a convex output every piece is largest on its own regions, which is checked at a point inside each.
    """
    maps = output_maps(part)
    rows = [_reduced(maps.row(i, output)) for i in range(len(part))]
    pieces = list(dict.fromkeys(rows))
    for region, own in zip(part, rows, strict=True):
        point = region.witness()
        scale = math.lcm(*(p.denominator for p in point))
        numerators = [p.numerator * (scale // p.denominator) for p in point] + [scale]
        value = sum(a * p for a, p in zip(own[0], numerators, strict=True))
        for other, denominator in pieces:
            theirs = sum(a * p for a, p in zip(other, numerators, strict=True))
            assert theirs * own[1] <= value * denominator, "no piece is larger than a convex function"
    return AffineMap.of(pieces, part.network.n_inputs)


def _reduced(row: RationalRow) -> RationalRow:
    divisor = math.gcd(*row[0], row[1])
    return tuple(a // divisor for a in row[0]), row[1] // divisor
