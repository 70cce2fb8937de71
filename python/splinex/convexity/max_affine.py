"""A convex output as the maximum of its distinct affine pieces."""

import math

import numpy as np

from splinex.convexity.output_maps import output_maps
from splinex.partitions.partition import Partition
from splinex.splines.exact_table import ExactTable
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["max_affine_form"]


def max_affine_form(part: Partition, output: int) -> MaxAffineSpline:
    """The distinct maps of a convex output over all regions, in the order of the regions.

    That every piece is largest on its own regions is checked at a point inside each.
    """
    maps = output_maps(part)
    rows = maps.numerators[:, output].astype(object)
    pieces = np.array(list(dict.fromkeys(map(tuple, rows.tolist()))), dtype=object)
    for region, own in zip(part, rows, strict=True):
        point = region.witness()
        scale = math.lcm(*(p.denominator for p in point))
        at = np.array([*(p.numerator * (scale // p.denominator) for p in point), scale], dtype=object)
        assert (pieces @ at).max() == own @ at, "no piece is larger than a convex function"
    return MaxAffineSpline.of_pieces(ExactTable.reduced(pieces, maps.denominator))
